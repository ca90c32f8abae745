using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using Portal.E2E.Pages;
using Portal.E2E.Stage;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Flows;

/// <summary>Alipay says paid, though it had confirmed the cancel: one press in the queue gives the whole amount back, and so does a second one on a slow line.</summary>
[Trait("Category", "Browser")]
public sealed class MoneyAfterCancel(SharedStage stage)
{
    [Fact]
    [Trait("Row", "capability 35")]
    public async Task Money_that_arrives_after_a_cancel_is_given_back_by_one_press_of_a_person()
    {
        using var folder = new TemporaryFolder();
        var looks = new Inspection();
        await using var portal = await PortalHost.StartAsync(folder, settings: PortalHost.AtNoon);
        await using var relay = Relay.To(portal.Address);
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        await using var far = await stage.SignInAsync(relay.Address, "owner@harbour.test");
        var counter = await (await CountersPage.OpenAsync(owner)).AddAsync("Front");
        var payments = await owner.OpenAsync("/payments");
        var tradeNo = await portal.Simulator.PayAsync(counter.CodeText, "88.80");
        await payments.ShowsAsync(tradeNo, "Paid");
        var page = await owner.OpenAsync($"/payments/{await payments.PaymentIdAsync(tradeNo)}");
        var head = page.Locator("[data-payment]").First;
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel payment", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel payment HKD 88.80" }).ClickAsync();
        await Expect(head).ToHaveAttributeAsync("data-status", "Cancelled");
        var queue = await AttentionPage.OpenAsync(far);
        await Expect(queue.Rows).ToHaveCountAsync(0);

        PaidAllTheSame(folder, tradeNo);
        await page.GetByRole(AriaRole.Button, new() { Name = "Check now", Exact = true }).ClickAsync();
        await Expect(head).ToHaveAttributeAsync("data-status", "Review");
        await Expect(page.Locator("[data-refund]")).ToHaveCountAsync(0);                             // nothing goes back by itself
        await Expect(queue.Rows).ToHaveCountAsync(1);
        await Expect(queue.Rows).ToHaveAttributeAsync("data-need", "MoneyAfterEnd");
        await queue.Page.ReloadAsync();
        await queue.Page.BecomesLiveAsync();
        await looks.LookAtAsync("attention-after-cancel", queue.Page);
        relay.HoldAnswers();
        await queue.PressAsync("Refund now, HKD 88.80");
        await Expect(head).ToHaveAttributeAsync("data-status", "Refunded");
        await queue.PressAsync("Refund now, HKD 88.80");                                             // nobody has told this page
        relay.LetAnswersGo();
        await Expect(queue.Rows).ToHaveCountAsync(0);
        await Expect(queue.Page.Locator("[data-gone]")).ToBeVisibleAsync();                          // what was done stays in sight, and no other case takes its place
        await Expect(queue.Page.Locator("#refund-now")).ToHaveCountAsync(0);
        await looks.LookAtAsync("attention-settled", queue.Page);
        await Expect(page.Locator("[data-refund-status='Done']")).ToContainTextAsync("88.80");
        Assert.Empty(looks.Findings.Concat(owner.Complaints).Concat(far.Complaints));
    }

    private static void PaidAllTheSame(TemporaryFolder folder, string tradeNo)
    {
        using var connection = new SqliteConnection($"Data Source={folder.File("simulator.db")};Pooling=False");
        connection.Open();
        using var paid = new SqliteCommand("UPDATE Trades SET Status = 'TRADE_SUCCESS', ClosedBy = NULL, ClosedAt = NULL WHERE TradeNo = @trade", connection);
        paid.Parameters.AddWithValue("@trade", tradeNo);
        Assert.Equal(1, paid.ExecuteNonQuery());
    }
}
