using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;

namespace Portal.Tests.Web.Sentences;

/// <summary>Capability 12 in London's summer, where China's day ends at 17:00.</summary>
public sealed class CancelClockTests
{
    private const string Instead = "Until 17:00 you can cancel instead: the whole amount goes back, and so does the fee.";

    [Fact]
    [Trait("Row", "capability 12")]
    public async Task Capability_12_at_twenty_to_five_there_are_twenty_minutes_left_and_after_it_neither_button_nor_post()
    {
        await using var stand = await LondonAsync("2026-07-01T14:00:00Z");
        var path = $"/payments/{(await stand.PaymentAsync()).Id}";
        To(stand, "2026-07-01T15:40:00Z");
        var owner = await stand.Portal.SignInAsync(stand.Tenant);
        var page = WebUtility.HtmlDecode(await owner.PageTextAsync(path));
        Assert.Contains("20 min left to cancel, until 17:00.", page, StringComparison.Ordinal);
        Assert.Contains(Instead, page, StringComparison.Ordinal);
        Assert.Contains("id=\"cancel-open\"", page, StringComparison.Ordinal);
        Assert.Contains("id=\"refund-open\"", page, StringComparison.Ordinal);

        To(stand, "2026-07-01T16:00:01Z");                  // 17:00:01 in London
        owner = await stand.Portal.SignInAsync(stand.Tenant);
        page = WebUtility.HtmlDecode(await owner.PageTextAsync(path));
        Assert.DoesNotContain("id=\"cancel-open\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Instead, page, StringComparison.Ordinal);
        Assert.Contains("id=\"refund-open\"", page, StringComparison.Ordinal);
        Assert.Contains("Cancel ended at 17:00, midnight in China. Use Refund.", page, StringComparison.Ordinal);
        using var refused = await owner.PostJsonAsync($"{path}/cancel", new { key = "c" });
        var no = await refused.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((409, "cancel_window_closed"), ((int)refused.StatusCode, no.GetProperty("code").GetString()));
        Assert.Contains("Refund it", no.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(await stand.RequestsAsync(MoneyStand.CancelService));
    }

    /// <summary>A payment that was made when China's next day had begun has all of that day: the clock alone closes nothing.</summary>
    [Fact]
    public async Task Capability_12_at_twenty_to_five_there_are_twenty_minutes_left_and_after_it_neither_button_nor_post_control()
    {
        await using var stand = await LondonAsync("2026-07-01T16:00:00Z");
        var path = $"/payments/{(await stand.PaymentAsync()).Id}";
        var owner = await stand.Portal.SignInAsync(stand.Tenant);
        var page = WebUtility.HtmlDecode(await owner.PageTextAsync(path));
        Assert.Contains("id=\"cancel-open\"", page, StringComparison.Ordinal);
        using var done = await owner.PostJsonAsync($"{path}/cancel", new { key = "c" });
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.Single(await stand.RequestsAsync(MoneyStand.CancelService));
    }

    private static async Task<MoneyStand> LondonAsync(string now)
    {
        var stand = await MoneyStand.StartAsync(now);
        await using var context = stand.Shop.Open();
        await context.Tenants.ExecuteUpdateAsync(set => set.SetProperty(tenant => tenant.TimeZone, "Europe/London"));
        return stand;
    }

    private static void To(MoneyStand stand, string at) =>
        stand.Portal.Clock.Advance(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture) - stand.Portal.Clock.GetUtcNow());
}
