using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Web.Composition;

namespace Portal.Tests.Web.Components;

/// <summary>Somebody of a tenant at a page that stands alone.</summary>
internal sealed class SignedIn(Actor actor) : ICurrentActor
{
    /// <summary>Until then nobody knows who it is.</summary>
    public Task Known { get; set; } = Task.CompletedTask;

    public async Task<Actor> GetAsync()
    {
        await Known;
        return actor;
    }

    public Task<Seat?> SeatAsync() => Task.FromResult<Seat?>(null);

    public Task<UserId> PersonAsync() => Task.FromResult(actor.User!.Value);

    public Task<PlatformActor> PlatformAsync() => throw new AccessDeniedException(CommonErrors.NotFound);

    public Task<PlatformRole?> PlatformRoleAsync() => Task.FromResult<PlatformRole?>(null);
}
