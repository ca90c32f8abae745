using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Domain.Alarms;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Persistence;
using Portal.Tests.TestKit;
using Portal.Web.Features.Account.Limits;

namespace Portal.Tests.Web.Account;

/// <summary>Passwords tried by somebody who does not know them: refused before anything costly, counted each, and no weapon against the person.</summary>
public sealed class GuessingTests
{
    [Fact]
    [Trait("Row", "S8")]
    [Trait("Row", "A-05")]
    public async Task Most_of_fifty_tries_from_one_address_are_refused_before_hashing()
    {
        var hashes = await HashesOfFiftyAsync(SignInLimits.Standard);
        Assert.InRange(hashes, 1, SignInLimits.Standard.PerAddress + 2);
    }

    [Fact]
    public async Task Most_of_fifty_tries_are_refused_control_without_limits_each_is_hashed() => Assert.Equal(50, await HashesOfFiftyAsync(CountingHasher.NoLimits));

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [Trait("Row", "S8")]
    [Trait("Row", "A-02")]
    public void Of_ten_thousand_tries_nineteen_in_twenty_are_refused_before_hashing(int addresses) =>
        Assert.InRange(LookedAt(SignInLimits.Standard, addresses), 1, 500);

    [Fact]
    public void Of_ten_thousand_tries_nineteen_in_twenty_are_refused_control() => Assert.Equal(10_000, LookedAt(CountingHasher.NoLimits, 1));

    [Fact]
    [Trait("Row", "A-01")]
    public async Task Wrong_tries_at_the_same_moment_each_count()
    {
        await using var portal = await PortalFixture.StartAsync("2026-03-01T04:00:00Z");
        var person = await portal.AddPersonAsync(await portal.AddTenantAsync());
        var counted = await TriedAtOnceAsync(portal, person, (users, user) => users.AccessFailedAsync(user));
        Assert.Equal(portal.Clock.GetUtcNow().AddMinutes(15), counted.LockoutEnd!.Value, TimeSpan.FromMinutes(1));
        await using var scope = portal.Services.CreateAsyncScope();
        var late = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        Assert.False((await late.ResetAccessFailedCountAsync((await late.FindByEmailAsync(person.Email))!)).Succeeded, "a right password that was on its way when the pause began let somebody in");
    }

    [Fact]
    public async Task Wrong_tries_at_the_same_moment_control_reading_and_writing_loses_some()
    {
        await using var portal = await PortalFixture.StartAsync();
        var person = await portal.AddPersonAsync(await portal.AddTenantAsync());
        var counted = await TriedAtOnceAsync(portal, person, (users, user) =>
        {
            user.AccessFailedCount++;
            return users.UpdateAsync(user);
        });
        Assert.Equal(1, counted.AccessFailedCount);
    }

    [Fact]
    [Trait("Row", "A-01")]
    [Trait("Row", "A-03")]
    public async Task A_pause_leaves_live_sign_ins_alone_and_tells_the_tenant()
    {
        await using var portal = await PortalFixture.StartAsync();
        var tenant = await portal.AddTenantAsync();
        var person = await portal.AddPersonAsync(tenant);
        var live = await portal.SignInAsync(person);
        var attacker = PortalSession.Stranger(portal);
        for (var i = 0; i < 6; i++)
        {
            using var wrong = await attacker.PostSignInAsync(person.Email, "wrong");
        }
        using var locked = await attacker.PostSignInAsync(person.Email, person.Password);
        Assert.Contains("left=0", locked.Headers.Location!.ToString());
        using var still = await live.GetJsonAsync("/payments");
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
        await PortalWait.UntilAsync("the tenant is told", async () => await portal.ReadAsync(tenant, db => Task.FromResult(db.Alarms.Count(alarm => alarm.Kind == AlarmKind.GuessedPassword))) == 1);
    }

    [Fact]
    [Trait("Row", "A-02")]
    [Trait("Row", "A-03")]
    public async Task Whoever_floods_one_address_keeps_nobody_out_at_another()
    {
        await using var portal = await PortalFixture.StartAsync("2026-03-01T04:00:00Z");
        var tenant = await portal.AddTenantAsync();
        var person = await portal.AddPersonAsync(tenant);
        var live = await portal.SignInAsync(person);
        var flood = PortalSession.Stranger(portal);
        for (var i = 0; i < SignInLimits.Standard.PerAddress + 5; i++)
        {
            using var wrong = await flood.PostSignInAsync($"nobody{i}@shop.test", "Spring2026");
        }
        using var refused = await flood.PostSignInAsync(person.Email, person.Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Contains("Browsers that are signed in go on as before", await refused.Content.ReadAsStringAsync());
        using var still = await live.GetJsonAsync("/payments");
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
        using var elsewhere = portal.ClientFrom("127.0.0.9");
        using var other = await PortalSession.Stranger(portal, elsewhere).PostSignInAsync(person.Email, person.Password);
        Assert.Equal("/", other.Headers.Location?.ToString());
        Assert.Single(portal.Log.Lines, line => line.Contains("Security: passwords are tried on many accounts", StringComparison.Ordinal));
        Assert.Single(portal.Log.Lines, line => line.Contains("Security: sign-in attempts are refused", StringComparison.Ordinal));
        Assert.DoesNotContain(portal.Log.Lines, line => line.Contains("Spring2026", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Row", "A-03")]
    public void A_flood_from_everywhere_does_not_hit_an_address_that_people_come_in_from()
    {
        var gate = new SignInGate(SignInLimits.Standard, new FakeClock());
        var (shop, stranger) = (IPAddress.Parse("198.51.100.7"), IPAddress.Parse("203.0.113.9"));
        Assert.Null(gate.Enter(shop));
        gate.CameIn(shop);
        for (var i = 0; i < 2000; i++)
        {
            gate.Enter(new IPAddress([10, 0, (byte)(i / 250), (byte)(i % 250)]));
        }
        Assert.NotNull(gate.Enter(stranger));
        Assert.Null(gate.Enter(shop));
    }

    [Fact]
    public void A_household_of_ipv6_addresses_counts_as_one()
    {
        Assert.Equal(SignInGate.NameOf(IPAddress.Parse("2001:db8:1:2::1")), SignInGate.NameOf(IPAddress.Parse("2001:db8:1:2:ffff::9")));
        Assert.NotEqual(SignInGate.NameOf(IPAddress.Parse("2001:db8:1:2::1")), SignInGate.NameOf(IPAddress.Parse("2001:db8:1:3::1")));
        Assert.Equal("192.0.2.1", SignInGate.NameOf(IPAddress.Parse("::ffff:192.0.2.1")));
    }

    [Fact]
    [Trait("Row", "A-05")]
    public async Task Four_hash_at_once_a_few_wait_and_the_next_is_told_to_come_again()
    {
        await using var portal = await PortalFixture.StartAsync();
        var person = await portal.AddPersonAsync(await portal.AddTenantAsync());
        var turns = portal.Get<HashTurns>();
        var held = new List<IDisposable>();
        for (var i = 0; i < HashTurns.AtOnce; i++)
        {
            held.Add(Assert.IsAssignableFrom<IDisposable>(await turns.TakeAsync(default)));
        }
        var waiting = Enumerable.Range(0, HashTurns.MaxWaiting).Select(_ => turns.TakeAsync(default)).ToList();
        Assert.DoesNotContain(waiting, task => task.IsCompleted);
        using var busy = await PortalSession.Stranger(portal).PostSignInAsync(person.Email, person.Password);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HashTurns.TryAfter), (busy.StatusCode, busy.Headers.RetryAfter?.Delta));
        held.ForEach(turn => turn.Dispose());
        held[0].Dispose();
        foreach (var turn in await Task.WhenAll(waiting))
        {
            turn?.Dispose();
        }
        using var free = await PortalSession.Stranger(portal).PostSignInAsync(person.Email, person.Password);
        Assert.Equal("/", free.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("127.0.0.9", false)]
    [InlineData("127.0.0.0/8", true)]
    [InlineData("10.1.2.3,127.0.0.1", true)]
    [Trait("Row", "A-18")]
    [Trait("Row", "A-02")]
    public async Task A_forwarded_address_counts_only_from_a_configured_proxy(string? proxies, bool isBelieved)
    {
        await using var portal = await PortalFixture.StartAsync(settings: proxies is null ? [] : [$"--Portal:Proxies={proxies}"]);
        var tenant = await portal.AddTenantAsync();
        var person = await portal.AddPersonAsync(tenant);
        var session = PortalSession.Stranger(portal);
        portal.Client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.77");
        portal.Client.DefaultRequestHeaders.Add("X-Forwarded-Host", "evil.test");
        using var answer = await session.PostSignInAsync(person.Email, person.Password);
        Assert.Equal("/", answer.Headers.Location?.ToString());
        var address = await portal.ReadAsync(tenant, db => Task.FromResult(db.Sessions.Single().Address));
        Assert.Equal(isBelieved ? "203.0.113.77" : "127.0.0.1", address);
    }

    [Fact]
    public async Task A_proxy_that_cannot_be_read_stops_the_start()
    {
        var failed = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => PortalFixture.StartAsync(settings: "--Portal:Proxies=proxy.local"));
        Assert.Contains("Portal:Proxies", failed.Message);
    }

    private static async Task<int> HashesOfFiftyAsync(SignInLimits limits)
    {
        var hasher = new CountingHasher();
        await using var portal = await PortalFixture.StartAsync("2026-03-01T04:00:00Z", replace: services =>
        {
            services.Replace(ServiceDescriptor.Scoped<IPasswordHasher<PortalUser>>(_ => hasher));
            services.Replace(ServiceDescriptor.Singleton(limits));
        });
        var person = await portal.AddPersonAsync(await portal.AddTenantAsync());
        var visitor = PortalSession.Stranger(portal);
        for (var i = 0; i < 50; i++)
        {
            using var answer = await visitor.PostSignInAsync(i % 2 == 0 ? person.Email : $"nobody{i}@shop.test", "wrong");
        }
        return hasher.Verified;
    }

    private static int LookedAt(SignInLimits limits, int addresses)
    {
        var clock = new FakeClock();
        var gate = new SignInGate(limits, clock);
        var seen = 0;
        for (var i = 0; i < 10_000; i++)
        {
            seen += gate.Enter(new IPAddress([10, 0, (byte)(i % addresses / 250), (byte)(i % addresses % 250)])) is null ? 1 : 0;
            clock.Advance(TimeSpan.FromMilliseconds(10));
        }
        return seen;
    }

    /// <summary>Five tries that each read the account before any of them wrote.</summary>
    private static async Task<PortalUser> TriedAtOnceAsync(PortalFixture portal, PortalPerson person, Func<UserManager<PortalUser>, PortalUser, Task<IdentityResult>> fail)
    {
        var tries = new List<(AsyncServiceScope Scope, UserManager<PortalUser> Users, PortalUser User)>();
        for (var i = 0; i < 5; i++)
        {
            var scope = portal.Services.CreateAsyncScope();
            var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
            tries.Add((scope, users, (await users.FindByEmailAsync(person.Email))!));
        }
        foreach (var (_, users, user) in tries)
        {
            await fail(users, user);
        }
        foreach (var (scope, _, _) in tries)
        {
            await scope.DisposeAsync();
        }
        await using var context = portal.Get<PortalDatabase>().OpenWithoutTenant();
        return context.Users.Single(user => user.Email == person.Email);
    }
}
