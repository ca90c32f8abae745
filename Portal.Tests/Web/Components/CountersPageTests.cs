using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Counters;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;
using Portal.Web.Composition;
using CountersList = Portal.Web.Features.Counters.Counters;

namespace Portal.Tests.Web.Components;

/// <summary>The list of counters while Alipay has not given a code yet, and while the database is busy.</summary>
public sealed class CountersPageTests : BunitContext, IAsyncLifetime
{
    private CodeStand _stand = default!;
    private BusyCounters _queries = default!;

    public async ValueTask InitializeAsync()
    {
        _stand = await CodeStand.StartAsync();
        _queries = new BusyCounters(_stand.Portal.Get<ICounterQueries>());
        Services.AddSingleton<ICounterQueries>(_queries).AddSingleton(_stand.Portal.Get<CreateQrCode>()).AddSingleton<IWalletAddress>(new NoWallet());
        this.StandOn(_stand.Portal, _stand.Shop.Owner);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _stand.DisposeAsync();
    }

    [Fact]
    public async Task The_card_follows_when_Alipay_gives_the_code_though_the_database_was_busy_at_a_look()
    {
        var page = await OpenWithOneThatWaitsAsync();
        _queries.IsBusy = true;
        await PassAsync("it looked in vain", () => _queries.Refused > 0);
        _queries.IsBusy = false;
        _stand.SaysYes();
        Assert.NotEqual(0, await _stand.LaterAsync(TimeSpan.FromMinutes(1)));
        await PassAsync("the card follows", () => StatusesOf(page) is ["Live", "Live"]);
    }

    [Fact]
    public async Task A_counter_that_was_just_added_appears_though_the_database_was_busy_when_it_was_to_be_shown()
    {
        var page = await OpenWithOneThatWaitsAsync();
        _stand.SaysYes();
        _queries.IsBusy = true;
        await page.PressAsync("#add-counter");
        await page.TypeAsync("#counter-name", "Added");
        await page.SubmitAsync("#new-counter");
        await PassAsync("it looked in vain", () => _queries.Refused > 0 && _stand.Portal.Files.Count("Counters") == 3);
        Assert.Equal(2, StatusesOf(page).Length);
        _queries.IsBusy = false;
        await PassAsync("the new card is there", () => StatusesOf(page).Length == 3);
        Assert.Empty(page.FindAll("[role=alert]"));
    }

    /// <summary>Two counters: one is live, for the other Alipay has not given a code.</summary>
    private async Task<IRenderedComponent<CountersList>> OpenWithOneThatWaitsAsync()
    {
        _stand.Gateway.Reply = Replies.Cut;
        Assert.Null((await _stand.Portal.Get<CreateQrCode>().RunAsync(_stand.Shop.Owner, "Waits", "key-of-waits", default)).ErrorCode());
        var seat = new Seat(_stand.Shop.Owner, _stand.Shop.Tenant, Role.Owner, "Mei", Scope.Whole);
        var page = Render<CountersList>(parameters => parameters.AddCascadingValue(seat));
        await PortalWait.UntilAsync("both cards", () => StatusesOf(page) is ["Creating", "Live"]);
        return page;
    }

    /// <summary>Seconds pass until it is so.</summary>
    private Task PassAsync(string what, Func<bool> isSo) => PortalWait.UntilAsync(what, () =>
    {
        _stand.Portal.Clock.Advance(TimeSpan.FromSeconds(1));
        return isSo();
    });

    private static string?[] StatusesOf(IRenderedComponent<CountersList> page) =>
        [.. page.FindAll("li[data-counter]").Select(card => card.GetAttribute("data-status")).Order(StringComparer.Ordinal)];

    private sealed class NoWallet : IWalletAddress
    {
        public string? For(string codeText) => null;
    }
}
