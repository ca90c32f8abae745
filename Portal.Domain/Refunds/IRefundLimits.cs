using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Refunds;

/// <summary>What a role or a person may give back beyond what a payment holds.</summary>
public interface IRefundLimits
{
    /// <returns>Null: within the limits, and what is counted is counted once more in the commit. Else <c>limit_exceeded</c> or <c>step_up_required</c>.</returns>
    Task<PortalError?> CheckAsync(IPortalWork work, Payment payment, Money amount, CancellationToken ct);

    /// <summary>The same for undoing a whole payment.</summary>
    Task<PortalError?> CheckCancelAsync(IPortalWork work, Payment payment, CancellationToken ct);
}

/// <summary>Nothing but the payment limits what goes back.</summary>
public sealed class NoRefundLimits : IRefundLimits
{
    public Task<PortalError?> CheckAsync(IPortalWork work, Payment payment, Money amount, CancellationToken ct) => Task.FromResult<PortalError?>(null);

    public Task<PortalError?> CheckCancelAsync(IPortalWork work, Payment payment, CancellationToken ct) => Task.FromResult<PortalError?>(null);
}
