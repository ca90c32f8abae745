using Portal.Domain.Primitives;

namespace Portal.Domain.Work;

/// <summary>Which of a tenant's rows somebody reaches; what is outside does not exist for them.</summary>
/// <param name="Counters">Only these counters and what belongs to them; null: all.</param>
/// <param name="PaymentsSince">Only payments that arrived since then; null: all.</param>
public sealed record Scope(IReadOnlyList<CounterId>? Counters, DateTimeOffset? PaymentsSince = null)
{
    public static Scope Whole { get; } = new(Counters: null);

    /// <summary>Whether a payment of that counter, arrived then, is seen.</summary>
    public bool Reaches(CounterId counter, DateTimeOffset arrivedAt) => Reaches(counter) && !(arrivedAt < PaymentsSince);

    public bool Reaches(CounterId counter) => Counters?.Contains(counter) ?? true;
}
