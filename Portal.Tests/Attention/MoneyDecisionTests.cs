using Microsoft.EntityFrameworkCore;
using Portal.Domain.Alarms;
using Portal.Domain.Attention;
using Portal.Domain.Cancels;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Work;
using Portal.Infrastructure.Alipay.Simulator;
using Portal.Infrastructure.Persistence.Queries;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;

namespace Portal.Tests.Attention;

/// <summary>Refunds and cancels in doubt, against the simulator over the wire: asked at once, decided by hand, and opened again by what Alipay says later.</summary>
public sealed class MoneyDecisionTests
{
    private const string StandingService = "alipay.acquire.refund.query";

    [Theory]
    [InlineData(Decision.Refunded, RefundStatus.Done, PaymentStatus.PartlyRefunded, "58.80")]
    [InlineData(Decision.NotRefunded, RefundStatus.Failed, PaymentStatus.Paid, "88.80")]
    public async Task A_refund_in_doubt_is_decided_by_hand(Decision decision, RefundStatus becomes, PaymentStatus payment, string left)
    {
        await using var stand = await MoneyStand.StartAsync();
        var id = await InDoubtAsync(stand);
        Assert.Equal("nothing_to_decide", await DecideAsync(stand, id, decision, "Unknown"));                 // young: Alipay's answer may come yet
        stand.Portal.Clock.Advance(Decisions.After);
        var row = (await FindAsync(stand, id))!;
        Assert.Equal((Need.RefundUnclear, "HKD 30.00", false), (row.Row.Need, row.Row.Amount!.ToString(), row.Row.NeedsPerson));
        Assert.Equal([Decision.Refunded, Decision.NotRefunded], row.Choices);
        Assert.Null(await DecideAsync(stand, id, decision, "Unknown"));
        var (refund, of) = (await stand.RefundAsync(), await stand.PaymentAsync());
        Assert.Equal((becomes, payment, left), (refund.Status, of.Status, of.Refundable.ToPlainText()));
        Assert.Equal(("saw the statement", (DateTimeOffset?)null), (refund.DecidedReason, refund.DueAt));
        Assert.Null(await FindAsync(stand, id));
        Assert.Empty(await stand.Portal.Get<Invariants>().FindBrokenAsync(default));
    }

    [Fact]
    public async Task A_refund_that_was_said_to_have_gone_is_open_again_when_alipay_gave_nothing_back()
    {
        await using var stand = await MoneyStand.StartAsync();
        var id = await InDoubtAsync(stand);                                                                   // the simulator was never reached
        stand.Portal.Clock.Advance(Decisions.After);
        Assert.Null(await DecideAsync(stand, id, Decision.Refunded, "Unknown"));
        await stand.DisarmAsync();
        var payment = new CaseId(CaseKind.Payment, (await stand.PaymentAsync()).Id.Value);
        TestPortal.Done(await stand.Portal.Get<CheckCase>().RunAsync(Operator(stand), payment, default));
        var (refund, of) = (await stand.RefundAsync(), await stand.PaymentAsync());
        Assert.Equal((RefundStatus.Review, PaymentStatus.Review, 0L, 3000L), (refund.Status, of.Status, of.RefundedMinor, of.HeldMinor));
        Assert.NotNull(refund.DecidedAt);                                                                     // the mark stays for ever
        Assert.Contains(AlarmKind.Mismatch, await stand.AlarmsAsync());
        Assert.Null(await DecideAsync(stand, id, Decision.NotRefunded, "Review"));
        TestPortal.Done(await stand.Portal.Get<CheckCase>().RunAsync(Operator(stand), payment, default));
        Assert.Equal((RefundStatus.Failed, PaymentStatus.Paid), ((await stand.RefundAsync()).Status, (await stand.PaymentAsync()).Status));
        Assert.Empty(await stand.Portal.Get<Invariants>().FindBrokenAsync(default));
    }

    [Fact]
    public async Task A_refund_that_was_said_to_have_failed_is_open_again_when_alipay_tells_of_it()
    {
        await using var stand = await MoneyStand.StartAsync();
        await stand.ArmAsync(MoneyStand.RefundService, "close-after", times: 0);                              // carried out, and no answer
        await stand.ArmAsync(StandingService, "unknow", times: 0);
        TestPortal.Done(await stand.RefundAsync("30.00"));
        var id = new CaseId(CaseKind.Refund, (await stand.RefundAsync()).Id.Value);
        stand.Portal.Clock.Advance(Decisions.After);
        Assert.Null(await DecideAsync(stand, id, Decision.NotRefunded, "Unknown"));
        await stand.DisarmAsync();
        await stand.SettleAsync();
        var payment = await stand.PaymentAsync();
        Assert.Equal(PaymentStatus.Review, payment.Status);                                                   // Alipay says that something went back, and nothing is on record
        Assert.NotNull((await stand.RefundAsync()).DecidedAt);
        Assert.NotEmpty(await stand.AlarmsAsync());
    }

    [Fact]
    public async Task Check_now_asks_about_the_refund_itself_under_its_number()
    {
        await using var stand = await MoneyStand.StartAsync();
        var id = await InDoubtAsync(stand);
        await stand.DisarmAsync();
        stand.Portal.Clock.Advance(TimeSpan.FromMinutes(2));
        var receipt = TestPortal.Done(await stand.Portal.Get<CheckCase>().RunAsync(Operator(stand), id, default));
        Assert.True(receipt.IsAsked);
        Assert.NotEmpty(await stand.RequestsAsync(StandingService));
        await stand.SettleAsync();
        Assert.Equal(RefundStatus.Done, (await stand.RefundAsync()).Status);
        Assert.Single((await stand.RequestsAsync(MoneyStand.RefundService)).Select(sent => sent.Parameters["partner_refund_id"]).Distinct());
    }

    [Theory]
    [InlineData(CrashPoints.RefundAfterIntent, CaseKind.Refund, Need.RefundNotTaken, "Requested")]
    [InlineData(CrashPoints.CancelAfterIntent, CaseKind.Cancel, Need.CancelNotSent, "Asked")]
    public async Task What_was_asked_for_and_never_sent_stands_in_the_queue_after_a_quarter_of_an_hour(string crash, CaseKind kind, Need need, string state)
    {
        await using var stand = await MoneyStand.StartAsync();
        stand.Reached = name =>
        {
            if (name == crash)
            {
                throw new InvalidOperationException("The process is gone.");
            }
        };
        await Assert.ThrowsAsync<InvalidOperationException>(async () => _ = kind == CaseKind.Refund ? (object)await stand.RefundAsync("30.00") : await stand.CancelAsync("c"));
        stand.Reached = null;
        stand.Portal.Clock.Advance(Decisions.After - TimeSpan.FromMinutes(1));
        Assert.Empty((await QueueAsync(stand)).Rows.Select(row => (row.Id.Kind, row.Need)));
        stand.Portal.Clock.Advance(TimeSpan.FromMinutes(2));
        var row = Assert.Single((await QueueAsync(stand)).Rows);
        Assert.Equal((kind, need, state, false), (row.Id.Kind, row.Need, row.State, row.NeedsPerson));
        Assert.NotNull(row.NextCheckAt);
        await stand.SettleAsync();
        Assert.Equal(0, (await QueueAsync(stand)).Total);
    }

    [Fact]
    public async Task A_refund_that_waits_for_balance_stands_in_the_queue_and_is_tried_at_once_by_check_now()
    {
        await using var stand = await MoneyStand.StartAsync();
        await stand.ArmAsync(MoneyStand.RefundService, "no-funds", times: 2);
        TestPortal.Done(await stand.RefundAsync("30.00"));
        var id = new CaseId(CaseKind.Refund, (await stand.RefundAsync()).Id.Value);
        var row = Assert.Single((await QueueAsync(stand)).Rows);
        Assert.Equal((id, Need.RefundWaitsForBalance), (row.Id, row.Need));
        Assert.Equal((await stand.RefundAsync()).DueAt, row.NextCheckAt);
        TestPortal.Done(await stand.Portal.Get<CheckCase>().RunAsync(Operator(stand), id, default));
        Assert.Single((await QueueAsync(stand)).Rows);
        TestPortal.Done(await stand.Portal.Get<CheckCase>().RunAsync(Operator(stand), id, default));
        Assert.Equal(RefundStatus.Done, (await stand.RefundAsync()).Status);
        Assert.Equal(0, (await QueueAsync(stand)).Total);
    }

    [Theory]
    [InlineData(Decision.Cancelled, CancelStatus.Done, PaymentStatus.Cancelled)]
    [InlineData(Decision.NotCancelled, CancelStatus.Refused, PaymentStatus.Paid)]
    public async Task A_cancel_without_an_answer_is_decided_by_hand(Decision decision, CancelStatus becomes, PaymentStatus payment)
    {
        await using var stand = await MoneyStand.StartAsync("2026-03-02T15:55:00Z");
        await stand.ArmAsync(MoneyStand.CancelService, "close-before", times: 0);
        await stand.ArmAsync(MoneyStand.QueryService, "unknow", times: 0);
        TestPortal.Done(await stand.CancelAsync("k"));
        while ((await stand.CancelAsync()).Status == CancelStatus.Sent)
        {
            await stand.NextAsync();
        }
        var id = new CaseId(CaseKind.Cancel, (await stand.CancelAsync()).Id.Value);
        stand.Portal.Clock.Advance(Decisions.After);
        var row = Assert.Single((await QueueAsync(stand)).Rows);                                              // the payment itself has no row of its own
        Assert.Equal((id, Need.CancelReview, AlarmKind.CancelReview), (row.Id, row.Need, Assert.Single(row.Alarms).Kind));
        Assert.Null(await DecideAsync(stand, id, decision, "Review"));
        Assert.Equal((becomes, payment, "saw the statement"), ((await stand.CancelAsync()).Status, (await stand.PaymentAsync()).Status, (await stand.CancelAsync()).DecidedReason));
        Assert.Equal(0, (await QueueAsync(stand)).Total);
        Assert.Empty(await stand.Portal.Get<Invariants>().FindBrokenAsync(default));
    }

    [Fact]
    public async Task A_payment_whose_cancel_was_refused_and_of_which_alipay_says_nothing_is_decided_itself()
    {
        await using var stand = await MoneyStand.StartAsync();
        await stand.ArmAsync(MoneyStand.CancelService, "not-exist");
        await stand.ArmAsync(MoneyStand.QueryService, "unknow", times: 0);
        await stand.CancelAsync("k");
        Assert.Equal((CancelStatus.Refused, PaymentStatus.Cancelling), ((await stand.CancelAsync()).Status, (await stand.PaymentAsync()).Status));
        stand.Portal.Clock.Advance(Decisions.After + TimeSpan.FromMinutes(1));
        var row = Assert.Single((await QueueAsync(stand)).Rows);
        Assert.Equal([Decision.Paid, Decision.NeverPaid, Decision.Undone], (await FindAsync(stand, row.Id))!.Choices);
        Assert.Null(await DecideAsync(stand, row.Id, Decision.Paid, "Cancelling"));
        Assert.Equal(PaymentStatus.Paid, (await stand.PaymentAsync()).Status);
        Assert.Empty(await stand.Portal.Get<Invariants>().FindBrokenAsync(default));
    }

    [Fact]
    public async Task A_cancel_in_doubt_is_decided_before_its_payment()
    {
        await using var stand = await MoneyStand.StartAsync();
        await stand.ArmAsync(MoneyStand.CancelService, "close-before", times: 0);
        await stand.ArmAsync(MoneyStand.QueryService, "unknow", times: 0);
        TestPortal.Done(await stand.CancelAsync("k"));
        stand.Portal.Clock.Advance(Decisions.After + TimeSpan.FromMinutes(1));
        var payment = new CaseId(CaseKind.Payment, (await stand.PaymentAsync()).Id.Value);
        Assert.Equal("nothing_to_decide", await DecideAsync(stand, payment, Decision.Paid, "Cancelling"));
        Assert.Null(await DecideAsync(stand, new CaseId(CaseKind.Cancel, (await stand.CancelAsync()).Id.Value), Decision.NotCancelled, "Sent"));
        Assert.Equal((CancelStatus.Refused, PaymentStatus.Paid), ((await stand.CancelAsync()).Status, (await stand.PaymentAsync()).Status));
    }

    [Fact]
    [Trait("Row", "capability 35")]
    public async Task Capability_35_money_after_a_cancel_opens_a_case_and_is_refunded_by_a_person_alone()
    {
        await using var stand = await MoneyStand.StartAsync();
        await CancelledButPaidAsync(stand);
        var (payment, row) = (await stand.PaymentAsync(), Assert.Single((await QueueAsync(stand)).Rows));
        Assert.Equal((PaymentStatus.Review, Need.MoneyAfterEnd, true), (payment.Status, row.Need, row.NeedsPerson));
        stand.Portal.Clock.Advance(TimeSpan.FromDays(30));
        await stand.SettleAsync();
        Assert.Empty(await stand.RefundsAsync());                                                             // nothing goes back by itself
        var owner = await stand.Portal.SignInAsync(stand.Tenant);
        var page = await owner.PageTextAsync("/attention");
        Assert.Contains("Money arrived after the end", page);
        Assert.Contains("id=\"refund-now\"", page);
        TestPortal.Done(await stand.RefundAsync("88.80", reason: "Money arrived after the end"));
        await stand.SettleAsync();
        Assert.Equal(PaymentStatus.Refunded, (await stand.PaymentAsync()).Status);
        Assert.Equal(0, (await QueueAsync(stand)).Total);                                                     // the alarm is settled with it
        await using var context = stand.Shop.Open();
        Assert.Equal(("refund_done", (UserId?)null), await context.Alarms.Where(alarm => alarm.Kind == AlarmKind.MoneyAfterEnd).SingleAsync() is var alarm ? (alarm.ClosedReason, alarm.ClosedBy) : default);
    }

    [Fact]
    [Trait("Row", "capability 6")]
    public async Task Capability_6_unclear_twice_then_paid_with_no_hand_and_three_attempts_on_the_timeline()
    {
        await using var stand = await MoneyStand.StartAsync();
        await stand.ArmAsync(MoneyStand.QueryService, "unknow", times: 2);
        var trade = await stand.Shop.PayAsync(amount: "12.50");
        await PortalWait.UntilAsync("the payment appears", async () => await CountAsync() == 2);
        PaymentId id;
        await using (var context = stand.Shop.Open())
        {
            id = await context.Payments.Where(payment => payment.TradeNo == trade.TradeNo).Select(payment => payment.Id).SingleAsync();
        }
        await stand.JobAsync();
        Assert.Equal("Unknown", await StatusAsync());
        await stand.SettleAsync();
        Assert.Equal("Paid", await StatusAsync());
        var view = (await stand.Portal.Get<IPaymentQueries>().FindAsync(Operator(stand), id, default))!;
        Assert.Equal(["notification_stored", "unknow", "unknow", "trade_success"], view.History.Select(step => step.Reason));
        Assert.Equal(view.History.Select(step => step.At), view.History.Select(step => step.At).Distinct());
        var page = await (await stand.Portal.SignInAsync(stand.Tenant)).PageTextAsync($"/payments/{id}");
        Assert.Equal(2, page.Split("Alipay has not decided").Length - 1);

        async Task<int> CountAsync()
        {
            await using var context = stand.Shop.Open();
            return await context.Payments.CountAsync();
        }

        async Task<string> StatusAsync()
        {
            await using var context = stand.Shop.Open();
            return (await context.Payments.Where(payment => payment.Id == id).Select(payment => payment.Status).SingleAsync()).ToString();
        }
    }

    /// <summary>The cancel was confirmed, and Alipay says paid all the same.</summary>
    internal static async Task CancelledButPaidAsync(MoneyStand stand)
    {
        TestPortal.Done(await stand.CancelAsync("k"));
        await stand.SettleAsync();
        Assert.Equal(PaymentStatus.Cancelled, (await stand.PaymentAsync()).Status);
        await using (var alipay = stand.Portal.Get<SimulatorFile>().Open())
        {
            var number = stand.Trade.TradeNo.Value;
            Assert.Equal(1, await alipay.Trades.Where(trade => trade.TradeNo == number).ExecuteUpdateAsync(set => set
                .SetProperty(trade => trade.Status, SimTrade.Paid).SetProperty(trade => trade.ClosedBy, (string?)null).SetProperty(trade => trade.ClosedAt, (DateTimeOffset?)null)));
        }
        var id = (await stand.PaymentAsync()).Id;
        await PortalWait.UntilAsync("its answer is booked", async () =>                                       // the message of the closing may come between question and answer
            TestPortal.Done(await stand.Portal.Get<CheckPayment>().RunAsync(Operator(stand), id, default)).IsAsked);
    }

    private static Actor Operator(MoneyStand stand) => Actor.Operator(stand.Shop.Account.TenantId);

    private static async Task<AttentionPage> QueueAsync(MoneyStand stand) => await stand.Portal.Get<IAttentionQueries>().PageAsync(Operator(stand), 0, 50, default);

    private static async Task<AttentionCase?> FindAsync(MoneyStand stand, CaseId id) => await stand.Portal.Get<IAttentionQueries>().FindAsync(Operator(stand), id, default);

    /// <returns>The narrower key of the refusal; null: it was decided.</returns>
    private static async Task<string?> DecideAsync(MoneyStand stand, CaseId id, Decision decision, string seen) =>
        await stand.Portal.Get<DecideByHand>().RunAsync(Operator(stand), id, decision, seen, "saw the statement", default) is Outcome<Payment>.Refused { Error: var error } ? error.Reason ?? error.Code : null;

    /// <summary>A refund of 30.00 that never reached Alipay, which the portal cannot know.</summary>
    private static async Task<CaseId> InDoubtAsync(MoneyStand stand)
    {
        await stand.ArmAsync(MoneyStand.RefundService, "close-before", times: 0);
        await stand.ArmAsync(StandingService, "unknow", times: 0);
        TestPortal.Done(await stand.RefundAsync("30.00"));
        var refund = await stand.RefundAsync();
        Assert.Equal(RefundStatus.Unknown, refund.Status);
        return new CaseId(CaseKind.Refund, refund.Id.Value);
    }
}
