using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Counters;

/// <summary>Counters of the work's tenant, to be changed.</summary>
public interface ICounterStore
{
    Task<Counter?> FindAsync(CounterId id, CancellationToken ct);

    /// <summary>The counter that shows this code, or once showed it.</summary>
    Task<Counter?> FindByCodeAsync(QrCodeId id, CancellationToken ct);

    Task<Counter?> FindByKeyAsync(string creationKey, CancellationToken ct);

    Task<bool> IsNameTakenAsync(CounterName name, CancellationToken ct);

    void Add(Counter counter);
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
    DateTimeOffset? LastPaidAt);

/// <summary>Counters of the actor's tenant, to be shown.</summary>
public interface ICounterQueries
{
    Task<IReadOnlyList<CounterView>> ListAsync(Actor actor, CancellationToken ct);

    /// <summary>Null: no such counter within the actor's scope.</summary>
    Task<CounterView?> FindAsync(Actor actor, CounterId id, CancellationToken ct);
}
