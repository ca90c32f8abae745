using Portal.Domain.Primitives;
using Portal.Domain.Tenants;

namespace Portal.Domain.Counters;

/// <summary>What became of an act.</summary>
public enum CodeNoteKind
{
    /// <summary>The wish is on record; Alipay is asked.</summary>
    Asked,

    /// <summary>Alipay's signed answer says that it is done.</summary>
    Done,

    /// <summary>A definite no of Alipay: nothing changed.</summary>
    Refused,

    /// <summary>No answer that counts; it is asked again until there is one. Noted once an act.</summary>
    NotKnown,

    /// <summary>Another code took its place.</summary>
    Replaced,
}

/// <summary>One line of a code's history.</summary>
public sealed class CodeNote : ICounterOwned
{
    private CodeNote()
    {
    }

    public TenantId TenantId { get; private set; }

    public Guid Id { get; private set; }

    public CounterId CounterId { get; private set; }

    public QrCodeId CodeId { get; private set; }

    /// <summary>Null where the code was replaced.</summary>
    public CodeAct? Act { get; private set; }

    public CodeNoteKind Kind { get; private set; }

    /// <summary>The gateway's code of a refusal, a short key of a doubt, or what was wrong with a sticker; empty where there is nothing to say.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Null: the product itself, or the command line.</summary>
    public UserId? By { get; private set; }

    public DateTimeOffset At { get; private set; }

    internal static CodeNote Of(QrCode code, CodeAct? act, CodeNoteKind kind, string reason, UserId? by, DateTimeOffset at) => new()
    {
        TenantId = code.TenantId,
        Id = Guid.CreateVersion7(at),
        CounterId = code.CounterId,
        CodeId = code.Id,
        Act = act,
        Kind = kind,
        Reason = reason,
        By = by,
        At = at,
    };
}
