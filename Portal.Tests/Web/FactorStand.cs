using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Persistence;
using Portal.Tests.TestKit;

namespace Portal.Tests.Web;

/// <summary>A portal with a tenant, and people who have an authenticator app.</summary>
internal sealed class FactorStand : IAsyncDisposable
{
    private FactorStand(PortalFixture portal, PortalTenant tenant) => (Portal, Tenant) = (portal, tenant);

    public PortalFixture Portal { get; }

    public PortalTenant Tenant { get; }

    /// <param name="fromDayOne">True: the floor of Production.</param>
    public static async Task<FactorStand> StartAsync(bool fromDayOne = false)
    {
        var portal = await PortalFixture.StartAsync(
            replace: services => services.Replace(ServiceDescriptor.Singleton(new SecondFactorPolicy(fromDayOne))), settings: "--Portal:Jobs:Enabled=false");
        return new FactorStand(portal, await portal.AddTenantAsync());
    }

    public async Task<PortalApp> GiveAppAsync(PortalPerson person)
    {
        var (user, factors) = (new UserId(person.Id), Portal.Get<SecondFactors>());
        var secret = (await factors.StartAsync(user, default))!;
        var (_, codes) = await factors.ConfirmAsync(user, Totp.CodeAt(secret, Totp.StepOf(Portal.Clock.GetUtcNow())), default);
        return new PortalApp(Portal.Clock, secret, codes!);
    }

    /// <summary>The tenant asks everybody for a second factor from now on.</summary>
    public async Task RequireAsync()
    {
        await using var context = Portal.Get<PortalDatabase>().Open(Tenant.Id);
        (await context.Tenants.SingleAsync(row => row.Id == Tenant.Id)).TryChangePolicy(requireSecondFactor: true);
        await context.SaveChangesAsync();
    }

    public async Task<IReadOnlyList<Session>> SessionsAsync(PortalPerson person) => await Portal.Get<SessionStore>().LiveAsync(new UserId(person.Id), default);

    public ValueTask DisposeAsync() => Portal.DisposeAsync();
}

/// <summary>An authenticator app in a person's hand.</summary>
internal sealed record PortalApp(PortalTestClock Clock, byte[] Secret, IReadOnlyList<string> RecoveryCodes)
{
    /// <summary>Waits for the next code and reads it.</summary>
    public string NextCode()
    {
        Clock.Advance(TimeSpan.FromSeconds(30));
        return Totp.CodeAt(Secret, Totp.StepOf(Clock.GetUtcNow()));
    }
}
