using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Claims;

/// <summary>A claim as the desk shows it, with what is on record of its payment now.</summary>
/// <param name="Number">Null: amount and time were given.</param>
/// <param name="Asked">The amount that was asked for; null: a number was given.</param>
/// <param name="AskedBy">Null: the command line.</param>
/// <param name="AskedAt">Where it was asked; null: at no counter.</param>
/// <param name="Amount">Of the payment, or of the money that Alipay told of; null: neither.</param>
/// <param name="PaidAt">By Alipay's clock.</param>
/// <param name="Payer">Masked.</param>
/// <param name="Paid">The payment; null: none is on record, or several are.</param>
public sealed record ClaimView(
    ClaimId Id, string? Number, Money? Asked, DateTimeOffset? Around, string? AskedBy, DateTimeOffset At, CounterId? AskedAt, Verdict Verdict, Money? Amount, DateTimeOffset? PaidAt,
    string? Payer, PaymentRow? Paid)
{
    /// <summary>The person may open the payment's page.</summary>
    public bool MayOpen { get; init; }

    /// <summary>All that is left of it is being given back.</summary>
    public bool IsGoingBack { get; init; }

    /// <summary>What fits, where several do; the newest first, at most five.</summary>
    public IReadOnlyList<PaymentRow> Fitting { get; init; } = [];
}

/// <summary>Claims of the actor's tenant, to be shown.</summary>
public interface IClaimQueries
{
    /// <summary>Null: no such claim in the tenant.</summary>
    Task<ClaimView?> FindAsync(Actor actor, ClaimId id, CancellationToken ct);

    /// <summary>What was asked on this shop day, the newest first, at most 20.</summary>
    Task<IReadOnlyList<ClaimView>> TodayAsync(Actor actor, CancellationToken ct);
}
