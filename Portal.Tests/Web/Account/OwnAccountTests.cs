using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence;
using Portal.Tests.TestKit;
using Portal.Web.Features.Account;

namespace Portal.Tests.Web.Account;

/// <summary>One's own account: password, name, sign-ins, and what idleness takes away.</summary>
public sealed class OwnAccountTests
{
    [Fact]
    [Trait("Row", "A-09")]
    [Trait("Row", "A-08")]
    public async Task A_new_password_ends_the_others_and_gives_this_browser_a_new_key()
    {
        await using var portal = await PortalFixture.StartAsync();
        var tenant = await portal.AddTenantAsync();
        var person = await portal.AddPersonAsync(tenant);
        var (own, other) = (await portal.SignInAsync(person), await portal.SignInAsync(person));
        var stolen = own.Copy();
        var names = await portal.ReadAsync(tenant, db => db.Sessions.Select(row => row.Id).ToListAsync());
        Assert.Equal("/account?refused=password_wrong", await ChangeAsync("wrong", "battery staple"));
        Assert.Equal("/account?refused=password_weak", await ChangeAsync(person.Password, "short"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(other));
        Assert.Equal("/account?said=password", await ChangeAsync(person.Password, "battery staple"));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (await StatusAsync(own), await StatusAsync(other), await StatusAsync(stolen)));
        Assert.Contains(Assert.Single(await portal.ReadAsync(tenant, db => db.Sessions.Where(row => row.EndedAt == null).ToListAsync())).Id, names);
        await portal.SignInAsync(person with { Password = "battery staple" });

        async Task<string?> ChangeAsync(string old, string password)
        {
            using var answer = await own.PostFieldsAsync("/account/password/submit", ("Old", old), ("Password", password));
            return answer.Headers.Location?.ToString();
        }
    }

    [Fact]
    [Trait("Row", "A-01")]
    public async Task Guessing_the_old_password_on_an_open_page_is_paused_like_guessing_at_the_door()
    {
        await using var portal = await PortalFixture.StartAsync();
        var person = await portal.AddPersonAsync(await portal.AddTenantAsync());
        var own = await portal.SignInAsync(person);
        for (var i = 0; i < 5; i++)
        {
            using var wrong = await own.PostFieldsAsync("/account/password/submit", ("Old", "wrong"), ("Password", "battery staple"));
        }
        using var right = await own.PostFieldsAsync("/account/password/submit", ("Old", person.Password), ("Password", "battery staple"));
        Assert.Equal("/account?refused=password_wrong", right.Headers.Location?.ToString());
    }

    [Fact]
    [Trait("Row", "A-09")]
    public async Task Sign_ins_are_listed_and_ended_one_or_all_but_never_somebody_elses()
    {
        await using var portal = await PortalFixture.StartAsync();
        var tenant = await portal.AddTenantAsync();
        var person = await portal.AddPersonAsync(tenant);
        var (own, second, third) = (await portal.SignInAsync(person), await portal.SignInAsync(person), await portal.SignInAsync(person));
        var stranger = await portal.SignInAsync(tenant, Role.Cashier);
        var user = new UserId(person.Id);
        var rows = await portal.ReadAsync(tenant, db => db.Sessions.OrderBy(row => row.CreatedAt).ToListAsync());
        var mine = rows.Where(row => row.UserId == user).ToList();
        var page = await own.PageTextAsync("/account");
        Assert.All(mine, row => Assert.Contains($"data-session=\"{row.Id}\"", page));
        Assert.DoesNotContain($"{rows.Single(row => row.UserId != user).Id}", page);
        Assert.Contains("this one", page);
        foreach (var id in new[] { $"{mine[1].Id}", $"{Guid.NewGuid():N}", "x" })
        {
            using var refused = await stranger.PostFieldsAsync("/account/sessions/end", ("session", id));
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        }
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(second));
        using var ended = await own.PostFieldsAsync("/account/sessions/end", ("session", $"{mine[1].Id}"));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await StatusAsync(second), await StatusAsync(third)));
        using var others = await own.PostFieldsAsync("/account/sessions/end-others");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await StatusAsync(own), await StatusAsync(third), await StatusAsync(stranger)));
        using var self = await own.PostFieldsAsync("/account/sessions/end", ("session", $"{mine[0].Id}"));
        Assert.Equal(("/account/login", HttpStatusCode.Unauthorized), (self.Headers.Location?.ToString(), await StatusAsync(own)));
    }

    [Fact]
    public async Task A_name_is_shown_as_text_and_a_name_that_deceives_is_not_taken()
    {
        await using var portal = await PortalFixture.StartAsync();
        var person = await portal.AddPersonAsync(await portal.AddTenantAsync());
        var own = await portal.SignInAsync(person);
        foreach (var name in new[] { "<b>Mei</b>", "Mei\u202egnaw", "", "  ", new string('x', 10_000), "Mei\u0007" })
        {
            using var refused = await own.PostFieldsAsync("/account/name/submit", ("Name", name));
            Assert.True(refused.Headers.Location?.ToString() == "/account?refused=person_name_invalid", $"{name.Length} characters: {refused.StatusCode}");
        }
        using var taken = await own.PostFieldsAsync("/account/name/submit", ("Name", "陳美 O’Neil"));
        Assert.Equal("/account?said=name", taken.Headers.Location?.ToString());
        Assert.Contains("O’Neil", WebUtility.HtmlDecode(await own.PageTextAsync("/account")));
        await using (var context = portal.Get<PortalDatabase>().OpenWithoutTenant())
        {
            await context.Users.Where(row => row.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.DisplayName, "<script>alert(1)</script>"));
        }
        Assert.DoesNotContain("<script>alert(1)", await own.PageTextAsync("/account"));
    }

    [Fact]
    [Trait("Row", "A-10")]
    public async Task Fifteen_minutes_without_an_action_end_the_right_to_move_money_not_the_sign_in()
    {
        await using var portal = await PortalFixture.StartAsync("2026-03-01T04:00:00Z");
        var tenant = await portal.AddTenantAsync();
        var person = await portal.AddPersonAsync(tenant);
        var browser = await portal.SignInAsync(person);
        var started = portal.Clock.GetUtcNow();
        var actor = Actor.Person(tenant.Id, new UserId(person.Id), (await SessionAsync()).Id);
        portal.Clock.Advance(TimeSpan.FromMinutes(14));
        Assert.Null(await RefusalAsync());                                             // a command, and an action itself
        await PortalWait.UntilAsync("the action is noted", async () => (await SessionAsync()).ActedAt > started.AddMinutes(13));
        portal.Clock.Advance(TimeSpan.FromMinutes(14));
        await browser.PageTextAsync("/");
        await PortalWait.UntilAsync("the page is noted", async () => (await SessionAsync()).ActedAt > started.AddMinutes(27));
        portal.Clock.Advance(TimeSpan.FromMinutes(14));
        Assert.Null(await RefusalAsync());
        await PortalWait.UntilAsync("the action is noted", async () => (await SessionAsync()).ActedAt > started.AddMinutes(41));

        portal.Clock.Advance(TimeSpan.FromMinutes(14));
        using var read = await browser.GetJsonAsync("/payments");                      // what a page loads by itself is no action
        portal.Clock.Advance(TimeSpan.FromMinutes(1.5));
        Assert.Equal("step_up_required", await RefusalAsync());
        await browser.PageTextAsync("/");                                              // and coming back is no proof
        portal.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("step_up_required", await RefusalAsync());
        using var still = await browser.GetJsonAsync("/payments");
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);

        Task<Session> SessionAsync() => portal.ReadAsync(tenant, db => db.Sessions.AsNoTracking().SingleAsync());

        async Task<string?> RefusalAsync()
        {
            try
            {
                await using var work = await portal.Get<IPortalWorkFactory>().BeginAsync(actor, Permission.CancelPayment, default);
                return null;
            }
            catch (AccessDeniedException denied)
            {
                return denied.Error.Code;
            }
        }
    }

    [Fact]
    public void An_action_brings_back_no_right_that_idleness_took()
    {
        var at = new DateTimeOffset(2026, 3, 1, 4, 0, 0, TimeSpan.Zero);
        var session = Session.Open(new UserId(Guid.NewGuid()), [], [], SignInMethod.Password, null, null, at, Session.Longest);
        session.Acted(at.AddMinutes(15));
        Assert.Equal(at.AddMinutes(15), session.ActedAt);
        session.Acted(at.AddMinutes(31));
        Assert.Equal(at.AddMinutes(15), session.ActedAt);
        session.Proven(at.AddMinutes(31), Session.FreshFor);
        Assert.Equal(at.AddMinutes(31), session.ActedAt);
    }

    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36 Edg/142.0", "Edge, Windows")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1", "Safari, iPhone")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux")]
    [InlineData("curl/8.0", "curl/8.0")]
    [InlineData("", null)]
    public void A_browser_is_called_by_a_name_that_people_know(string agent, string? name) => Assert.Equal(name, BrowserName.Of(agent));

    private static async Task<HttpStatusCode> StatusAsync(PortalSession session)
    {
        using var answer = await session.GetJsonAsync("/payments");
        return answer.StatusCode;
    }
}
