using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Persistence;
using Portal.Tests.TestKit;

namespace Portal.Tests.Web.Account;

/// <summary>What a cookie is worth, and when it is worth nothing; people who belong to several tenants.</summary>
public sealed class SessionKeyTests
{
    [Fact]
    [Trait("Row", "A-08")]
    public async Task A_sign_in_over_a_planted_cookie_makes_a_key_of_its_own()
    {
        await using var portal = await PortalFixture.StartAsync();
        var tenant = await portal.AddTenantAsync();
        var (attacker, victim) = (await portal.AddPersonAsync(tenant, Role.Cashier), await portal.AddPersonAsync(tenant));
        var planted = await portal.SignInAsync(attacker);
        var victims = planted.Copy();
        using var answer = await victims.PostFieldsAsync("/account/login/submit", ("Email", victim.Email), ("Password", victim.Password));
        Assert.Equal("/", answer.Headers.Location?.ToString());
        Assert.NotEqual(planted.Cookies, victims.Cookies);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(planted));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(victims));
    }

    [Fact]
    [Trait("Row", "A-09")]
    public async Task A_copied_cookie_is_dead_after_sign_out()
    {
        await using var portal = await PortalFixture.StartAsync();
        var session = await portal.SignInAsync(await portal.AddTenantAsync());
        var stolen = session.Copy();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(stolen));
        using var signedOut = await session.PostFieldsAsync("/account/logout");
        Assert.Equal(HttpStatusCode.Redirect, signedOut.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(stolen));
    }

    [Fact]
    public async Task A_copied_cookie_control_lives_on_where_only_the_browser_forgets_it()
    {
        await using var portal = await PortalFixture.StartAsync();
        var stolen = (await portal.SignInAsync(await portal.AddTenantAsync())).Copy();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(stolen));
    }

    [Fact]
    [Trait("Row", "A-09")]
    public async Task The_cookie_of_a_deleted_person_is_dead()
    {
        await using var portal = await PortalFixture.StartAsync();
        var person = await portal.AddPersonAsync(await portal.AddTenantAsync());
        var session = await portal.SignInAsync(person);
        await using (var context = portal.Get<PortalDatabase>().OpenWithoutTenant())
        {
            await context.Users.Where(user => user.Id == person.Id).ExecuteDeleteAsync();
        }
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(session));
    }

    [Theory]
    [InlineData(11.9, HttpStatusCode.OK)]
    [InlineData(12.01, HttpStatusCode.Unauthorized)]
    [Trait("Row", "A-10")]
    public async Task After_twelve_hours_a_person_signs_in_anew_whatever_they_did(double hours, HttpStatusCode status)
    {
        await using var portal = await PortalFixture.StartAsync("2026-03-01T04:00:00Z");
        var session = await portal.SignInAsync(await portal.AddTenantAsync());
        for (var step = 0; step < 4; step++)
        {
            portal.Clock.Advance(TimeSpan.FromHours(hours / 4));
            if (step < 3)
            {
                Assert.Equal(HttpStatusCode.OK, await StatusAsync(session));
            }
        }
        Assert.Equal(status, await StatusAsync(session));
    }

    [Fact]
    [Trait("Row", "T-08")]
    [Trait("Row", "A-08")]
    public async Task Another_tenant_is_chosen_with_a_new_key_and_what_is_open_stays_bound_to_its_own()
    {
        await using var portal = await PortalFixture.StartAsync();
        var (tea, noodles) = (await portal.AddTenantAsync("Tea"), await portal.AddTenantAsync("Noodles"));
        var (teaTill, noodleTill) = (await portal.AddCounterAsync(tea), await portal.AddCounterAsync(noodles));
        var person = await portal.AddPersonAsync(tea);
        await JoinAsync(portal, noodles.Id, person, Role.Owner);
        var browser = PortalSession.Stranger(portal);
        using var signedIn = await browser.PostSignInAsync(person.Email, person.Password, "/payments");
        Assert.Equal("/account/choose?returnUrl=%2Fpayments", signedIn.Headers.Location?.ToString());
        using var unchosen = await browser.GetPageAsync("/");
        Assert.EndsWith("/account/choose", unchosen.Headers.Location?.ToString());
        var page = await browser.PageTextAsync("/account/choose");
        Assert.Contains("Tea", page);
        Assert.Contains("Noodles", page);

        using var chosen = await browser.PostFieldsAsync("/account/choose/submit", ("tenant", $"{tea.Id}"), ("returnUrl", "/payments"));
        Assert.Equal("/payments", chosen.Headers.Location?.ToString());
        var before = browser.Copy();
        await using var open = await PortalHubClient.ConnectAsync(portal.Address, browser.Cookies);
        using var switched = await browser.PostFieldsAsync("/account/choose/submit", ("tenant", $"{noodles.Id}"));
        Assert.Equal("/", switched.Headers.Location?.ToString());

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(before));
        Assert.Equal(1, await portal.ReadAsync(tea, db => db.Sessions.CountAsync(row => row.EndedAt == null)));
        var (teaTrade, noodleTrade) = (await portal.ReportAsync(teaTill), await portal.ReportAsync(noodleTill));
        using var list = await browser.GetJsonAsync("/payments");
        var shown = await list.Content.ReadAsStringAsync();
        Assert.Contains(noodleTrade, shown);
        Assert.DoesNotContain(teaTrade, shown);
        var since = await open.CallAsync("Since", 0L);
        Assert.Contains(teaTrade, since.GetRawText());
        Assert.DoesNotContain(noodleTrade, since.GetRawText());
    }

    [Fact]
    [Trait("Row", "T-09")]
    public async Task A_person_of_two_tenants_has_in_each_the_role_of_that_place()
    {
        await using var portal = await TestPortal.StartAsync();
        var (tea, noodles) = (await portal.AShopAsync("Tea"), await portal.AShopAsync("Noodles"));
        var owner = tea.Owner;
        await using (var context = portal.Database.Open(noodles.Id))
        {
            context.Memberships.Add(Membership.Of(noodles.Id, owner.User!.Value, Role.Cashier));
            await context.SaveChangesAsync();
        }
        var works = portal.Get<IPortalWorkFactory>();
        await using (var work = await works.BeginAsync(owner, Permission.ManageCounters, default))
        {
            Assert.Equal(tea.Id, work.Tenant.Id);
        }
        var elsewhere = await Assert.ThrowsAsync<AccessDeniedException>(() => works.BeginAsync(owner with { Tenant = noodles.Id }, Permission.ManageCounters, default));
        Assert.Equal("forbidden", elsewhere.Error.Code);
    }

    [Fact]
    public async Task A_tenant_that_is_not_ones_own_cannot_be_chosen()
    {
        await using var portal = await PortalFixture.StartAsync();
        var (own, foreign) = (await portal.AddTenantAsync("Tea"), await portal.AddTenantAsync("Noodles"));
        var session = await portal.SignInAsync(own);
        foreach (var tenant in new[] { $"{foreign.Id}", $"{Guid.NewGuid()}", "x", "" })
        {
            using var refused = await session.PostFieldsAsync("/account/choose/submit", ("tenant", tenant));
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        }
        using var tokenless = await session.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/account/choose/submit") { Content = new FormUrlEncodedContent([new("tenant", $"{own.Id}")]) });
        Assert.Equal(HttpStatusCode.BadRequest, tokenless.StatusCode);
    }

    [Fact]
    [Trait("Row", "A-04")]
    public async Task Why_there_is_nowhere_to_go_is_said_after_the_right_password_only()
    {
        await using var portal = await PortalFixture.StartAsync();
        var tenant = await portal.AddTenantAsync();
        var person = await portal.AddPersonAsync(tenant);
        var open = await portal.SignInAsync(person);
        await using (var context = portal.Get<PortalDatabase>().Open(tenant.Id))
        {
            Assert.True((await context.Tenants.SingleAsync(row => row.Id == tenant.Id)).TryChangeStatus(TenantStatus.Suspended, "unpaid", portal.Clock.GetUtcNow()));
            await context.SaveChangesAsync();
        }
        Assert.Equal("/account/login?failed=1&left=4&returnUrl=%2F", await SignInAsync("wrong"));
        Assert.Equal("/account/closed?why=stopped", await SignInAsync(person.Password));
        Assert.Contains("Sign-in is stopped for your shop", await PortalSession.Stranger(portal).PageTextAsync("/account/closed?why=stopped"));
        using var still = await open.GetPageAsync("/");
        Assert.EndsWith("/account/choose", still.Headers.Location?.ToString());
        Assert.Contains("Sign-in is stopped for your shop", await open.PageTextAsync("/account/choose"));
        await using (var context = portal.Get<PortalDatabase>().Open(tenant.Id))
        {
            await context.Memberships.ExecuteDeleteAsync();
        }
        Assert.Equal("/account/closed?why=none", await SignInAsync(person.Password));
        Assert.Contains("belongs to no shop", await open.PageTextAsync("/account/choose"));

        async Task<string?> SignInAsync(string password)
        {
            using var answer = await PortalSession.Stranger(portal).PostSignInAsync(person.Email, password);
            return answer.Headers.Location?.ToString();
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(PortalSession session)
    {
        using var answer = await session.GetJsonAsync("/payments");
        return answer.StatusCode;
    }

    private static async Task JoinAsync(PortalFixture portal, TenantId tenant, PortalPerson person, Role role)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<People>().JoinAsync(tenant, person.Id, role, [], default);
    }
}
