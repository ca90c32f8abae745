using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Tenants;

/// <summary>Makes the key that encrypts a tenant's messages.</summary>
public interface IDataKeys
{
    /// <summary>A new data key, wrapped for storage.</summary>
    byte[] NewDataKey(TenantId tenant);
}

/// <summary>A tenant that was made, and what became of its owner's invitation; null: nobody was invited.</summary>
public sealed record CreatedTenant(Tenant Tenant, Invited? Owner);

/// <summary>Makes a tenant by its company data and invites its owner, who enters account and keys.</summary>
/// <remarks>Source: FLOWS 7.</remarks>
public sealed class CreateTenant(IPlatformWorkFactory works, IDataKeys keys, Invitations invitations, TimeProvider clock)
{
    /// <param name="owner">The owner's address; empty: invited later.</param>
    /// <returns>The tenant; or <c>tenant_invalid</c> with a sentence for the operator as its reason.</returns>
    public async Task<Outcome<CreatedTenant>> RunAsync(PlatformActor actor, TenantDetails details, string? owner, CancellationToken ct)
    {
        await works.CheckAsync(actor, Permission.ManageTenants, ct);
        if (details.Check() is { } wrong)
        {
            return TenantErrors.Invalid(wrong);
        }
        var id = TenantId.New();
        var tenant = Tenant.Register(id, details, keys.NewDataKey(id), clock.GetUtcNow());
        Invitation? invitation = null;
        if (owner?.Trim() is { Length: > 0 } email)
        {
            switch (invitations.Prepare(tenant, email, Role.Owner, [], null))
            {
                case Outcome<Invitation>.Done made:
                    invitation = made.Value;
                    break;
                case Outcome<Invitation>.Refused no:
                    return no.Error;
            }
        }
        return await works.AddAsync(actor, tenant, invitation?.Link, ct) is { } taken ? taken
            : new CreatedTenant(tenant, invitation is null ? null : await invitations.SendAsync(invitation, ct));
    }
}
