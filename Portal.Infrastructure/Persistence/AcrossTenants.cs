using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Counters;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Persistence.Audit;
using Portal.Infrastructure.Persistence.Queries;

namespace Portal.Infrastructure.Persistence;

/// <summary>A code with its account and currency, as an address token finds it.</summary>
public sealed record AddressRow(QrCode Code, GatewayAccount Account, Currency Currency);

/// <summary>A tenant in the operator's board: no buyer, no payment, only counts.</summary>
public sealed record TenantRow(Tenant Tenant, string? Partner, int Counters, int PaymentsToday);

/// <summary>A person's place in a tenant, as it is chosen from.</summary>
public sealed record PlaceRow(TenantId Tenant, string Name, Role Role, TenantStatus Status)
{
    /// <summary>Whether the person can go there now.</summary>
    public bool IsOpen => Status is TenantStatus.Active or TenantStatus.CodesStopped;
}

/// <summary>The only place that looks over the fence between tenants, for what cannot be done within one.</summary>
public sealed class AcrossTenants(PortalDatabase database)
{
    private static readonly string[] s_tenantFilter = [TenantFilter.Name];

    public async Task<AddressRow?> FindAddressAsync(string token, CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        return await (from code in context.QrCodes.IgnoreQueryFilters(s_tenantFilter).AsNoTracking()
                      where code.AddressToken == token
                      join account in context.Accounts.IgnoreQueryFilters(s_tenantFilter).AsNoTracking() on code.TenantId equals account.TenantId
                      join tenant in context.Tenants on code.TenantId equals tenant.Id
                      where tenant.KeysDestroyedAt == null
                      select new AddressRow(code, account, tenant.Currency)).FirstOrDefaultAsync(ct);
    }

    public async Task<GatewayAccount?> FindAccountAsync(string partner, CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        return await context.Accounts.IgnoreQueryFilters(s_tenantFilter).AsNoTracking().FirstOrDefaultAsync(
            account => account.Partner == partner && context.Tenants.Any(tenant => tenant.Id == account.TenantId && tenant.KeysDestroyedAt == null), ct);
    }

    public async Task<GatewayAccount> AccountOfAsync(TenantId tenant, CancellationToken ct)
    {
        await using var context = database.Open(tenant);
        return await context.Accounts.AsNoTracking().SingleAsync(ct);
    }

    /// <summary>Tenants that have anything due, longest not served first.</summary>
    public async Task<IReadOnlyList<TenantId>> TenantsWithDueAsync(DateTimeOffset now, int limit, CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        return await context.Feeds.IgnoreQueryFilters(s_tenantFilter)
            .Where(feed => context.Payments.IgnoreQueryFilters(s_tenantFilter)
                    .Any(payment => payment.TenantId == feed.TenantId && payment.DueAt <= now && (payment.LeasedUntil == null || payment.LeasedUntil < now))
                || context.QrCodes.IgnoreQueryFilters(s_tenantFilter)
                    .Any(code => code.TenantId == feed.TenantId && code.DueAt <= now && (code.LeasedUntil == null || code.LeasedUntil < now))
                || context.Refunds.IgnoreQueryFilters(s_tenantFilter)
                    .Any(refund => refund.TenantId == feed.TenantId && refund.DueAt <= now && (refund.LeasedUntil == null || refund.LeasedUntil < now))
                || context.Cancels.IgnoreQueryFilters(s_tenantFilter)
                    .Any(cancel => cancel.TenantId == feed.TenantId && cancel.DueAt <= now && (cancel.LeasedUntil == null || cancel.LeasedUntil < now)))
            .Where(feed => !context.Tenants.Any(tenant => tenant.Id == feed.TenantId && tenant.KeysDestroyedAt != null))
            .OrderBy(feed => feed.ServedAt).Take(limit).Select(feed => feed.TenantId).ToListAsync(ct);
    }

    /// <summary>Tenants that have a mail to be sent, at most so many.</summary>
    public async Task<IReadOnlyList<TenantId>> TenantsWithMailAsync(DateTimeOffset now, int limit, CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        return await context.OutgoingMails.IgnoreQueryFilters(s_tenantFilter).Where(mail => mail.DueAt <= now && (mail.LeasedUntil == null || mail.LeasedUntil < now))
            .GroupBy(mail => mail.TenantId).OrderBy(mails => mails.Min(mail => mail.DueAt)).Select(mails => mails.Key).Take(limit).ToListAsync(ct);
    }

    /// <summary>Tenants with a payment that has been unclear since before an instant, and that nobody was told of.</summary>
    public async Task<IReadOnlyList<TenantId>> TenantsToTellAsync(DateTimeOffset since, CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        return await context.Payments.IgnoreQueryFilters(s_tenantFilter)
            .Where(payment => payment.DueAt != null && payment.UnclearSince < since && (payment.UnclearToldAt == null || payment.UnclearToldAt < payment.UnclearSince))
            .Select(payment => payment.TenantId).Distinct().ToListAsync(ct);
    }

    /// <summary>Tenants with an active code whose payments are reported elsewhere than below this address.</summary>
    public async Task<IReadOnlyList<TenantId>> TenantsWithCodesElsewhereAsync(string baseAddress, CancellationToken ct)
    {
        var prefix = baseAddress + "/";
        await using var context = database.OpenWithoutTenant();
        return await context.QrCodes.IgnoreQueryFilters(s_tenantFilter)
            .Where(code => code.IsActive && (code.Status == QrCodeStatus.Live || code.Status == QrCodeStatus.Stopped) && code.NotifyUrl != null && !code.NotifyUrl.StartsWith(prefix))
            .Select(code => code.TenantId).Distinct().ToListAsync(ct);
    }

    /// <summary>How far the changes of these tenants are numbered.</summary>
    public async Task<IReadOnlyList<(TenantId Tenant, long Last)>> LastSequencesAsync(IReadOnlyList<TenantId> tenants, CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        var feeds = await context.Feeds.IgnoreQueryFilters(s_tenantFilter).AsNoTracking().Where(feed => tenants.Contains(feed.TenantId)).ToListAsync(ct);
        return [.. feeds.Select(feed => (feed.TenantId, feed.LastSequence))];
    }

    public async Task ServedAsync(TenantId tenant, DateTimeOffset at, CancellationToken ct)
    {
        await using var context = database.Open(tenant);
        using var turn = await database.Writers.TakeAsync(ct);
        await context.Feeds.ExecuteUpdateAsync(set => set.SetProperty(feed => feed.ServedAt, at), ct);
    }

    public async Task<byte[]> WrappedDataKeyAsync(TenantId tenant, CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        return await context.Tenants.Where(row => row.Id == tenant).Select(row => row.WrappedDataKey).SingleAsync(ct);
    }

    public async Task<IReadOnlyList<TenantId>> AllTenantsAsync(CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        return await context.Tenants.Select(tenant => tenant.Id).ToListAsync(ct);
    }

    /// <summary>Every chain of the audit: of each tenant, of the installation, and whatever else a row or a head claims to be of.</summary>
    public async Task<IReadOnlyList<TenantId>> AuditChainsAsync(CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        var heads = await context.AuditHeads.IgnoreQueryFilters(s_tenantFilter).Select(head => head.TenantId).ToListAsync(ct);
        var rows = await context.AuditRows.IgnoreQueryFilters(s_tenantFilter).Select(row => row.TenantId).Distinct().ToListAsync(ct);
        return [.. new[] { AuditChain.Platform }.Concat(await context.Tenants.Select(tenant => tenant.Id).ToListAsync(ct)).Concat(heads).Concat(rows).Distinct()];
    }

    /// <summary>What was done on the installation: its own chain, and the acts by which tenants are made and ended. Newest first.</summary>
    /// <param name="before">Only what was done before this instant.</param>
    public async Task<IReadOnlyList<AuditRecord>> PlatformAuditAsync(AuditFilter filter, DateTimeOffset? before, int limit, CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        return await context.AuditRows.IgnoreQueryFilters(s_tenantFilter).AsNoTracking()
            .Where(row => row.TenantId == AuditChain.Platform || PlatformActs.All.Contains(row.Act))
            .Where(row => before == null || row.At < before)
            .Matching(filter).OrderByDescending(row => row.At).ThenByDescending(row => row.Sequence).Take(limit).ToListAsync(ct);
    }

    /// <summary>Where a person belongs, before a tenant is chosen.</summary>
    public async Task<IReadOnlyList<Membership>> MembershipsOfAsync(UserId user, CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        return await context.Memberships.IgnoreQueryFilters(s_tenantFilter).AsNoTracking().Where(row => row.UserId == user).ToListAsync(ct);
    }

    /// <summary>The same with names, in their order; tenants that refuse sign-ins are among them.</summary>
    public async Task<IReadOnlyList<PlaceRow>> PlacesOfAsync(UserId user, CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        return await (from row in context.Memberships.IgnoreQueryFilters(s_tenantFilter).AsNoTracking()
                      where row.UserId == user
                      join tenant in context.Tenants on row.TenantId equals tenant.Id
                      orderby tenant.Name
                      select new PlaceRow(tenant.Id, tenant.Name, row.Role, tenant.Status)).ToListAsync(ct);
    }

    public async Task<PlatformRole?> PlatformRoleOfAsync(UserId user, CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        return (await context.PlatformMemberships.AsNoTracking().FirstOrDefaultAsync(row => row.UserId == user, ct))?.Role;
    }

    public async Task<Tenant?> FindTenantAsync(string nameOrId, CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        return Guid.TryParse(nameOrId, out var id)
            ? await context.Tenants.AsNoTracking().FirstOrDefaultAsync(tenant => tenant.Id == new TenantId(id), ct)
            : await context.Tenants.AsNoTracking().FirstOrDefaultAsync(tenant => tenant.Name == nameOrId, ct);
    }

    public async Task<IReadOnlyList<TenantRow>> BoardAsync(DateTimeOffset since, CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        return await context.Tenants.AsNoTracking().OrderBy(tenant => tenant.Name)
            .Select(tenant => new TenantRow(
                tenant,
                context.Accounts.IgnoreQueryFilters(s_tenantFilter).Where(account => account.TenantId == tenant.Id).Select(account => account.Partner).FirstOrDefault(),
                context.Counters.IgnoreQueryFilters(s_tenantFilter).Count(counter => counter.TenantId == tenant.Id),
                context.Payments.IgnoreQueryFilters(s_tenantFilter).Count(payment => payment.TenantId == tenant.Id && payment.OccurredAt >= since)))
            .ToListAsync(ct);
    }
}
