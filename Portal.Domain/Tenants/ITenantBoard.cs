using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Tenants;

/// <summary>Why a tenant needs help, gravest first.</summary>
public enum HelpNeeded
{
    None,

    /// <summary>Set-up stands still.</summary>
    Stuck,

    /// <summary>Work is overdue or was given up.</summary>
    Overdue,

    /// <summary>Messages came that could not be believed or read.</summary>
    Notifications,

    /// <summary>Alipay refuses the tenant's keys.</summary>
    Keys,
}

/// <summary>A tenant as platform staff see it: counts, sums and states, no buyer, no payment.</summary>
/// <param name="Today">Payments that were taken in since the shop day began.</param>
/// <param name="Taken">Their sum, in the tenant's own currency.</param>
/// <param name="FailedMessages">Messages behind open alarms.</param>
/// <param name="Overdue">Rows that should have been asked five minutes ago or were parked.</param>
public sealed record TenantBoardRow(
    TenantId Id, string Name, string Country, Currency Currency, TenantStatus Status, string? Partner, int Counters, int LiveCodes, int Today, Money Taken,
    DateTimeOffset? LastMessageAt, int FailedMessages, int Overdue, HelpNeeded Help, OnboardingView Onboarding);

/// <summary>One tenant with what only platform staff do to it.</summary>
/// <param name="StoppedCodes">Codes that are stopped with the tenant; more may be on their way.</param>
/// <param name="StoppingCodes">Codes that Alipay has not answered for yet.</param>
public sealed record TenantDetail(Tenant Tenant, TenantBoardRow Row, int Owners, IReadOnlyList<string> InvitedOwners, int StoppedCodes, int StoppingCodes, SupportGrant? Grant);

/// <summary>All tenants of the installation, for platform staff only.</summary>
public interface ITenantBoard
{
    /// <summary>Those that need help first.</summary>
    /// <exception cref="AccessDeniedException"><c>not_found</c>: the person has no place on the platform.</exception>
    Task<IReadOnlyList<TenantBoardRow>> ListAsync(PlatformActor reader, CancellationToken ct);

    /// <summary>Null: no such tenant.</summary>
    Task<TenantDetail?> FindAsync(PlatformActor reader, TenantId tenant, CancellationToken ct);
}
