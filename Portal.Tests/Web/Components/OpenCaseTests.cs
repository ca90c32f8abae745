using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Approvals;
using Portal.Domain.Attention;
using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.Attention;
using Portal.Tests.TestKit;
using Portal.Web.Composition;
using Portal.Web.Features.Payments;
using Portal.Web.Realtime;
using AttentionQueue = Portal.Web.Features.Attention.Attention;

namespace Portal.Tests.Web.Components;

/// <summary>What a person has open in the queue stays under their hand, whatever comes and goes meanwhile.</summary>
public sealed class OpenCaseTests : BunitContext, IAsyncLifetime
{
    private const string OtherTradeNo = "2026030122001400001400000002";
    private QueueStand _stand = default!;
    private SignedIn _person = default!;

    private Seat Seat => new(_stand.Shop.Owner, _stand.Shop.Tenant, Role.Owner, "Mei", Scope.Whole);

    public async ValueTask InitializeAsync()
    {
        _stand = await QueueStand.StartAsync();
        var portal = _stand.Portal.Get<IServiceProvider>();
        this.Lend<ICounterQueries>(portal).Lend<IAttentionQueries>(portal).LendActs(portal);
        Services.AddSingleton<ICurrentActor>(_person = new SignedIn(_stand.Shop.Owner));
        this.StandOn(portal, _stand.Shop.Owner);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _stand.DisposeAsync();
    }

    [Fact]
    public async Task A_newer_case_does_not_take_the_place_of_the_one_that_somebody_is_writing_about()
    {
        var id = await _stand.InReviewAsync();
        var feed = _stand.Portal.Get<PaymentFeed>();
        await feed.StartAsync(default);
        var page = Open();
        await page.PressAsync("#decide");
        await page.TypeAsync("#decide-reason", "seen in the account");
        await AskedAsync(OtherTradeNo, "80.00");
        await PassAsync("the newer one stands above it", () => page.FindAll("[data-case]") is [var newest, _] && newest.GetAttribute("data-case") != id.ToString());
        Assert.Equal((id.ToString(), "seen in the account"), (OpenIn(page), page.Find("#decide-reason").GetAttribute("value")));
        await feed.StopAsync(default);
    }

    [Fact]
    public async Task After_one_request_was_approved_no_other_stands_under_the_hand()
    {
        var cashier = await CashierAsync();
        await AskForAsync(cashier, await AskedAsync(Flows.PaymentStand.TradeNo, "88.80"));
        await AskForAsync(cashier, await AskedAsync(OtherTradeNo, "88.80"));
        var page = Open();
        var open = OpenIn(page);
        _stand.Payments.Gateway.Reply = Replies.Status(502);
        page.Find("#approve-refund").Click();
        await PassAsync("it says that the case is settled", () => page.FindAll("[data-gone]").Count == 1);
        Assert.Equal(open, OpenIn(page));
        Assert.Empty(page.FindAll("[data-open] .acts button, #approve-refund"));
        Assert.NotEqual(open, Assert.Single(page.FindAll("[data-need='RefundAsked']")).GetAttribute("data-case"));
    }

    [Fact]
    public async Task What_was_answered_last_stays_beside_a_case_that_is_settled()
    {
        await _stand.InReviewAsync();
        var page = Open();
        _stand.Payments.Gateway.Answers(_stand.Payments.Trade());
        page.Find("#check-case").Click();
        await PassAsync("it is settled", () => page.FindAll("[data-gone]").Count == 1);
        Assert.Contains("Asked at", page.Find("[data-open] .acts [role=status]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_yes_is_to_what_was_left_on_the_screen_when_it_was_pressed()
    {
        var payment = await AskedAsync(Flows.PaymentStand.TradeNo, "88.80");
        await AskForAsync(await CashierAsync(), payment);
        var back = (await _stand.Portal.Get<IPaymentQueries>().FindAsync(_stand.Shop.Owner, payment.Id, default))!.Back!;
        var request = Render<AskedRefund>(with => with
            .Add(sheet => sheet.Asked, back.Asked!).Add(sheet => sheet.Remaining, back.Remaining).Add(sheet => sheet.Zone, _stand.Shop.Tenant.Zone).AddCascadingValue(Seat));
        Assert.Equal("88.80", request.Find("[data-left]").GetAttribute("data-left"));
        var known = new TaskCompletionSource();
        _person.Known = known.Task;
        request.Find("#approve-refund").Click();
        _stand.Payments.Gateway.Reply = Replies.Status(502);
        var order = new RefundOrder("20.00", "returned", "88.80", Guid.NewGuid().ToString("N"));
        TestPortal.Done(await _stand.Portal.Get<RefundPayment>().RunAsync(_stand.Shop.Owner, payment.Id, order, default));
        var left = (await _stand.Payments.PaymentAsync()).Refundable;
        Assert.Equal("68.80", left.ToPlainText());
        request.Render(with => with.Add(sheet => sheet.Remaining, left));
        known.SetResult();
        await PortalWait.UntilAsync("it is refused", () => request.FindAll("[data-refused='stale']").Count == 1);
        Assert.Equal(1L, _stand.Portal.Files.Count("Refunds"));
    }

    /// <summary>A payment arrives and Alipay is asked about it; another amount than the message's needs a person.</summary>
    private async Task<Payment> AskedAsync(string tradeNo, string amount)
    {
        await _stand.Payments.ReceiveAsync(_stand.Payments.Paid(tradeNo));
        _stand.Payments.Gateway.Answers(AnswerText.Trade(_stand.Shop.Alipay, tradeNo, "m" + tradeNo, "TRADE_SUCCESS", ("trans_amount", amount)));
        _stand.Portal.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await _stand.Portal.RunDueAsync(_stand.Shop));
        return await _stand.Portal.PaymentAsync(_stand.Shop, tradeNo);
    }

    private Task<Actor> CashierAsync() => _stand.Portal.APersonAsync(_stand.Shop.Id, Role.Cashier, _stand.Payments.Counter.Id);

    private async Task AskForAsync(Actor cashier, Payment payment)
    {
        var order = new RefundOrder("80.00", "wrong dish", payment.Refundable.ToPlainText(), Guid.NewGuid().ToString("N"));
        TestPortal.Done(await _stand.Portal.Get<AskForApproval>().RunAsync(cashier, payment.Id, order, default));
    }

    /// <summary>Seconds pass until it is so.</summary>
    private Task PassAsync(string what, Func<bool> isSo) => PortalWait.UntilAsync(what, () =>
    {
        _stand.Portal.Clock.Advance(TimeSpan.FromSeconds(1));
        return isSo();
    });

    private static string? OpenIn(IRenderedComponent<AttentionQueue> page) => page.Find("[data-open]").GetAttribute("data-open");

    private IRenderedComponent<AttentionQueue> Open() => Render<AttentionQueue>(page => page.AddCascadingValue(Seat));
}
