using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Attention;
using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Jobs;
using Portal.Tests.Attention;
using Portal.Tests.TestKit;
using Portal.Web.Components.Shared;
using Portal.Web.Composition;
using Portal.Web.Realtime;

namespace Portal.Tests.Web.Components;

/// <summary>The queue's page with the real queue behind it.</summary>
public sealed class AttentionPageTests : BunitContext, IAsyncLifetime
{
    private QueueStand _stand = default!;
    private BusyCounters _counters = default!;

    public async ValueTask InitializeAsync()
    {
        _stand = await QueueStand.StartAsync();
        var portal = _stand.Portal;
        Services.AddSingleton<ICounterQueries>(_counters = new BusyCounters(portal.Get<ICounterQueries>())).AddSingleton(portal.Get<IAttentionQueries>());
        this.LendActs(portal.Get<IServiceProvider>());
        this.StandOn(portal, _stand.Shop.Owner);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _stand.DisposeAsync();
    }

    [Fact]
    public async Task Where_nothing_is_unclear_it_says_so_with_real_figures()
    {
        await _stand.Payments.AskedAsync(_stand.Payments.Trade());
        _stand.Portal.Get<JobLog>().Ended(AskDue.JobName, 0);
        await _stand.Portal.Get<JobLog>().FlushAsync(default);
        var page = Open();
        var sweep = ShopClock.Seconds(_stand.Portal.Clock.GetUtcNow(), _stand.Shop.Tenant.Zone);
        Assert.Equal("Nothing unclear", page.Find(".empty h2").TextContent);
        Assert.Equal($"Last sweep {sweep}, 0 of 1 payments open.", page.Find(".empty p").TextContent);
        Assert.Empty(page.FindAll("[data-case]"));
    }

    [Fact]
    public async Task A_row_names_what_amount_since_answer_next_check_and_owner_and_opens_to_its_attempts()
    {
        var id = await _stand.InReviewAsync();
        var page = Open();
        var row = page.Find("[data-case]");
        Assert.Equal((id.ToString(), "PaymentReview", "Review", "80.00"), (row.GetAttribute("data-case"), row.GetAttribute("data-need"), row.GetAttribute("data-status"), row.GetAttribute("data-amount")));
        Assert.Equal(
            ["Payment at Front", "Does not agree", "HKD 80.00", "The amounts of message and answer differ", "none", "with nobody"],
            row.QuerySelectorAll("td").Where((_, i) => i != 3).Select(cell => string.Join(' ', cell.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))));
        Assert.Equal(id.ToString(), page.Find("[data-open]").GetAttribute("data-open"));
        Assert.NotEmpty(page.FindAll(".timeline li"));
        Assert.Equal(["check-case", "take-over", "add-note", "decide"], page.FindAll(".acts button").Select(button => button.Id));
    }

    [Fact]
    public async Task Taking_over_and_giving_back_turn_the_button()
    {
        await _stand.InReviewAsync();
        var page = Open();
        await page.PressAsync("#take-over");
        page.WaitForAssertion(() => Assert.Contains("you", page.Find("[data-owner]").TextContent, StringComparison.Ordinal));
        await page.PressAsync("#give-back");
        page.WaitForAssertion(() => Assert.Contains("nobody", page.Find("td[class*='to-right']:last-child").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_note_is_text_and_stands_on_the_timeline()
    {
        await _stand.InReviewAsync();
        var page = Open();
        await page.PressAsync("#add-note");
        await page.TypeAsync("#write-text", "<b>slip</b> & stamp 'seen'");
        await page.SubmitAsync("#write-form");
        page.WaitForAssertion(() => Assert.Equal("<b>slip</b> & stamp 'seen'", page.Find("[data-note='Note'] p").TextContent));
        await page.PressAsync("#add-note");
        await page.TypeAsync("#write-text", "");
        await page.SubmitAsync("#write-form");
        page.WaitForAssertion(() => Assert.Equal("reason_required", page.Find("#write-sheet [data-refused]").GetAttribute("data-refused")));
    }

    [Fact]
    public async Task The_owner_decides_and_the_queue_is_empty()
    {
        await _stand.InReviewAsync();
        var page = Open();
        await page.PressAsync("#decide");
        Assert.Equal("true", page.Find("#decide-send").GetAttribute("aria-disabled"));
        await page.ChooseAsync("#decide-sheet input[value='Paid']", "Paid");
        await page.TypeAsync("#decide-reason", "seen in the account");
        await page.SubmitAsync("#decide-form");
        page.WaitForAssertion(() => Assert.Equal("Nothing unclear", page.Find(".empty h2").TextContent));
        Assert.Equal(PaymentStatus.Paid, (await _stand.Payments.PaymentAsync()).Status);
    }

    [Fact]
    public async Task What_becomes_unclear_appears_though_the_database_was_busy_at_that_moment()
    {
        var feed = _stand.Portal.Get<PaymentFeed>();
        await feed.StartAsync(default);
        var page = Open();
        _counters.IsBusy = true;
        await _stand.InReviewAsync();
        await PassAsync("it looks again and again, oftener than anything changed", () => _counters.Refused >= 6);
        Assert.Empty(page.FindAll("[data-case]"));
        _counters.IsBusy = false;
        await PassAsync("the row is there", () => page.FindAll("[data-case]").Count == 1);
        await feed.StopAsync(default);
    }

    [Theory]
    [InlineData(Role.Manager, "check-case take-over add-note ask-owner")]
    [InlineData(Role.Accountant, "take-over add-note")]
    public async Task Everybody_sees_the_buttons_of_their_own_rights(Role role, string buttons)
    {
        await _stand.InReviewAsync();
        Assert.Equal(buttons.Split(' '), Open(role).FindAll(".acts button").Select(button => button.Id));
    }

    [Theory]
    [InlineData("attention?case=payment-00000000000000000000000000000001")]
    [InlineData("attention?case=%27%20OR%201%3D1")]
    [InlineData("attention?case=")]
    [InlineData("attention?from=-1")]
    [InlineData("attention?from=99999999999999")]
    public async Task An_address_that_makes_no_sense_breaks_nothing(string address)
    {
        await _stand.InReviewAsync();
        Assert.Empty(Open(address: address).FindAll("script, [role='alert']"));
    }

    /// <summary>Seconds pass until it is so.</summary>
    private Task PassAsync(string what, Func<bool> isSo) => PortalWait.UntilAsync(what, () =>
    {
        _stand.Portal.Clock.Advance(TimeSpan.FromSeconds(1));
        return isSo();
    });

    private IRenderedComponent<Portal.Web.Features.Attention.Attention> Open(Role role = Role.Owner, string address = "attention")
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<Portal.Web.Features.Attention.Attention>(page => page.AddCascadingValue(new Seat(_stand.Shop.Owner, _stand.Shop.Tenant, role, "Mei", Scope.Whole)));
    }
}
