using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence;

namespace Portal.Web.Composition;

/// <summary>The operator's list of tenants: counts, never a tenant's rows.</summary>
public sealed class TenantBoard(AcrossTenants across, TimeProvider clock) : ITenantBoard
{
    public async Task<IReadOnlyList<TenantBoardRow>> ListAsync(UserId reader, CancellationToken ct)
    {
        if (await across.PlatformRoleOfAsync(reader, ct) is not { } role || !role.Holder().Of(Permission.SeeBoard).IsGiven)
        {
            throw new AccessDeniedException(CommonErrors.NotFound);
        }
        var rows = await across.BoardAsync(clock.GetUtcNow().AddHours(-24), ct);
        return [.. rows.Select(row => new TenantBoardRow(
            row.Tenant.Id, row.Tenant.Name, row.Tenant.Currency, row.Tenant.Status, row.Partner ?? "", row.Counters, row.PaymentsToday))];
    }
}
