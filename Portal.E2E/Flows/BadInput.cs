using Microsoft.Playwright;
using Portal.E2E.Pages;
using Portal.E2E.Stage;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Flows;

/// <summary>What people type and where they go by mistake or on purpose: told beside the field, and nothing is made or shown.</summary>
[Trait("Category", "Browser")]
[Collection(SharedStage.OnePortal)]
public sealed class BadInput(SharedStage stage)
{
    private const string Possible = "A counter’s name has 1 to 32 characters, without quotes, bars, backslashes, angle brackets or hidden characters.";
    private const string Taken = "There is a counter of this name already. Choose another name.";

    [Fact]
    public async Task A_name_that_cannot_be_is_told_beside_the_field_and_makes_no_counter()
    {
        var portal = await stage.PortalAsync();
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        var page = await CountersPage.OpenAsync(owner);
        await page.AddAsync("Tea room");
        var before = await page.Cards.CountAsync();
        await page.OpenSheetAsync();
        foreach (var (name, words) in new[]
        {
            ("", Possible), ("   ", Possible), (new string('x', 33), Possible), ("Till \"1\"", Possible), ("Till|1", Possible), ("<b>Till</b>", Possible),
            ("Till\u0007", Possible), ("Till\u202e1", Possible), ("Tea room", Taken), ("TEA ROOM", Taken),
        })
        {
            await page.NameField.FillAsync(name);
            await page.CreateButton.ClickAsync();
            await Expect(page.Problem).ToHaveTextAsync(words);
            await Expect(page.NameField).ToHaveAttributeAsync("aria-invalid", "true");
            await Expect(page.NameField).ToHaveValueAsync(name);
        }
        await page.Page.ReloadAsync();
        await page.Page.BecomesLiveAsync();
        await Expect(page.Cards).ToHaveCountAsync(before);
        Assert.Empty(owner.Complaints);
    }

    [Fact]
    public async Task A_second_click_on_Create_makes_no_second_counter()
    {
        var portal = await stage.PortalAsync();
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        var page = await CountersPage.OpenAsync(owner);
        var before = await page.Cards.CountAsync();
        await page.OpenSheetAsync();
        await page.NameField.FillAsync("Twice pressed");
        await page.CreateButton.DblClickAsync();
        await page.LiveAsync("Twice pressed");
        await page.Page.ReloadAsync();
        await page.Page.BecomesLiveAsync();
        await Expect(page.Cards).ToHaveCountAsync(before + 1);
    }

    [Fact]
    public async Task What_is_another_tenants_is_not_there()
    {
        var portal = await stage.PortalAsync();
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        await using var stranger = await stage.SignInAsync(portal.Address, "owner@london.test");
        var counter = await (await CountersPage.OpenAsync(owner)).AddAsync("Private pier");
        var payments = await owner.OpenAsync($"/payments?counter={counter.Id}");
        var tradeNo = await portal.Simulator.PayAsync(counter.CodeText, "5.50");
        await payments.ShowsAsync(tradeNo, "Paid");
        var payment = await payments.PaymentIdAsync(tradeNo);

        string[] pages = [$"/counters/{counter.Id}", $"/counters/{counter.Id}/poster?size=a4", $"/till/{counter.Id}", $"/payments/{payment}"];
        foreach (var path in pages)
        {
            await NothingIsAtAsync(stranger, path);
        }
        foreach (var picture in new[] { "qr.png", "qr.svg", "qr.pdf" })
        {
            Assert.Equal(404, (await stranger.Context.APIRequest.GetAsync($"/counters/{counter.Id}/{picture}")).Status);
        }
        var filtered = await stranger.OpenAsync($"/payments?counter={counter.Id}");
        Assert.Empty(await filtered.LinesAsync());
        Assert.DoesNotContain("Private pier", await filtered.ContentAsync(), StringComparison.Ordinal);
    }

    private static async Task NothingIsAtAsync(Person person, string path)
    {
        var page = await person.Context.NewPageAsync();
        var answer = await page.GotoAsync(path);
        Assert.Equal((path, 404), (path, answer!.Status));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("There is nothing here");
        Assert.DoesNotContain("Private pier", await page.ContentAsync(), StringComparison.Ordinal);
        await page.CloseAsync();
    }
}
