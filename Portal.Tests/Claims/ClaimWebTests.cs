using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Counters;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;

namespace Portal.Tests.Claims;

/// <summary>The claim desk by script and as a page, also from the other tenant's side.</summary>
public sealed class ClaimWebTests : IAsyncLifetime
{
    private static readonly TimeSpan s_atMost = TimeSpan.FromSeconds(5);
    private MoneyStand _stand = default!;

    public async ValueTask InitializeAsync() => _stand = await MoneyStand.StartAsync();

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Fact]
    [Trait("Row", "capability 5")]
    public async Task Capability_5_a_lost_payment_is_found_within_five_seconds_added_and_answered_from_the_saved_case()
    {
        var owner = await _stand.Portal.SignInAsync(_stand.Tenant);
        var trade = await _stand.Shop.PayAsync(notify: false, amount: "64.00");
        TestPortal.Done(await _stand.Portal.Get<CreateQrCode>().RunAsync(Actor.Operator(_stand.Tenant.Id), "Bar", "bar", default));
        var watch = Stopwatch.StartNew();
        var (status, body) = await AskAsync(owner, new { number = trade.TradeNo.Value });
        Assert.True(watch.Elapsed < s_atMost, $"it took {watch.Elapsed}");
        Assert.Equal((200, "Unassigned", false), (status, Text(body, "verdict"), body.TryGetProperty("payment", out _)));
        var claim = await ClaimAsync();
        var page = await owner.PageTextAsync($"/check?case={claim}");
        Assert.Contains("data-verdict=\"Unassigned\"", page);
        Assert.Contains("64.00", page);
        Assert.Contains("id=\"add-now\"", page);
        Assert.DoesNotContain("id=\"add-now\"", await (await _stand.Portal.SignInAsync(_stand.Tenant, Role.Cashier)).PageTextAsync($"/check?case={claim}"));
        TestPortal.Done(await _stand.Portal.Get<Portal.Domain.Claims.AddRecovered>().RunAsync(await _stand.PersonAsync(Role.Manager), claim, (await _stand.PaymentAsync()).CounterId, default));
        Assert.Contains("recovered", await owner.PageTextAsync("/payments"));
        var asked = (await _stand.RequestsAsync(MoneyStand.QueryService)).Count;
        var (again, known) = await AskAsync(owner, new { number = trade.TradeNo.Value });
        Assert.Equal((200, "Recovered", asked), (again, Text(known, "verdict"), (await _stand.RequestsAsync(MoneyStand.QueryService)).Count));
        Assert.Equal(claim, await ClaimAsync());
        Assert.Contains("64.00", await owner.PageTextAsync($"/payments/{Text(known, "payment")}"));
    }

    [Fact]
    public async Task Each_sees_of_a_payment_what_is_theirs()
    {
        var payment = await _stand.PaymentAsync();
        var bar = TestPortal.Done(await _stand.Portal.Get<CreateQrCode>().RunAsync(Actor.Operator(_stand.Tenant.Id), "Bar", "bar", default));
        var number = new { number = payment.TradeNo.Value, counter = bar.Id.ToString() };
        Assert.Equal(("PaidElsewhere", payment.Id.ToString()), await AskAsync(await _stand.Portal.SignInAsync(_stand.Tenant), number) is var own ? (Text(own.Body, "verdict"), Text(own.Body, "payment")) : default);
        var (_, elsewhere) = await AskAsync(await _stand.Portal.SignInAsync(_stand.Tenant, Role.Cashier, bar.Id), number);
        Assert.Equal(("PaidElsewhere", false), (Text(elsewhere, "verdict"), elsewhere.TryGetProperty("payment", out _)));
        var claim = await ClaimAsync();
        var stranger = await _stand.Portal.SignInAsync(await _stand.Portal.AddTenantAsync("Noodles"));
        await stranger.PageTextAsync($"/check?case={claim}", HttpStatusCode.NotFound);
        Assert.Equal((404, "not_found"), await AskAsync(stranger, number) is var no ? (no.Status, Text(no.Body, "code")) : default);     // the counter is nobody's there
        Assert.Equal((403, "check_claim"), await AskAsync(await _stand.Portal.SignInAsync(_stand.Tenant, Role.Accountant), number) is var forbidden ? (forbidden.Status, Text(forbidden.Body, "permission")) : default);
        Assert.Equal((400, "name_invalid"), await AskAsync(await _stand.Portal.SignInAsync(_stand.Tenant), new { number = "12" }) is var bad ? (bad.Status, Text(bad.Body, "code")) : default);
    }

    private async Task<ClaimId> ClaimAsync()
    {
        await using var context = _stand.Shop.Open();
        return (await context.Claims.OrderBy(claim => claim.AskedAt).ToListAsync())[^1].Id;
    }

    private static async Task<(int Status, JsonElement Body)> AskAsync(PortalSession session, object body)
    {
        using var answer = await session.PostJsonAsync("/check", body);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    private static string? Text(JsonElement body, string name) => body.GetProperty(name).GetString();
}
