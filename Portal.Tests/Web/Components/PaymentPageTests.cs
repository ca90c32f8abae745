using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Cancels;
using Portal.Domain.Payments;
using Portal.Domain.Privacy;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;
using Portal.Web.Composition;
using Portal.Web.Features.Payments;
using Portal.Web.Realtime;

namespace Portal.Tests.Web.Components;

/// <summary>A payment's page while the database is busy or slow.</summary>
public sealed class PaymentPageTests : BunitContext, IAsyncLifetime
{
    private PaymentStand _stand = default!;
    private BusyPayments _payments = default!;

    public async ValueTask InitializeAsync()
    {
        _stand = await PaymentStand.StartAsync();
        await _stand.ReceiveAsync(_stand.Paid());
        var portal = _stand.Portal.Get<IServiceProvider>();
        this.Lend<CheckPayment>(portal).Lend<CancelPayment>(portal).Lend<ReadMessages>(portal).Lend<RevealBuyer>(portal).LendActs(portal);
        Services.AddSingleton<IPaymentQueries>(_payments = new BusyPayments(_stand.Portal.Get<IPaymentQueries>()));
        this.StandOn(portal, _stand.Shop.Owner);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _stand.DisposeAsync();
    }

    [Fact]
    public async Task After_a_press_the_page_stays_and_follows_once_the_database_answers()
    {
        var page = await OpenAsync();
        _stand.Gateway.Answers(_stand.Trade());
        _payments.IsBusy = true;
        page.Find("#check-now").Click();
        await PassAsync("it looked in vain", () => _payments.Refused >= 2);
        Assert.Equal(("Reported", PaymentStatus.Paid), (StatusIn(page), (await _stand.PaymentAsync()).Status));
        _payments.IsBusy = false;
        await PassAsync("the page follows", () => StatusIn(page) == "Paid");
    }

    [Fact]
    public async Task A_change_that_could_not_be_read_is_shown_once_the_database_answers()
    {
        var feed = _stand.Portal.Get<PaymentFeed>();
        await feed.StartAsync(default);
        var page = await OpenAsync();
        _payments.IsBusy = true;
        _stand.Gateway.Answers(_stand.Trade());
        Assert.Equal(1, await _stand.Portal.RunDueAsync(_stand.Shop));
        await PassAsync("it looked in vain", () => _payments.Refused >= 1);
        _payments.IsBusy = false;
        await PassAsync("the page follows", () => StatusIn(page) == "Paid");
        await feed.StopAsync(default);
    }

    [Fact]
    public async Task What_was_read_earlier_and_comes_later_does_not_take_the_place_of_what_is_newer()
    {
        var page = await OpenAsync();
        var read = page.FindComponent<PaymentActs>().Instance.OnSent;
        var told = new TaskCompletionSource();
        _payments.Told = told.Task;
        var early = page.InvokeAsync(() => read.InvokeAsync());
        _payments.Told = Task.CompletedTask;
        _stand.Gateway.Answers(_stand.Trade());
        Assert.Equal(1, await _stand.Portal.RunDueAsync(_stand.Shop));
        await page.InvokeAsync(() => read.InvokeAsync());
        Assert.Equal("Paid", StatusIn(page));
        told.SetResult();
        await early;
        Assert.Equal("Paid", StatusIn(page));
    }

    private async Task<IRenderedComponent<PaymentDetail>> OpenAsync()
    {
        var (id, seat) = ((await _stand.PaymentAsync()).Id, new Seat(_stand.Shop.Owner, _stand.Shop.Tenant, Role.Owner, "Mei", Scope.Whole));
        var page = Render<PaymentDetail>(with => with.Add(detail => detail.Id, id.ToString()).AddCascadingValue(seat));
        await PortalWait.UntilAsync("the payment", () => page.FindAll("[data-payment]").Count > 0);
        return page;
    }

    /// <summary>Seconds pass until it is so.</summary>
    private Task PassAsync(string what, Func<bool> isSo) => PortalWait.UntilAsync(what, () =>
    {
        _stand.Portal.Clock.Advance(TimeSpan.FromSeconds(1));
        return isSo();
    });

    private static string? StatusIn(IRenderedComponent<PaymentDetail> page) => page.Find("[data-payment]").GetAttribute("data-status");
}
