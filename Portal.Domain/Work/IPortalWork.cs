using Portal.Domain.Alarms;
using Portal.Domain.Cancels;
using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;

namespace Portal.Domain.Work;

/// <summary>The only way to a tenant's data: reads the membership, checks the permission, sets the tenant.</summary>
public interface IPortalWorkFactory
{
    /// <exception cref="AccessDeniedException">Not a member, or the permission is missing.</exception>
    Task<IPortalWork> BeginAsync(Actor actor, Permission permission, CancellationToken ct);
}

/// <summary>One piece of work in one tenant, short-lived. What was changed is saved by <see cref="CommitAsync"/> or not at all.</summary>
public interface IPortalWork : IAsyncDisposable
{
    Actor Actor { get; }

    Tenant Tenant { get; }

    GatewayAccount Account { get; }

    ICounterStore Counters { get; }

    IPaymentStore Payments { get; }

    IRefundStore Refunds { get; }

    ICancelStore Cancels { get; }

    IAlarmStore Alarms { get; }

    /// <summary>Saves states, history and the event rows of changed payments in one transaction.</summary>
    /// <returns>Null when saved; <c>stale</c> when another hand was faster or a unique name was taken: nothing was saved then.</returns>
    Task<PortalError?> CommitAsync(CancellationToken ct);
}

/// <summary>A refusal before anything was read. Edges turn it into the answer; flows let it pass.</summary>
public sealed class AccessDeniedException(PortalError error) : Exception(error.Code)
{
    public PortalError Error { get; } = error;
}
