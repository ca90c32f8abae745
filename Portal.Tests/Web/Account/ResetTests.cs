using System.Net;
using System.Text.RegularExpressions;
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

/// <summary>Forgotten passwords: a link that works once, for an hour, and comes from nobody's header.</summary>
public sealed partial class ResetTests
{
    private const string NewPassword = "battery staple";

    [Fact]
    [Trait("Row", "A-11")]
    [Trait("Row", "A-07")]
    public async Task A_mailed_link_sets_a_password_once_ends_all_sign_ins_and_signs_nobody_in()
    {
        await using var mails = new MailSink();
        await using var portal = await PortalFixture.StartAsync(settings: [.. mails.Settings, "--Portal:PublicBaseUrl=https://pay.example"]);
        var person = await portal.AddPersonAsync(await portal.AddTenantAsync());
        var live = await portal.SignInAsync(person);
        var visitor = PortalSession.Stranger(portal);
        portal.Client.DefaultRequestHeaders.Host = "evil.test";
        portal.Client.DefaultRequestHeaders.Add("X-Forwarded-Host", "evil.test");
        using (var asked = await visitor.PostFieldsAsync("/account/forgot/submit", ("Email", person.Email)))
        {
            Assert.Equal("/account/forgot?sent=1", asked.Headers.Location?.ToString());
        }
        portal.Client.DefaultRequestHeaders.Host = null;
        await PortalWait.UntilAsync("the mail", () => mails.Mails.Count == 1);
        Assert.DoesNotContain("evil", mails.Mails[0]);
        var path = Link().Match(mails.Mails[0]).Groups["path"].Value;
        Assert.StartsWith("/account/reset?code=", path);
        var code = path.Split('=')[1];
        Assert.DoesNotContain(portal.Log.Lines, line => line.Contains(code, StringComparison.Ordinal));

        using var page = await visitor.GetPageAsync(path);
        Assert.Equal("no-referrer", Assert.Single(page.Headers.GetValues("Referrer-Policy")));
        Assert.True((await page.Content.ReadAsStringAsync()).Contains("name=\"Password\"", StringComparison.Ordinal), $"{path}: {mails.Mails[0]}");
        using var weak = await visitor.PostFieldsAsync("/account/reset/submit", ("code", code), ("Password", "short"));
        Assert.EndsWith("&weak=1", weak.Headers.Location?.ToString());
        using var set = await visitor.PostFieldsAsync("/account/reset/submit", ("code", code), ("Password", NewPassword));
        Assert.Equal("/account/login?reset=1", set.Headers.Location?.ToString());
        Assert.DoesNotContain(set.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [], cookie => cookie.StartsWith("portal=", StringComparison.Ordinal));
        using var ended = await live.GetJsonAsync("/payments");
        Assert.Equal(HttpStatusCode.Unauthorized, ended.StatusCode);
        using var again = await visitor.PostFieldsAsync("/account/reset/submit", ("code", code), ("Password", "another one"));
        Assert.Equal("/account/reset", again.Headers.Location?.ToString());
        Assert.Contains("This link is over", await visitor.PageTextAsync(path));
        await portal.SignInAsync(person with { Password = NewPassword });
    }

    [Fact]
    [Trait("Row", "A-11")]
    public async Task Two_uses_at_the_same_moment_are_one()
    {
        await using var portal = await PortalFixture.StartAsync();
        var tenant = await portal.AddTenantAsync();
        var person = await portal.AddPersonAsync(tenant, Role.Cashier);
        var code = await CodeAsync(portal, tenant, person);
        await using var first = portal.Services.CreateAsyncScope();
        await using var second = portal.Services.CreateAsyncScope();
        await first.ServiceProvider.GetRequiredService<PortalContext>().OneTimeLinks.LoadAsync();           // both have read it as open
        await second.ServiceProvider.GetRequiredService<PortalContext>().OneTimeLinks.LoadAsync();
        Assert.IsType<Outcome<UserId>.Done>(await first.ServiceProvider.GetRequiredService<Passwords>().ResetAsync(code, NewPassword, default));
        Assert.Equal("link_over", (await second.ServiceProvider.GetRequiredService<Passwords>().ResetAsync(code, "another one", default)).ErrorCode());
        await portal.SignInAsync(person with { Password = NewPassword });
    }

    [Fact]
    [Trait("Row", "A-11")]
    public async Task A_link_lasts_an_hour_a_newer_one_ends_it_and_only_its_hash_is_kept()
    {
        await using var portal = await PortalFixture.StartAsync("2026-03-01T04:00:00Z");
        var tenant = await portal.AddTenantAsync();
        var person = await portal.AddPersonAsync(tenant, Role.Cashier);
        var links = portal.Get<PasswordLinks>();
        var before = await CodeAsync(portal, tenant, person);
        var code = await CodeAsync(portal, tenant, person);
        Assert.Equal((false, true), (await links.IsOpenAsync(before, default), await links.IsOpenAsync(code, default)));
        Assert.False(await links.IsOpenAsync("", default));
        await using (var context = portal.Get<PortalDatabase>().OpenWithoutTenant())
        {
            Assert.All(await context.OneTimeLinks.ToListAsync(), link => Assert.Equal(32, link.SecretHash.Length));
        }
        portal.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.True(await links.IsOpenAsync(code, default));
        portal.Clock.Advance(TimeSpan.FromMinutes(1.1));
        Assert.False(await links.IsOpenAsync(code, default));
    }

    [Fact]
    [Trait("Row", "A-04")]
    public async Task Without_mail_the_page_says_whom_to_ask_and_an_owner_makes_links_for_people_of_the_own_tenant_alone()
    {
        await using var portal = await PortalFixture.StartAsync();
        var (tea, noodles) = (await portal.AddTenantAsync("Tea"), await portal.AddTenantAsync("Noodles"));
        Assert.Contains("Ask the owner of your shop", await PortalSession.Stranger(portal).PageTextAsync("/account/forgot"));
        var (cashier, both, stranger) = (await portal.AddPersonAsync(tea, Role.Cashier), await portal.AddPersonAsync(tea, Role.Cashier), await portal.AddPersonAsync(noodles));
        await using (var scope = portal.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<People>().JoinAsync(noodles.Id, both.Id, Role.Owner, [], default);
        }
        var links = portal.Get<PasswordLinks>();
        var owner = await ActorAsync(portal, tea, Role.Owner);
        Assert.Null((await links.MakeAsync(owner, new UserId(cashier.Id), default)).ErrorCode());
        Assert.Equal("forbidden", (await links.MakeAsync(owner, new UserId(both.Id), default)).ErrorCode());
        Assert.Equal("not_found", (await links.MakeAsync(owner, new UserId(stranger.Id), default)).ErrorCode());
        var manager = await ActorAsync(portal, tea, Role.Manager);
        Assert.Equal("forbidden", (await Assert.ThrowsAsync<AccessDeniedException>(() => links.MakeAsync(manager, new UserId(cashier.Id), default))).Error.Code);
    }

    [Fact]
    [Trait("Row", "A-01")]
    public async Task A_new_password_by_mail_lifts_a_pause()
    {
        await using var mails = new MailSink();
        await using var portal = await PortalFixture.StartAsync(settings: mails.Settings);
        var tenant = await portal.AddTenantAsync();
        var person = await portal.AddPersonAsync(tenant, Role.Cashier);
        for (var i = 0; i < 5; i++)
        {
            using var wrong = await PortalSession.Stranger(portal).PostSignInAsync(person.Email, "wrong");
        }
        await PortalWait.UntilAsync("the person is told", () => mails.Mails.Count == 1);
        using var set = await PortalSession.Stranger(portal).PostFieldsAsync("/account/reset/submit", ("code", await CodeAsync(portal, tenant, person)), ("Password", NewPassword));
        Assert.Equal("/account/login?reset=1", set.Headers.Location?.ToString());
        await portal.SignInAsync(person with { Password = NewPassword });
    }

    private static async Task<Actor> ActorAsync(PortalFixture portal, PortalTenant tenant, Role role)
    {
        var person = await portal.AddPersonAsync(tenant, role);
        await portal.SignInAsync(person);
        var user = new UserId(person.Id);
        var session = await portal.ReadAsync(tenant, db => db.Sessions.SingleAsync(row => row.UserId == user));
        return Actor.Person(tenant.Id, user, session.Id);
    }

    private static async Task<string> CodeAsync(PortalFixture portal, PortalTenant tenant, PortalPerson person)
    {
        var made = await portal.Get<PasswordLinks>().MakeAsync(await ActorAsync(portal, tenant, Role.Owner), new UserId(person.Id), default);
        return Assert.IsType<Outcome<Uri>.Done>(made).Value.Query.Split('=')[1];
    }

    [GeneratedRegex("https://pay\\.example(?<path>/\\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
