using Portal.Domain.Primitives;

namespace Portal.Domain.Tenants;

/// <summary>A tenant lets platform staff in: to read, for a reason and for a while.</summary>
/// <remarks>Source: RELIABILITY T-13; ROLES, "by grant".</remarks>
public sealed class SupportGrant : ITenantOwned
{
    public const int MaxHours = 72;

    private SupportGrant()
    {
    }

    public TenantId TenantId { get; private set; }

    public Guid Id { get; private set; }

    /// <summary>Who let them in; null: the command line.</summary>
    public UserId? By { get; private set; }

    public string Reason { get; private set; } = "";

    public DateTimeOffset From { get; private set; }

    public DateTimeOffset Until { get; private set; }

    /// <summary>Ended before its time.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    internal static SupportGrant Open(TenantId tenant, UserId? by, string reason, DateTimeOffset from, TimeSpan lasts) => new()
    {
        TenantId = tenant,
        Id = Guid.CreateVersion7(from),
        By = by,
        Reason = reason,
        From = from,
        Until = from + lasts,
    };

    public bool IsLiveAt(DateTimeOffset now) => EndedAt is null && now < Until;

    internal void End(DateTimeOffset now) => EndedAt ??= now;
}

/// <summary>Somebody of the platform opened the tenant's pages.</summary>
public sealed record SupportVisit(TenantId TenantId, Guid Id, Guid GrantId, UserId UserId, DateTimeOffset At) : ITenantOwned;
