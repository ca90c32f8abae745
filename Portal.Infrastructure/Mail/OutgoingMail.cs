using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Infrastructure.Mail;

/// <summary>What a mail tells; the words stand in the web project's resources under the same name.</summary>
public enum MailKind
{
    RefundFailed,
    MoneyAfterEnd,
    StaysUnclear,
}

/// <summary>What became of a mail.</summary>
public enum MailStatus
{
    Waiting,
    Sent,

    /// <summary>One mail to each person took the place of this row.</summary>
    Addressed,

    /// <summary>No server for mail is set; the inbox stands all the same.</summary>
    NotConfigured,

    /// <summary>The person has no place here any more.</summary>
    Dropped,

    /// <summary>No server took it for a day.</summary>
    GaveUp,
}

/// <summary>A mail that is to be sent: put down in the transaction of what it tells, once an event and person. It holds ids; words are made when it goes out.</summary>
public sealed class OutgoingMail : DueRow, ITenantOwned
{
    private static readonly TimeSpan s_patience = TimeSpan.FromDays(1);

    private OutgoingMail()
    {
    }

    public TenantId TenantId { get; private set; }

    public Guid Id { get; private set; }

    public MailKind Kind { get; private set; }

    /// <summary>What it tells of, e.g. an alarm's id; with the person it names the mail.</summary>
    public string Event { get; private set; } = "";

    /// <summary>Whom it goes to; null: to be addressed to the tenant's owners and managers.</summary>
    public UserId? UserId { get; private set; }

    public PaymentId? PaymentId { get; private set; }

    /// <summary>How many payments it tells of.</summary>
    public int Count { get; private set; }

    public MailStatus Status { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public static OutgoingMail Of(TenantId tenant, MailKind kind, string about, PaymentId? payment, int count, DateTimeOffset at) => new()
    {
        TenantId = tenant,
        Id = Guid.CreateVersion7(at),
        Kind = kind,
        Event = about,
        PaymentId = payment,
        Count = count,
        CreatedAt = at,
        DueAt = at,
    };

    /// <summary>The same for one person.</summary>
    public OutgoingMail To(UserId user, DateTimeOffset at)
    {
        var mail = Of(TenantId, Kind, Event, PaymentId, Count, at);
        (mail.UserId, mail.CreatedAt) = (user, CreatedAt);
        return mail;
    }

    public void End(MailStatus status, DateTimeOffset at)
    {
        (Status, EndedAt) = (status, at);
        SettleDue();
    }

    /// <summary>It could not be sent: again later, each time later.</summary>
    /// <returns>True when that was the eighth time, which wants an alarm.</returns>
    public bool Failed(DateTimeOffset now)
    {
        var isParkedNow = FailedAt(now);
        if (now - CreatedAt >= s_patience)
        {
            End(MailStatus.GaveUp, now);
        }
        return isParkedNow;
    }
}
