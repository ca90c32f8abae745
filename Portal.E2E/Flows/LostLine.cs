using Portal.E2E.Pages;
using Portal.E2E.Stage;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Flows;

/// <summary>A page that was cut off says so, comes back by itself and shows what came meanwhile as such.</summary>
[Trait("Category", "Browser")]
[Collection(SharedStage.OnePortal)]
public sealed class LostLine(SharedStage stage)
{
    private static readonly TimeSpan s_cut = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_toldWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_backWithin = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_arrives_while_the_line_is_down_stands_between_two_seams()
    {
        var portal = await stage.PortalAsync();
        await using var relay = Relay.To(portal.Address);
        await using var owner = await stage.SignInAsync(relay.Address, "owner@harbour.test");
        await using var witness = await stage.SignInAsync(portal.Address, "manager@harbour.test");
        var counters = await CountersPage.OpenAsync(owner);
        var counter = await counters.AddAsync("Ferry pier");
        var till = (await TillPage.OpenAsync(owner, counter)).Page;
        var payments = await owner.OpenAsync($"/payments?counter={counter.Id}");
        var seen = await witness.OpenAsync("/payments");
        var before = await portal.Simulator.PayAsync(counter.CodeText, "10.00");
        await Task.WhenAll(till.ShowsAsync(before, "Paid"), payments.ShowsAsync(before, "Paid"));
        await counters.OpenSheetAsync();
        await counters.NameField.FillAsync("Ferry pier, up");
        var open = new[] { till, payments, counters.Page };
        await Task.WhenAll(open.Select(page => page.MarkAsync()));

        var outage = relay.CutAsync(s_cut);
        await Task.WhenAll(open.Select(page => page.SaysNotLiveAsync(s_toldWithin)));
        await counters.NameField.FillAsync("Ferry pier, upper deck");
        var first = await portal.Simulator.PayAsync(counter.CodeText, "11.00");
        await seen.ShowsAsync(first, "Paid");
        var second = await portal.Simulator.PayAsync(counter.CodeText, "12.00");
        await seen.ShowsAsync(second, "Paid");
        Assert.Equal([before], await payments.LinesAsync());
        Assert.False(outage.IsCompleted, "both payments were to arrive while the line was down");
        await outage;

        await Task.WhenAll(open.Select(page => page.IsLiveAgainAsync(s_backWithin)));
        await Task.WhenAll(new[] { till, payments }.Select(page => page.Locator("[data-seam='back']").WaitForAsync()));
        string[] expected = ["back", second, first, "lost", before];
        Assert.Equal(expected, await payments.LinesAsync());
        Assert.Equal(expected, await till.LinesAsync());
        foreach (var page in open)
        {
            await page.WasNotReloadedAsync();
        }
        await Expect(counters.NameField).ToHaveValueAsync("Ferry pier, upper deck");
        await counters.CreateButton.ClickAsync();
        await counters.LiveAsync("Ferry pier, upper deck");

        var after = await portal.Simulator.PayAsync(counter.CodeText, "13.00");
        await Task.WhenAll(till.ShowsAsync(after, "Paid"), payments.ShowsAsync(after, "Paid"));
        Assert.Equal([after, .. expected], await payments.LinesAsync());
    }

    [Fact]
    public async Task A_page_comes_back_by_itself_after_the_portal_died()
    {
        await using var portal = await PortalHost.StartAsync();
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        var counter = await (await CountersPage.OpenAsync(owner)).AddAsync("Night market");
        var payments = await owner.OpenAsync("/payments");
        var before = await portal.Simulator.PayAsync(counter.CodeText, "10.00");
        await payments.ShowsAsync(before, "Paid");

        await portal.KillAsync();
        await payments.SaysNotLiveAsync(s_toldWithin);
        await portal.RestartAsync();

        await payments.IsLiveAgainAsync(s_backWithin);
        await payments.BecomesLiveAsync();
        var after = await portal.Simulator.PayAsync(counter.CodeText, "11.00");
        await payments.ShowsAsync(after, "Paid");
    }
}
