using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Identity;
using Portal.Tests.TestKit;

namespace Portal.Tests.Web;

/// <summary>Sign-in with a second factor: asked every time, counted, and led to where it is required.</summary>
public sealed class SecondFactorTests : IAsyncLifetime
{
    private const string Asked = "/account/code?returnUrl=%2F";
    private FactorStand _stand = default!;

    public async ValueTask InitializeAsync() => _stand = await FactorStand.StartAsync();

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Fact]
    [Trait("Row", "A-07")]
    public async Task The_right_password_alone_opens_nothing_and_the_code_signs_in()
    {
        var (person, app) = await OwnerAsync();
        var visitor = PortalSession.Stranger(_stand.Portal);
        Assert.Equal("/account/code?returnUrl=%2Fpayments", await PasswordAsync(visitor, person, "/payments"));
        Assert.DoesNotContain("portal=", visitor.Cookies);
        Assert.Empty(await _stand.SessionsAsync(person));
        using (var closed = await visitor.GetJsonAsync("/payments"))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, closed.StatusCode);
        }
        Assert.Contains("name=\"Code\"", await visitor.PageTextAsync("/account/code?returnUrl=%2Fpayments"));
        Assert.Equal("/payments", await visitor.PostCodeAsync(app.NextCode(), "/payments"));
        var session = Assert.Single(await _stand.SessionsAsync(person));
        Assert.Equal((SignInMethod.PasswordAndCode, true), (session.Method, session.IsProvenAt(_stand.Portal.Clock.GetUtcNow())));
        using var open = await visitor.GetJsonAsync("/payments");
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
    }

    [Fact]
    [Trait("Row", "A-07")]
    public async Task No_browser_is_remembered_and_a_reset_password_does_not_skip_the_code()
    {
        var (person, app) = await OwnerAsync();
        var browser = PortalSession.Stranger(_stand.Portal);
        await PasswordAsync(browser, person);
        Assert.Equal("/", await browser.PostCodeAsync(app.NextCode()));
        (await browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/account/logout") { Headers = { { "RequestVerificationToken", await browser.TokenAsync() } } })).Dispose();
        Assert.Equal(Asked, await PasswordAsync(browser, person));

        await using var scope = _stand.Portal.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var user = (await users.FindByIdAsync(person.Id.ToString()))!;
        Assert.True((await users.ChangePasswordAsync(user, person.Password, "battery staple")).Succeeded);
        Assert.StartsWith("/account/login?", await browser.PostCodeAsync(app.NextCode()), StringComparison.Ordinal);      // half-way in by the old password
        Assert.Equal(Asked, await PasswordAsync(browser, person with { Password = "battery staple" }));
    }

    [Fact]
    [Trait("Row", "A-06")]
    public async Task Five_wrong_codes_pause_codes_and_leave_live_sign_ins_alone()
    {
        var (person, app) = await OwnerAsync();
        var (live, visitor) = (PortalSession.Stranger(_stand.Portal), PortalSession.Stranger(_stand.Portal));
        await PasswordAsync(live, person);
        var used = app.NextCode();
        Assert.Equal("/", await live.PostCodeAsync(used));
        await PasswordAsync(visitor, person);
        for (var left = 4; left >= 0; left--)
        {
            Assert.Equal($"/account/code?failed=1&left={left}&returnUrl=%2F", await visitor.PostCodeAsync(used));
        }
        Assert.Contains("pause of 15 minutes", await visitor.PageTextAsync("/account/code?failed=1&left=0"));
        Assert.Equal("/account/code?failed=1&left=0&returnUrl=%2F", await visitor.PostCodeAsync(app.NextCode()));
        using (var still = await live.GetJsonAsync("/payments"))
        {
            Assert.Equal(HttpStatusCode.OK, still.StatusCode);
        }
        _stand.Portal.Clock.Advance(SecondFactor.Pause);
        await PasswordAsync(visitor, person);
        Assert.Equal("/", await visitor.PostCodeAsync(app.NextCode()));
    }

    [Fact]
    [Trait("Row", "A-06")]
    public async Task A_recovery_code_lets_in_once()
    {
        var (person, app) = await OwnerAsync();
        foreach (var home in new[] { "/", "/account/code?failed=1&left=4&returnUrl=%2F" })
        {
            var visitor = PortalSession.Stranger(_stand.Portal);
            await PasswordAsync(visitor, person);
            Assert.Equal(home, await visitor.PostCodeAsync(RecoveryCodes.InFours(app.RecoveryCodes[0])));
        }
    }

    [Fact]
    public async Task Half_way_in_lasts_five_minutes_and_leads_to_no_address_of_elsewhere()
    {
        var (person, app) = await OwnerAsync();
        var visitor = PortalSession.Stranger(_stand.Portal);
        Assert.StartsWith("/account/login?", await visitor.PostCodeAsync(app.NextCode()), StringComparison.Ordinal);
        Assert.Equal(Asked, await PasswordAsync(visitor, person, "//elsewhere.test"));
        _stand.Portal.Clock.Advance(TimeSpan.FromMinutes(5.1));
        Assert.StartsWith("/account/login?", await visitor.PostCodeAsync(app.NextCode()), StringComparison.Ordinal);
        await PasswordAsync(visitor, person);
        foreach (var bad in new[] { "", new string('1', 10_000), "\u202e123456", "<b>" })
        {
            Assert.StartsWith("/account/code?failed=1", await visitor.PostCodeAsync(bad), StringComparison.Ordinal);
        }
        Assert.Equal("/", await visitor.PostCodeAsync(app.NextCode(), "https://elsewhere.test/"));
    }

    [Fact]
    public async Task Whoever_must_have_one_is_led_to_set_it_up_and_may_do_nothing_else()
    {
        var person = await _stand.Portal.AddPersonAsync(_stand.Tenant, Role.Cashier);
        var session = await _stand.Portal.SignInAsync(person);
        await IsOpenAsync(session);
        await _stand.RequireAsync();
        foreach (var page in new[] { "/", "/payments", "/counters", "/till" })
        {
            using var led = await session.GetPageAsync(page);
            Assert.Equal("/account/second-factor", led.Headers.Location?.ToString());
        }
        Assert.Contains("data-must", await session.PageTextAsync("/account/second-factor"));
        using (var command = await session.GetJsonAsync("/payments"))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, command.StatusCode);
            Assert.Contains("\"second_factor_required\"", await command.Content.ReadAsStringAsync());
        }
        await using (var hub = await PortalHubClient.ConnectAsync(_stand.Portal.Address, session.Cookies))
        {
            Assert.Equal("Revoked", (await hub.PushAsync()).Target);
        }
        var desk = _stand.Portal.Get<Portal.Web.Features.Account.FactorDesk>();
        var (user, own) = (new UserId(person.Id), Assert.Single(await _stand.SessionsAsync(person)));
        var setup = await desk.StartAsync(user, own.Id);
        var factor = (await _stand.Portal.Get<SecondFactors>().FindAsync(user, default))!;
        Assert.False(factor.IsSet);
        Assert.Equal(32, setup!.Key.Length);
        var (tried, codes) = await desk.ConfirmAsync(user, own.Id, Totp.CodeAt(FromTyped(setup.Key), Totp.StepOf(_stand.Portal.Clock.GetUtcNow())));
        Assert.Equal((true, 10), (tried.IsRight, codes!.Count));
        await IsOpenAsync(session);
        Assert.False(await desk.RemoveAppAsync(user, own.Id));                // the last one, and policy asks for it
    }

    [Theory]
    [InlineData(Role.Owner, true)]
    [InlineData(Role.Manager, true)]
    [InlineData(Role.Cashier, false)]
    [InlineData(Role.Accountant, false)]
    public async Task In_production_owners_and_managers_must_from_the_first_day(Role role, bool must)
    {
        await using var stand = await FactorStand.StartAsync(fromDayOne: true);
        var person = await stand.Portal.AddPersonAsync(stand.Tenant, role);
        var session = await stand.Portal.SignInAsync(person);
        using var page = await session.GetPageAsync("/payments");
        Assert.Equal(must ? "/account/second-factor" : null, page.Headers.Location?.ToString());
        using var script = await session.GetJsonAsync("/payments");
        Assert.Equal(must ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, script.StatusCode);
        Assert.Equal(!must, Assert.Single(await stand.SessionsAsync(person)).IsProvenAt(stand.Portal.Clock.GetUtcNow()));
    }

    private static byte[] FromTyped(string key)
    {
        var bits = string.Concat(key.Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(eight => eight.Length == 8).Select(eight => Convert.ToByte(new string(eight), 2))];
    }

    private static async Task IsOpenAsync(PortalSession session)
    {
        using var page = await session.GetPageAsync("/till");
        using var script = await session.GetJsonAsync("/payments");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (page.StatusCode, script.StatusCode));
    }

    private async Task<(PortalPerson Person, PortalApp App)> OwnerAsync()
    {
        var person = await _stand.Portal.AddPersonAsync(_stand.Tenant);
        return (person, await _stand.GiveAppAsync(person));
    }

    private static async Task<string?> PasswordAsync(PortalSession visitor, PortalPerson person, string? returnUrl = null)
    {
        using var answer = await visitor.PostSignInAsync(person.Email, person.Password, returnUrl);
        return answer.Headers.Location?.ToString();
    }
}
