using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Web;

/// <summary><c>POST /account/step-up</c>, and what it opens for five minutes in one sign-in.</summary>
public sealed class StepUpTests : IAsyncLifetime
{
    private FactorStand _stand = default!;

    private PortalTestClock Clock => _stand.Portal.Clock;

    public async ValueTask InitializeAsync() => _stand = await FactorStand.StartAsync();

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Fact]
    public async Task A_password_proves_in_development_whoever_has_no_second_factor_for_five_minutes_in_that_sign_in()
    {
        var person = await _stand.Portal.AddPersonAsync(_stand.Tenant);
        var (session, other) = (await _stand.Portal.SignInAsync(person), await _stand.Portal.SignInAsync(person));
        await ProvenAsync(person, 2);
        Clock.Advance(TimeSpan.FromMinutes(5.1));
        await ProvenAsync(person, 0);
        Assert.Equal("step_up_required", await PolicyAsync(person));
        Assert.Equal((204, null), await ProveAsync(session, new { password = person.Password }));
        await ProvenAsync(person, 1);
        Assert.Null(await PolicyAsync(person, on: false));
        Clock.Advance(TimeSpan.FromMinutes(5.1));
        Assert.Equal("step_up_required", await PolicyAsync(person));
        using var still = await other.GetJsonAsync("/payments");
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
    }

    [Fact]
    [Trait("Row", "A-07")]
    public async Task Whoever_has_a_second_factor_proves_by_it_and_never_by_the_password()
    {
        var person = await _stand.Portal.AddPersonAsync(_stand.Tenant);
        var app = await _stand.GiveAppAsync(person);
        var session = PortalSession.Stranger(_stand.Portal);
        (await session.PostSignInAsync(person.Email, person.Password)).Dispose();
        Assert.Equal("/", await session.PostCodeAsync(app.NextCode()));
        Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal((401, "second_factor_required"), await ProveAsync(session, new { password = person.Password }));
        var code = app.NextCode();
        Assert.Equal((204, null), await ProveAsync(session, new { code }));
        await ProvenAsync(person, 1);
        Assert.Equal((400, "proof_wrong"), await ProveAsync(session, new { code }));          // once only
    }

    [Fact]
    [Trait("Row", "A-06")]
    public async Task Wrong_proofs_are_counted_and_pause()
    {
        var person = await _stand.Portal.AddPersonAsync(_stand.Tenant);
        var app = await _stand.GiveAppAsync(person);
        var session = PortalSession.Stranger(_stand.Portal);
        (await session.PostSignInAsync(person.Email, person.Password)).Dispose();
        await session.PostCodeAsync(app.NextCode());
        for (var left = 4; left > 0; left--)
        {
            using var answer = await session.PostJsonAsync("/account/step-up", new { code = "nothing" });
            Assert.Equal($"{left}", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("triesLeft").GetString());
        }
        using (var paused = await session.PostJsonAsync("/account/step-up", new { code = "nothing" }))
        {
            var body = await paused.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal((HttpStatusCode.TooManyRequests, "too_many_requests", "no"), (paused.StatusCode, body.GetProperty("code").GetString(), body.GetProperty("moneyMoved").GetString()));
            Assert.True(body.TryGetProperty("until", out _));
        }
        Assert.Equal((429, "too_many_requests"), await ProveAsync(session, new { code = app.NextCode() }));
        Clock.Advance(SecondFactor.Pause);
        Assert.Equal((204, null), await ProveAsync(session, new { code = app.NextCode() }));
    }

    [Fact]
    [Trait("Row", "A-06")]
    public async Task Wrong_passwords_are_counted_as_those_of_sign_in_are()
    {
        var person = await _stand.Portal.AddPersonAsync(_stand.Tenant);
        var session = await _stand.Portal.SignInAsync(person);
        for (var left = 4; left > 0; left--)
        {
            Assert.Equal((400, "proof_wrong"), await ProveAsync(session, new { password = "wrong" }));
        }
        Assert.Equal((429, "too_many_requests"), await ProveAsync(session, new { password = "wrong" }));
        Assert.Equal((429, "too_many_requests"), await ProveAsync(session, new { password = person.Password }));
        Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal((204, null), await ProveAsync(session, new { password = person.Password }));
    }

    [Fact]
    public async Task In_production_a_password_proves_nobody_again()
    {
        await using var stand = await FactorStand.StartAsync(fromDayOne: true);
        var person = await stand.Portal.AddPersonAsync(stand.Tenant, Role.Cashier);
        var session = await stand.Portal.SignInAsync(person);
        Assert.Equal((401, "second_factor_required"), await ProveAsync(session, new { password = person.Password }));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"code\":null}")]
    [InlineData("{\"code\":\"\"}")]
    [InlineData("{\"code\":123456}")]
    [InlineData("[]")]
    [InlineData("code=1")]
    public async Task What_is_no_proof_proves_nothing(string body)
    {
        var session = await _stand.Portal.SignInAsync(await _stand.Portal.AddPersonAsync(_stand.Tenant));
        using var answer = await session.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/account/step-up")
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
            Headers = { { "RequestVerificationToken", await session.TokenAsync() } },
        });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Strangers_and_forms_of_elsewhere_prove_nothing()
    {
        using var stranger = await _stand.Portal.Client.PostAsJsonAsync("/account/step-up", new { code = "1" });
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        var person = await _stand.Portal.AddPersonAsync(_stand.Tenant);
        var session = await _stand.Portal.SignInAsync(person);
        using var forged = await session.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/account/step-up") { Content = JsonContent.Create(new { password = person.Password }) });
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
    }

    private static async Task<(int Status, string? Code)> ProveAsync(PortalSession session, object proof)
    {
        using var answer = await session.PostJsonAsync("/account/step-up", proof);
        return ((int)answer.StatusCode, answer.StatusCode == HttpStatusCode.NoContent ? null : (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    private async Task ProvenAsync(PortalPerson person, int sessions) =>
        Assert.Equal(sessions, (await _stand.SessionsAsync(person)).Count(session => session.IsProvenAt(Clock.GetUtcNow())));

    /// <summary>Changes the tenant's policy in the person's best sign-in.</summary>
    /// <returns>The code of the refusal; null: done.</returns>
    private async Task<string?> PolicyAsync(PortalPerson person, bool on = true)
    {
        var best = (await _stand.SessionsAsync(person)).OrderByDescending(session => session.IsProvenAt(Clock.GetUtcNow())).First();
        try
        {
            return (await _stand.Portal.Get<ChangePolicies>().RunAsync(Actor.Person(_stand.Tenant.Id, new UserId(person.Id), best.Id), on, default)).ErrorCode();
        }
        catch (AccessDeniedException denied)
        {
            return denied.Error.Code;
        }
    }
}
