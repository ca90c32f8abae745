using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Tests.Domain.Memory;

/// <summary>The platform's side of a shop in memory: its staff at work on it, tenants that they add, and the letters that go out.</summary>
internal sealed class MemoryPlatform(MemoryShop shop) : IPlatformWorkFactory, IDataKeys, ISendInvitation
{
    public PlatformActor Admin { get; } = new(new UserId(Guid.CreateVersion7()), SessionId.New());

    public List<(Tenant Tenant, OneTimeLink? Invitation)> Added { get; } = [];

    public List<InvitationLetter> Letters { get; } = [];

    /// <summary>Mail is set: letters go out by it.</summary>
    public bool Mails { get; set; } = true;

    /// <summary>What adding a tenant is answered; null: it is added.</summary>
    public PortalError? Refusal { get; set; }

    public Task<IPortalWork> BeginAsync(PlatformActor actor, Permission permission, TenantId tenant, CancellationToken ct)
    {
        Assert.Equal(shop.Tenant.Id, tenant);
        shop.Permitted.Add(permission);
        return Task.FromResult<IPortalWork>(new MemoryWork(shop, actor.User is { } user ? Actor.Person(tenant, user, actor.Session) : Actor.Operator(tenant)));
    }

    public Task CheckAsync(PlatformActor actor, Permission permission, CancellationToken ct)
    {
        shop.Permitted.Add(permission);
        return Task.CompletedTask;
    }

    public Task<PortalError?> AddAsync(PlatformActor actor, Tenant tenant, OneTimeLink? invitation, CancellationToken ct)
    {
        if (Refusal is null)
        {
            Added.Add((tenant, invitation));
        }
        return Task.FromResult(Refusal);
    }

    public byte[] NewDataKey(TenantId tenant) => tenant.Value.ToByteArray();

    public Task<bool> SendAsync(InvitationLetter letter, CancellationToken ct)
    {
        Letters.Add(letter);
        return Task.FromResult(Mails);
    }
}
