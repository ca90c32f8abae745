using Microsoft.EntityFrameworkCore;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Persistence;

namespace Portal.Infrastructure.Identity;

/// <summary>What a person has beside the password, and whether they must.</summary>
/// <param name="HasCodes">An authenticator app is in force.</param>
/// <param name="Passkeys">How many passkeys are registered.</param>
/// <param name="IsRequired">Some place of theirs asks for a second factor.</param>
/// <param name="RecoveryLeft">Recovery codes not used yet.</param>
public sealed record FactorStatus(bool HasCodes, int Passkeys, bool IsRequired, int RecoveryLeft)
{
    public bool HasAny => HasCodes || Passkeys > 0;

    /// <summary>Whether one of them may go: not the last one where policy asks for one.</summary>
    public bool MayLose => !IsRequired || (HasCodes ? 1 : 0) + Passkeys > 1;
}

/// <summary>Reads <see cref="FactorStatus"/>, over all places of a person.</summary>
public sealed class FactorQuery(PortalDatabase database, AcrossTenants across, SecondFactorPolicy policy)
{
    public async Task<FactorStatus> OfAsync(UserId user, CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        var factor = await context.SecondFactors.AsNoTracking().FirstOrDefaultAsync(row => row.UserId == user, ct);
        var passkeys = await context.UserPasskeys.CountAsync(row => row.UserId == user.Value, ct);
        return new FactorStatus(factor is { IsSet: true }, passkeys, await IsRequiredAsync(context, user, ct), factor is { IsSet: true } ? factor.RecoveryLeft : 0);
    }

    /// <summary>Whether this sign-in was made without the second factor that some place of the person asks for.</summary>
    public async Task<bool> MustUseAsync(UserId user, SessionId? session, CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        return !await context.Sessions.AnyAsync(row => row.Id == session && row.UserId == user && row.Method != SignInMethod.Password, ct) && await IsRequiredAsync(context, user, ct);
    }

    private async Task<bool> IsRequiredAsync(PortalContext context, UserId user, CancellationToken ct)
    {
        if (policy.RequiresOfStaff && await context.PlatformMemberships.AnyAsync(row => row.UserId == user, ct))
        {
            return true;
        }
        var places = await across.MembershipsOfAsync(user, ct);
        var ids = places.Select(place => place.TenantId).ToList();
        var tenants = await context.Tenants.AsNoTracking().Where(tenant => ids.Contains(tenant.Id)).ToListAsync(ct);
        return places.Any(place => policy.Requires(tenants.Single(tenant => tenant.Id == place.TenantId), place.Role));
    }
}
