using Portal.Domain.Primitives;

namespace Portal.Domain.Tenants;

/// <summary>A tenant as platform staff see it: counts and states, no buyer, no payment.</summary>
public sealed record TenantBoardRow(TenantId Id, string Name, Currency Currency, TenantStatus Status, string Partner, int Counters, int PaymentsToday);

/// <summary>All tenants of the installation, for platform staff only.</summary>
public interface ITenantBoard
{
    /// <exception cref="Work.AccessDeniedException"><c>not_found</c>: the person has no place on the platform.</exception>
    Task<IReadOnlyList<TenantBoardRow>> ListAsync(UserId reader, CancellationToken ct);
}
