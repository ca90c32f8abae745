using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Portal.Bench.Circuits;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Persistence;
using Portal.Tests.Chaos;
using Portal.Tests.TestKit;
using Portal.Web.Realtime.Open;

namespace Portal.Tests.Web.Open;

/// <summary>What was taken from a person is closed wherever it is open, within five seconds, by both portals of one data folder.</summary>
public sealed class ClosingTests
{
    private static readonly TimeSpan s_closedWithin = TimeSpan.FromSeconds(5);

    [Theory]
    [Trait("Row", "A-15")]
    [Trait("Row", "T-06")]
    [Trait("Row", "S5")]
    [InlineData("removed")]
    [InlineData("role changed")]
    [InlineData("counters changed")]
    [InlineData("tenant suspended")]
    [InlineData("sign-in ended")]
    public async Task What_is_open_is_closed_in_both_portals_and_cannot_come_back(string what)
    {
        await using var here = await PortalFixture.StartAsync(settings: "--Portal:Jobs:Enabled=false");
        await using var there = await PortalFixture.StartAsync(folder: here.Folder, settings: "--Portal:Jobs:Enabled=false");
        Assert.Empty(await StillOpenAsync(what, here, there));
    }

    [Fact]
    public async Task What_is_open_is_closed_in_both_portals_and_cannot_come_back_control()
    {
        await using var here = await PortalFixture.StartAsync(replace: NoWatch, settings: "--Portal:Jobs:Enabled=false");
        await using var there = await PortalFixture.StartAsync(folder: here.Folder, replace: NoWatch, settings: "--Portal:Jobs:Enabled=false");
        Assert.Equal(4, (await StillOpenAsync("removed", here, there)).Count);
    }

    [Fact]
    [Trait("Row", "A-10")]
    public async Task Twelve_hours_after_the_sign_in_pages_and_connections_end()
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:Jobs:Enabled=false");
        var person = await portal.AddPersonAsync(await portal.AddTenantAsync());
        var visitor = await Visitor.SignInAsync(portal.Address, person.Email, person.Password);
        await using var page = await Circuit.OpenAsync(visitor, "/payments", null);
        portal.Clock.Advance(Session.Longest);
        await page.Lost.WaitAsync(s_closedWithin);
        await PortalWait.UntilAsync("no page is kept", () => !portal.Get<OpenSockets>().Circuits.Any(), s_closedWithin);
    }

    [Fact]
    [Trait("Row", "T-08")]
    public async Task A_page_comes_back_to_its_owner_and_to_nobody_else()
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:Jobs:Enabled=false");
        var tenant = await portal.AddTenantAsync();
        var (first, second) = (await portal.AddPersonAsync(tenant), await portal.AddPersonAsync(tenant));
        var owner = await Visitor.SignInAsync(portal.Address, first.Email, first.Password);
        var other = await Visitor.SignInAsync(portal.Address, second.Email, second.Password);
        var secret = "";
        await using (var page = await Circuit.OpenAsync(owner, "/payments", null))
        {
            secret = page.Secret;
        }
        Assert.True(await Circuit.IsKeptAsync(owner, secret));
        Assert.False(await Circuit.IsKeptAsync(other, secret));
        Assert.False(await Circuit.IsKeptAsync(owner, secret));                 // whoever asks for another's page ends it
        Assert.Empty(portal.Get<OpenSockets>().Circuits);
    }

    [Fact]
    [Trait("Row", "T-02")]
    public async Task A_page_that_was_loaded_before_and_lives_after_hears_by_what_is_left()
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:Jobs:Enabled=false");
        var tenant = await portal.AddTenantAsync();
        var (before, after) = (await portal.AddCounterAsync(tenant, "Till 1"), await portal.AddCounterAsync(tenant, "Till 2"));
        var person = await portal.AddPersonAsync(tenant, Role.Cashier, before.Id);
        var visitor = await Visitor.SignInAsync(portal.Address, person.Email, person.Password);
        var loaded = await visitor.PageAsync("/payments");
        await Taking.RunAsync("counters changed", portal, person, after.Id);
        await PortalWait.UntilAsync("the change is seen", () => portal.Get<SeenRevocations>().Position > 0);
        var seen = new Sighted();
        await using var page = await Circuit.OpenAsync(visitor, "/payments", loaded, seen.Take);
        var (hidden, shown) = (await portal.ReportAsync(before), await portal.ReportAsync(after));
        await PortalWait.UntilAsync("the payment of the counter that is left", () => seen.Has(shown));
        Assert.False(seen.Has(hidden));
    }

    [Fact]
    public async Task Revocations_are_forgotten_after_a_day()
    {
        await using var portal = await PortalFixture.StartAsync();
        var person = await portal.AddPersonAsync(await portal.AddTenantAsync());
        await Taking.RunAsync("counters changed", portal, person);
        portal.Clock.Advance(RevocationLog.KeptFor / 2);
        await Taking.RunAsync("counters changed", portal, person);
        portal.Clock.Advance((RevocationLog.KeptFor / 2) + TimeSpan.FromMinutes(1));
        await PortalWait.UntilAsync("the first is forgotten", async () => (await portal.Get<RevocationLog>().AfterAsync(0, default)).Count == 1);
    }

    private static void NoWatch(IServiceCollection services) => services.Remove(services.Single(service => service.ImplementationType == typeof(RevocationWatch)));

    /// <returns>What was still open five seconds after something was taken, or could come back, or was told too little.</returns>
    private static async Task<IReadOnlyList<string>> StillOpenAsync(string what, PortalFixture here, PortalFixture there)
    {
        var tenant = await here.AddTenantAsync();
        var (first, second) = (await here.AddCounterAsync(tenant), await here.AddCounterAsync(tenant, "Till 2"));
        var person = await here.AddPersonAsync(tenant, Role.Cashier, first.Id);
        var visitors = new[] { await Visitor.SignInAsync(here.Address, person.Email, person.Password), await Visitor.SignInAsync(there.Address, person.Email, person.Password) };
        var pages = await Task.WhenAll(visitors.Select(visitor => Circuit.OpenAsync(visitor, "/payments", null)));
        var hubs = await Task.WhenAll(visitors.Select(visitor => PortalHubClient.ConnectAsync(visitor.Server, visitor.Cookies)));
        foreach (var hub in hubs)
        {
            await hub.CallAsync("Since", 0);
        }
        var session = (await here.Get<SessionStore>().LiveAsync(new UserId(person.Id), default))[0].Id;
        await AssertServedAsync(here, person, session);
        await Taking.RunAsync(what, here, person, second.Id);
        var started = TimeProvider.System.GetTimestamp();
        if (what is "removed" or "tenant suspended" or "sign-in ended")
        {
            await Assert.ThrowsAsync<AccessDeniedException>(() => AssertServedAsync(here, person, session));       // the very next command
        }
        var closed = pages.Select(page => page.Lost).Concat(hubs.Select(EndOfAsync)).ToList();
        await Task.WhenAll(closed).WaitAsync(s_closedWithin).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Figures.Print($"S5: {what}: {closed.Count(task => task.IsCompletedSuccessfully)} of {closed.Count} closed after {TimeProvider.System.GetElapsedTime(started).TotalMilliseconds:0} ms");
        var open = closed.Where(task => !task.IsCompletedSuccessfully).Select((_, i) => $"{i} is open").ToList();
        if (open.Count == 0)
        {
            await PortalWait.UntilAsync("no page is kept", () => !here.Get<OpenSockets>().Circuits.Concat(there.Get<OpenSockets>().Circuits).Any(), s_closedWithin);
        }
        foreach (var page in pages)
        {
            await page.DisposeAsync();
        }
        foreach (var hub in hubs)
        {
            await hub.DisposeAsync();
        }
        return open;
    }

    /// <summary>The last word of a connection is that it was revoked, and no payment comes before it.</summary>
    private static async Task EndOfAsync(PortalHubClient hub)
    {
        Assert.Equal("Revoked", (await hub.PushAsync()).Target);
        await Assert.ThrowsAnyAsync<WebSocketException>(hub.PushAsync);
    }

    private static async Task AssertServedAsync(PortalFixture portal, PortalPerson person, SessionId session)
    {
        await using var work = await portal.Get<IPortalWorkFactory>().BeginAsync(Actor.Person(person.Tenant.Id, new UserId(person.Id), session), Permission.SeePayments, default);
        Assert.NotNull(work);
    }
}
