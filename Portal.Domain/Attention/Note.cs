using System.Diagnostics.CodeAnalysis;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;

namespace Portal.Domain.Attention;

/// <summary>Why something was written.</summary>
public enum NoteKind
{
    Note,

    /// <summary>Why it was decided by hand.</summary>
    Decision,

    /// <summary>The owner is asked to decide.</summary>
    Question,

    /// <summary>Why an alarm was closed.</summary>
    Closing,

    /// <summary>A till with its sound on announced the payment; written by the portal itself.</summary>
    Announcement,
}

/// <summary>What a person wrote on an open question; plain text, kept as it is for ever.</summary>
public sealed class Note : ITenantOwned
{
    public const int MaxLength = 500;

    private Note()
    {
    }

    public TenantId TenantId { get; private set; }

    public Guid Id { get; private set; }

    public CaseKind CaseKind { get; private set; }

    public Guid SubjectId { get; private set; }

    /// <summary>On whose timeline it stands; null: on none, it is about no payment.</summary>
    public PaymentId? PaymentId { get; private set; }

    public NoteKind Kind { get; private set; }

    /// <summary>1 to 500 characters.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Null: the command line.</summary>
    public UserId? By { get; private set; }

    public DateTimeOffset At { get; private set; }

    /// <summary>Whether it can be written: not empty, not too long, no hidden characters.</summary>
    public static bool IsFit([NotNullWhen(true)] string? text) => text is not null && PlainText.IsReadable(Clean(text), MaxLength);

    /// <summary>As it is kept: lines end in one way, and nothing empty stands around it.</summary>
    internal static string Clean(string text) => text.ReplaceLineEndings("\n").Trim();

    internal static Note Of(TenantId tenant, CaseId about, PaymentId? payment, NoteKind kind, string text, UserId? by, DateTimeOffset at) => new()
    {
        TenantId = tenant,
        Id = Guid.CreateVersion7(at),
        CaseKind = about.Kind,
        SubjectId = about.Value,
        PaymentId = payment,
        Kind = kind,
        Text = Clean(text),
        By = by,
        At = at,
    };
}

/// <summary>Marks and notes of the work's tenant, to be changed.</summary>
public interface IAttentionStore
{
    /// <summary>Null: nobody has taken it and nobody has asked.</summary>
    Task<CaseMark?> FindAsync(CaseId id, CancellationToken ct);

    void Add(CaseMark mark);

    void Add(Note note);
}
