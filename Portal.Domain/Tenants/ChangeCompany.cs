using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Tenants;

/// <summary>Changes a tenant's company data. What Alipay was told of a code changes with that code, not by this.</summary>
public sealed class ChangeCompany(IPortalWorkFactory works)
{
    /// <param name="version">The tenant as the person saw it.</param>
    /// <returns>The tenant; <c>tenant_invalid</c> with a sentence as its reason; <c>stale</c>.</returns>
    public async Task<Outcome<Tenant>> RunAsync(Actor actor, TenantDetails details, int version, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.ChangeSettings, ct);
        if (details.Check() is { } wrong)
        {
            return TenantErrors.Invalid(wrong);
        }
        if (work.Tenant.Version != version)
        {
            return CommonErrors.Stale;
        }
        if (details.Currency != work.Tenant.Currency.Code && (await work.Counters.ActiveCodesAsync(ct)).Count > 0)
        {
            return TenantErrors.CurrencyFixed;
        }
        work.Tenant.Describe(details);
        return await work.CommitAsync(ct) is { } stale ? stale : work.Tenant;
    }
}
