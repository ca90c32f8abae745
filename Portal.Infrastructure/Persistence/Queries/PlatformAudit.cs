using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Infrastructure.Persistence.Queries;

/// <inheritdoc cref="IPlatformAudit"/>
public sealed class PlatformAudit(AcrossTenants across, PortalDatabase database) : IPlatformAudit
{
    private const int MaxPage = 200;

    public async Task<AuditPage> PageAsync(UserId reader, AuditFilter filter, long? before, int limit, CancellationToken ct)
    {
        if (await across.PlatformRoleOfAsync(reader, ct) != PlatformRole.Admin)
        {
            throw new AccessDeniedException(CommonErrors.NotFound);
        }
        var most = Math.Clamp(limit, 1, MaxPage);
        var found = await across.PlatformAuditAsync(filter, before is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null, most + 1, ct);
        var rows = found.Take(most).ToList();
        await using var context = database.OpenWithoutTenant();
        var people = rows.SelectMany(row => new[] { row.UserId?.Value, row.OnBehalfOf?.Value, Id(row.SubjectId) }).OfType<Guid>().Distinct().ToList();
        var names = await context.Users.Where(user => people.Contains(user.Id)).ToDictionaryAsync(user => user.Id, user => user.DisplayName, ct);
        var ids = rows.Select(row => row.TenantId).Distinct().ToList();
        var tenants = await context.Tenants.Where(tenant => ids.Contains(tenant.Id)).ToDictionaryAsync(tenant => tenant.Id, tenant => tenant.Name, ct);
        return new AuditPage(
            [.. rows.Select(row => row.ToRow(NameOf, tenants.GetValueOrDefault(row.TenantId) ?? (Id(row.SubjectId) is { } id ? names.GetValueOrDefault(id) : null)))],
            found.Count > most ? rows[^1].At.UtcTicks : null);

        string? NameOf(UserId? user) => user is { } known ? names.GetValueOrDefault(known.Value) : null;
    }

    private static Guid? Id(string text) => Guid.TryParse(text, out var id) ? id : null;
}
