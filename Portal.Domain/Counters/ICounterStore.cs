using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Counters;

/// <summary>Counters of the work's tenant, to be changed.</summary>
public interface ICounterStore
{
    Task<Counter?> FindAsync(CounterId id, CancellationToken ct);

    /// <summary>The counter that shows this code, or once showed it.</summary>
    Task<Counter?> FindByCodeAsync(QrCodeId id, CancellationToken ct);

    /// <summary>The code that each counter shows now.</summary>
    Task<IReadOnlyList<QrCode>> ActiveCodesAsync(CancellationToken ct);

    /// <summary>The one code that the tenant has ever had; null: it has had none, or several.</summary>
    Task<QrCode?> OnlyCodeAsync(CancellationToken ct);

    Task<Counter?> FindByKeyAsync(string creationKey, CancellationToken ct);

    Task<bool> IsNameTakenAsync(CounterName name, CancellationToken ct);

    void Add(Counter counter);

    /// <summary>Adds a line to the history of a code, in the work's commit.</summary>
    void Note(CodeNote note);
}

/// <summary>A counter as lists and pages show it.</summary>
/// <param name="CodeText">The active code's text; null while it is being created.</param>
/// <param name="LastPaidAt">When the newest payment arrived here.</param>
public sealed record CounterView(
    CounterId Id,
    string Name,
    QrCodeStatus Status,
    string? CodeText,
    string? NotifyUrl,
    string? RefusedWith,
    string CheckNumber,
    string StoreId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastPaidAt)
{
    /// <summary>The active code.</summary>
    public required QrCodeId CodeId { get; init; }

    /// <summary>Since when the code is in its state; null: since it was made.</summary>
    public DateTimeOffset? StatusAt { get; init; }

    /// <summary>What Alipay was asked for and has not answered yet; null: nothing is open.</summary>
    public CodeAct? Wanted { get; init; }

    public DateTimeOffset? WantedAt { get; init; }

    /// <summary>The act that <see cref="RefusedWith"/> belongs to; null: the creation.</summary>
    public CodeAct? RefusedAct { get; init; }

    /// <summary>Where the till stands, if not at the shop's own address.</summary>
    public string? Address { get; init; }

    /// <summary>The shop name that Alipay last took for the code; null where that was not noted.</summary>
    public string? ToldName { get; init; }

    public string? ToldAddress { get; init; }

    /// <summary>The old code that this one replaced.</summary>
    public QrCodeId? ReplacesId { get; init; }
}

/// <summary>A code of a counter, the active one or an old one.</summary>
/// <param name="StatusAt">Since when it is in its state; null: since it was made.</param>
/// <param name="ReplacesId">The code whose place it took.</param>
/// <param name="ReplacedAt">Null: it is the active one.</param>
/// <param name="Payments">How many payments came to it; of the active one only whether any did, 0 or 1.</param>
public sealed record CodeView(
    QrCodeId Id, QrCodeStatus Status, CodeAct? Wanted, string? Text, string StoreId, string CheckNumber, string? RefusedWith, DateTimeOffset CreatedAt, DateTimeOffset? StatusAt,
    QrCodeId? ReplacesId, DateTimeOffset? ReplacedAt, SuspectWindow? Suspect, int Payments);

/// <summary>A time in which another's sticker may have hung over the counter's: takings may be missing.</summary>
public sealed record SuspectWindow(DateTimeOffset From, DateTimeOffset Until);

/// <summary>A line of a counter's history, with the name of whoever wanted it; null: the product itself or the command line.</summary>
public sealed record CodeNoteView(Guid Id, QrCodeId CodeId, CodeAct? Act, CodeNoteKind Kind, string Reason, string? By, DateTimeOffset At);

/// <summary>All codes of a counter, newest first, and what was done to them, newest first.</summary>
public sealed record CounterHistory(IReadOnlyList<CodeView> Codes, IReadOnlyList<CodeNoteView> Notes)
{
    public IEnumerable<SuspectWindow> Windows => Codes.Select(code => code.Suspect).OfType<SuspectWindow>();
}

/// <summary>A code whose payments are reported elsewhere than this installation is reached.</summary>
public sealed record CodeElsewhere(CounterId CounterId, string Name, string NotifyUrl, bool IsBeingTold);

/// <summary>Counters of the actor's tenant, to be shown.</summary>
public interface ICounterQueries
{
    Task<IReadOnlyList<CounterView>> ListAsync(Actor actor, CancellationToken ct);

    /// <summary>Null: no such counter within the actor's scope.</summary>
    Task<CounterView?> FindAsync(Actor actor, CounterId id, CancellationToken ct);

    /// <summary>As <see cref="FindAsync"/>, for whoever takes the code away: on paper, or as a file.</summary>
    Task<CounterView?> FindForPrintAsync(Actor actor, CounterId id, CancellationToken ct);

    /// <summary>Codes and history of a counter; both empty where there is no such counter within the actor's scope.</summary>
    /// <param name="seen">What was read before: payments that are counted there are not counted again. Null: all are counted.</param>
    Task<CounterHistory> HistoryAsync(Actor actor, CounterId id, CounterHistory? seen, CancellationToken ct);

    /// <summary>Active codes whose payments go elsewhere than this installation is reached.</summary>
    Task<IReadOnlyList<CodeElsewhere>> ElsewhereAsync(Actor actor, CancellationToken ct);
}
