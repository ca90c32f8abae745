using Microsoft.Playwright;
using Portal.E2E.Pages;
using Portal.E2E.Stage;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Flows;

/// <summary>The first thing that anyone must be able to do: a counter gets its code, a customer pays, the payment appears live.</summary>
[Trait("Category", "Browser")]
[Collection(SharedStage.OnePortal)]
public sealed class Newcomer(SharedStage stage)
{
    private const int AskedForSeconds = 8;

    [Fact]
    public async Task A_counter_gets_its_code_and_a_payment_appears_in_every_browser_of_the_shop()
    {
        await using var portal = await PortalHost.StartFromNothingAsync();
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        await using var manager = await stage.SignInAsync(portal.Address, "manager@harbour.test");
        await using var stranger = await stage.SignInAsync(portal.Address, "owner@london.test");
        var counter = await (await CountersPage.OpenAsync(owner)).AddAsync("Star Ferry kiosk");

        var shop = new[] { await OpenShopAsync(owner, counter), await OpenShopAsync(manager, counter) };
        var strangersToday = await TodayPage.OpenAsync(stranger);
        var strangersPayments = await stranger.OpenAsync("/payments");
        await Task.WhenAll(shop.SelectMany(view => view.Pages).Append(strangersToday.Page).Append(strangersPayments).Select(page => page.MarkAsync()));

        await portal.Simulator.ArmAsync(SimulatorApi.Query, "delay-before", seconds: AskedForSeconds);
        var wallet = await (await CounterPage.OpenAsync(owner, counter)).PayAsCustomerAsync();
        await wallet.TypeAmountAsync("38.50");
        await wallet.TypePasswordAsync("123456");
        var tradeNo = await wallet.PaidAsync();

        await Task.WhenAll(shop.SelectMany(view => view.Pages).Select(page => page.ShowsAsync(tradeNo, "Reported", AskedForSeconds)));
        await Task.WhenAll(shop.Select(view => Expect(view.Till.Hero).ToHaveAttributeAsync("data-state", "unknown")));
        await Task.WhenAll(shop.SelectMany(view => view.Pages).Select(page => page.ShowsAsync(tradeNo, "Paid", AskedForSeconds * 2)));
        foreach (var view in shop)
        {
            await Expect(view.Till.Hero).ToHaveAttributeAsync("data-state", "paid");
            await Expect(view.Till.Hero.Locator(".hero-amount")).ToHaveTextAsync("HKD38.50");
            await Expect(view.Till.Sum).ToContainTextAsync("38.50");
            await Expect(view.Today.Taken).ToHaveTextAsync("HKD38.50");
            Assert.Equal(tradeNo, (await view.Payments.LinesAsync())[0]);
        }

        // What another tenant's payment does not change can only be seen once one of its own has come after it.
        var own = await (await CountersPage.OpenAsync(stranger)).AddAsync("Gerrard Street");
        var ownTrade = await portal.Simulator.PayAsync(own.CodeText, "4.20");
        await strangersToday.Page.ShowsAsync(ownTrade, "Paid");
        await strangersPayments.ShowsAsync(ownTrade, "Paid");
        Assert.Equal([ownTrade], await strangersPayments.LinesAsync());
        Assert.Equal([ownTrade], await strangersToday.Page.LinesAsync());
        await Expect(strangersToday.Taken).ToHaveTextAsync("GBP4.20");
        Assert.DoesNotContain(ownTrade, await shop[0].Payments.LinesAsync());

        foreach (var page in shop.SelectMany(view => view.Pages).Append(strangersToday.Page).Append(strangersPayments))
        {
            await page.WasNotReloadedAsync();
        }
        Assert.Empty(owner.Complaints.Concat(manager.Complaints).Concat(stranger.Complaints));
        await Picture.TakeAsync(owner, portal, counter);
    }

    [Fact]
    public async Task The_code_downloads_and_prints_as_what_Alipay_gave()
    {
        var portal = await stage.PortalAsync();
        using var folder = new TemporaryFolder();
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test", pixelsPerDot: 2);
        var counter = await (await CountersPage.OpenAsync(owner)).AddAsync("Printing press");
        var page = await CounterPage.OpenAsync(owner, counter);

        Assert.Equal(counter.CodeText, await QrReader.ReadAsync(await page.DownloadAsync("PNG", folder)));
        var svg = await owner.OpenPlainAsync(new Uri(await page.DownloadAsync("SVG", folder)).AbsoluteUri);
        Assert.Equal(counter.CodeText, await QrReader.ReadAsync(await svg.ScreenshotAsync(), folder));
        var pdf = await File.ReadAllBytesAsync(await page.DownloadAsync("PDF", folder));
        Assert.Equal("%PDF-"u8, pdf.AsSpan(0, 5));

        foreach (var (paper, width, height) in new[] { ("A6 tent", 105, 148), ("A5 poster", 148, 210), ("A4 poster", 210, 297), ("Sticker", 50, 70) })
        {
            var poster = await page.PrintAsync(paper);
            await Expect(poster.Locator("[data-qrcode]")).ToHaveAttributeAsync("data-qrcode", counter.CodeText);
            Assert.Equal(counter.CodeText, await QrReader.ReadAsync(await poster.ScreenshotAsync(new() { FullPage = true }), folder));
            Assert.Equal([(width, height)], SheetCount.Of(await poster.PdfAsync(new() { PreferCSSPageSize = true, PrintBackground = true })));
        }
        Assert.Empty(owner.Complaints);
    }

    private static async Task<ShopView> OpenShopAsync(Person person, CounterOnPage counter) =>
        new(await TillPage.OpenAsync(person, counter), await person.OpenAsync("/payments"), await TodayPage.OpenAsync(person));

    /// <summary>What one person of the shop has open.</summary>
    private sealed record ShopView(TillPage Till, IPage Payments, TodayPage Today)
    {
        public IEnumerable<IPage> Pages => [Till.Page, Payments, Today.Page];
    }
}
