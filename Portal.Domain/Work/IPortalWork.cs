using Portal.Domain.Alarms;
using Portal.Domain.Approvals;
using Portal.Domain.Attention;
using Portal.Domain.Audit;
using Portal.Domain.Cancels;
using Portal.Domain.Claims;
using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Domain.People;
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

    /// <summary>False: the owner has not entered account and keys yet.</summary>
    bool HasAccount { get; }

    /// <exception cref="InvalidOperationException">There is none; flows that need it ask <see cref="HasAccount"/> first.</exception>
    GatewayAccount Account { get; }

    IPeopleStore People { get; }

    ICounterStore Counters { get; }

    IPaymentStore Payments { get; }

    IRefundStore Refunds { get; }

    IApprovalStore Approvals { get; }

    ILimitStore Limits { get; }

    ICancelStore Cancels { get; }

    IClaimStore Claims { get; }

    IAlarmStore Alarms { get; }

    IAttentionStore Attention { get; }

    /// <summary>Says more of the act than the change itself tells; goes into the row of the next commit, which is written then even where nothing else is saved.
    /// Without it a person's or operator's commit is named by the permission, and a job's leaves no row.</summary>
    void Audit(AuditEntry entry);

    /// <summary>Looks once more inside the commit, while nobody else can commit a change of the tenant's payments: what must hold over several payments is counted there.</summary>
    /// <param name="check">Null: it may be saved. Else the commit answers that, and nothing was saved.</param>
    void AtCommit(Func<CancellationToken, Task<PortalError?>> check);

    /// <summary>Saves states, history, the event rows of changed payments and the audit's row in one transaction.</summary>
    /// <returns>Null when saved; <c>stale</c> when another hand was faster or a unique name was taken: nothing was saved then.</returns>
    Task<PortalError?> CommitAsync(CancellationToken ct);
}

/// <summary>The way of platform staff to one tenant's own record, codes and owner, for what only the platform may do.</summary>
public interface IPlatformWorkFactory
{
    /// <exception cref="AccessDeniedException">No place on the platform, no such tenant, or the permission is missing.</exception>
    Task<IPortalWork> BeginAsync(PlatformActor actor, Permission permission, TenantId tenant, CancellationToken ct);

    /// <summary>Refuses whoever may not, before anything else is said.</summary>
    /// <exception cref="AccessDeniedException">As <see cref="BeginAsync"/>.</exception>
    Task CheckAsync(PlatformActor actor, Permission permission, CancellationToken ct);

    /// <summary>Adds a tenant, with its owner's invitation where there is one.</summary>
    /// <returns>Null when saved; else the name is taken.</returns>
    /// <exception cref="AccessDeniedException">As <see cref="BeginAsync"/>.</exception>
    Task<PortalError?> AddAsync(PlatformActor actor, Tenant tenant, OneTimeLink? invitation, CancellationToken ct);
}

/// <summary>A refusal before anything was read. Edges turn it into the answer; flows let it pass.</summary>
public sealed class AccessDeniedException(PortalError error) : Exception(error.Code)
{
    public PortalError Error { get; } = error;
}
