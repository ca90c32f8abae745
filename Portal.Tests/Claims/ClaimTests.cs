using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Alarms;
using Portal.Domain.Claims;
using Portal.Domain.Counters;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Jobs;
using Portal.Infrastructure.Persistence.Queries;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;

namespace Portal.Tests.Claims;

/// <summary>The claim desk against the simulator over the wire: each verdict, money that no message told of, and what comes between.</summary>
public sealed class ClaimTests : IAsyncLifetime
{
    private MoneyStand _stand = default!;

    public async ValueTask InitializeAsync() => _stand = await MoneyStand.StartAsync();

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    private Actor Operator => Actor.Operator(_stand.Shop.Account.TenantId);

    [Fact]
    [Trait("Row", "7.5 notification lost for good")]
    public async Task A_lost_payment_is_found_by_either_number_and_added_where_there_was_only_ever_one_code()
    {
        var trade = await _stand.Shop.PayAsync(notify: false, amount: "64.00");
        var claim = await AskAsync(trade.OutTradeNo.Value);
        Assert.Equal(Verdict.Recovered, claim.Verdict);
        var payment = await PaymentAsync(trade.TradeNo);
        Assert.Equal((PaymentStatus.Paid, "HKD 64.00", true, claim.PaymentId!.Value), (payment.Status, payment.Amount!.ToString(), payment.RecoveredAt is not null, payment.Id));
        Assert.NotNull(payment.DueAt);                                                                        // asked again, as any payment is
        await _stand.SettleAsync();
        Assert.Equal(PaymentStatus.Paid, (await PaymentAsync(trade.TradeNo)).Status);
        Assert.Equal((claim.Id, Verdict.Recovered), await AskAsync(trade.OutTradeNo.Value) is var again ? (again.Id, again.Verdict) : default);
        Assert.Equal(Verdict.PaidHere, (await AskAsync(trade.TradeNo.Value)).Verdict);
        Assert.Empty(await BrokenAsync());
    }

    [Fact]
    [Trait("Row", "7.5 notification lost for good")]
    public async Task Where_nothing_tells_the_counter_the_money_waits_for_a_person_and_is_added_once()
    {
        var trade = await _stand.Shop.PayAsync(notify: false, amount: "64.00");
        var bar = TestPortal.Done(await _stand.Portal.Get<CreateQrCode>().RunAsync(Operator, "Bar", "bar", default));
        var claim = await AskAsync(trade.TradeNo.Value);
        Assert.Equal((Verdict.Unassigned, (PaymentId?)null), (claim.Verdict, claim.PaymentId));
        Assert.Equal([AlarmKind.PaymentUnassigned], await _stand.AlarmsAsync());
        var asked = (await _stand.RequestsAsync(MoneyStand.QueryService)).Count;
        Assert.Equal(claim.Id, (await AskAsync(trade.TradeNo.Value)).Id);
        Assert.Equal(asked, (await _stand.RequestsAsync(MoneyStand.QueryService)).Count);                      // the saved case answered
        Assert.Equal(claim.Id, (await AskAsync(trade.OutTradeNo.Value)).Id);                                   // the same money by its other number
        var added = await Task.WhenAll(AddAsync(claim.Id, bar.Id), AddAsync(claim.Id, bar.Id));
        Assert.Single(added, outcome => outcome is Outcome<Payment>.Done);
        Assert.Equal("stale", (await AddAsync(claim.Id, bar.Id)).ErrorCode());
        var payment = await PaymentAsync(trade.TradeNo);
        Assert.Equal((PaymentStatus.Paid, bar.Id), (payment.Status, payment.CounterId));
        await using (var context = _stand.Shop.Open())
        {
            Assert.Equal("payment_added", (await context.Alarms.SingleAsync()).ClosedReason);
        }
        Assert.Equal((claim.Id, Verdict.Recovered), await AskAsync(trade.TradeNo.Value) is var again ? (again.Id, again.Verdict) : default);
        Assert.Empty(await BrokenAsync());
    }

    [Fact]
    public async Task A_message_that_comes_after_all_makes_no_second_payment()
    {
        var trade = await _stand.Shop.PayAsync(notify: false);
        Assert.Equal(Verdict.Recovered, (await AskAsync(trade.TradeNo.Value)).Verdict);
        await TellAsync(trade);
        await _stand.SettleAsync();
        await using var context = _stand.Shop.Open();
        Assert.Equal(2, await context.Payments.CountAsync());                                                 // the stand's own, and this
        Assert.Equal(PaymentStatus.Paid, (await PaymentAsync(trade.TradeNo)).Status);
        Assert.Empty(await BrokenAsync());
    }

    [Fact]
    public async Task A_message_between_answer_and_commit_makes_no_second_payment()
    {
        var (trade, claim) = await RacedAsync();
        Assert.Equal(Verdict.PaidHere, claim.Verdict);                                                        // asked again, and the message was there
        await using var context = _stand.Shop.Open();
        Assert.Equal(1, await context.Payments.CountAsync(payment => payment.TradeNo == trade.TradeNo));
        Assert.Empty(await BrokenAsync());
    }

    [Fact]
    public async Task A_message_between_answer_and_commit_makes_no_second_payment_control()
    {
        await using (var context = _stand.Shop.Open())
        {
            await context.Database.ExecuteSqlAsync($"DROP INDEX IX_Payments_AccountId_TradeNo");
        }
        _stand.Portal.IsCheckedAtTheEnd = false;
        await RacedAsync();
        Assert.Contains(await BrokenAsync(), broken => broken.Rule == "I2 trade_twice");
    }

    [Theory]
    [InlineData("not-exist", Verdict.NotToYou)]
    [InlineData("wait-buyer-pay", Verdict.Undecided)]
    [InlineData("unknow", Verdict.Unreachable)]
    [InlineData("http-502", Verdict.Unreachable)]
    [InlineData("close-after", Verdict.Unreachable)]
    [InlineData("bad-sign", Verdict.Unreachable)]
    public async Task What_alipay_says_or_does_not_say_is_one_verdict_and_no_payment(string fault, Verdict verdict)
    {
        var trade = await _stand.Shop.PayAsync(notify: false);
        await _stand.ArmAsync(MoneyStand.QueryService, fault, times: 0);
        Assert.Equal(verdict, (await AskAsync(trade.TradeNo.Value)).Verdict);
        await using var context = _stand.Shop.Open();
        Assert.Equal(1, await context.Payments.CountAsync());
        Assert.Equal(fault == "bad-sign" ? [AlarmKind.UntrustedAnswer] : [], await _stand.AlarmsAsync());
        await _stand.DisarmAsync();
        Assert.Equal(Verdict.Recovered, (await AskAsync(trade.TradeNo.Value)).Verdict);                        // a no of one moment is asked again
    }

    [Fact]
    public async Task What_is_on_record_is_found_by_number_digits_amount_and_time()
    {
        var payment = await _stand.PaymentAsync();
        var number = payment.TradeNo.Value;
        Assert.Equal(Verdict.PaidHere, (await AskAsync(number)).Verdict);
        Assert.Equal(Verdict.PaidHere, (await AskAsync($" {number[..8]} {number[8..]} ", payment.CounterId)).Verdict);
        Assert.Equal(Verdict.PaidHere, (await AskAsync(payment.OutTradeNo.Value)).Verdict);
        Assert.Equal(Verdict.PaidHere, (await AskAsync(new ClaimOrder(null, "88.80", "12:05"))).Verdict);      // noon in Hong Kong
        Assert.Equal(Verdict.NumberNeeded, (await AskAsync(new ClaimOrder(null, "88.80", "11:30"))).Verdict);
        Assert.Equal(Verdict.NumberNeeded, (await AskAsync(new ClaimOrder(null, "88.81"))).Verdict);
        Assert.Equal(Verdict.NumberNeeded, (await AskAsync("999999")).Verdict);
        await PaidAgainAsync();
        Assert.Equal(Verdict.Several, (await AskAsync(new ClaimOrder(null, "88.80"))).Verdict);
        var bar = TestPortal.Done(await _stand.Portal.Get<CreateQrCode>().RunAsync(Operator, "Bar", "bar", default));
        Assert.Equal(Verdict.PaidElsewhere, (await AskAsync(number[^6..], bar.Id)).Verdict);
        TestPortal.Done(await _stand.Portal.Get<Portal.Domain.Refunds.RefundPayment>().RunAsync(Operator, payment.Id, new("88.80", "returned", "88.80", "k"), default));
        Assert.Equal(Verdict.Returned, (await AskAsync(number)).Verdict);
    }

    [Fact]
    public async Task A_case_that_is_opened_later_says_what_its_payment_is_by_then()
    {
        var (payment, cases) = (await _stand.PaymentAsync(), _stand.Portal.Get<IClaimQueries>());
        var (claim, unknown) = (await AskAsync(payment.TradeNo.Value), await AskAsync("9999999999999999"));
        Assert.Equal((Verdict.PaidHere, Verdict.NotToYou), (claim.Verdict, unknown.Verdict));
        await _stand.ArmAsync(MoneyStand.RefundService, "http-502");
        await _stand.RefundAsync("88.80");
        Assert.Equal((Verdict.NeedsPerson, true), await cases.FindAsync(Operator, claim.Id, default) is { } held ? (held.Verdict, held.IsGoingBack) : default);
        Assert.Equal(Verdict.NotToYou, (await cases.FindAsync(Operator, unknown.Id, default))!.Verdict);
        var page = await (await _stand.Portal.SignInAsync(_stand.Tenant)).PageTextAsync($"/check?case={claim.Id}");
        Assert.Contains("being given back", page, StringComparison.Ordinal);
        Assert.DoesNotContain("You can hand over", page, StringComparison.Ordinal);
        await _stand.SettleAsync();
        Assert.Equal([Verdict.Returned, Verdict.NotToYou], (await cases.TodayAsync(Operator, default)).Select(view => view.Verdict).Order());
    }

    [Fact]
    public async Task Found_money_stays_found_while_it_is_here()
    {
        var trade = await _stand.Shop.PayAsync(notify: false);
        var claim = await AskAsync(trade.TradeNo.Value);
        await _stand.SettleAsync();
        var cases = _stand.Portal.Get<IClaimQueries>();
        Assert.Equal(Verdict.Recovered, (await cases.FindAsync(Operator, claim.Id, default))!.Verdict);
        await _stand.ArmAsync(MoneyStand.RefundService, "http-502");
        var payment = await PaymentAsync(trade.TradeNo);
        await _stand.Portal.Get<Portal.Domain.Refunds.RefundPayment>().RunAsync(Operator, payment.Id, new(payment.Amount!.ToPlainText(), "returned", payment.Amount.ToPlainText(), "k"), default);
        Assert.Equal(Verdict.NeedsPerson, (await cases.FindAsync(Operator, claim.Id, default))!.Verdict);
        Assert.Equal((claim.Id, Verdict.NeedsPerson), await AskAsync(trade.TradeNo.Value) is var again ? (again.Id, again.Verdict) : default);
    }

    [Fact]
    public async Task A_payment_that_is_unclear_here_is_asked_about_first()
    {
        await _stand.ArmAsync(MoneyStand.QueryService, "unknow");
        var trade = await _stand.Shop.PayAsync();
        await PortalWait.UntilAsync("the payment appears", async () => await CountAsync() == 2);
        await _stand.JobAsync();
        Assert.Equal(PaymentStatus.Unknown, (await PaymentAsync(trade.TradeNo)).Status);
        Assert.Equal(Verdict.PaidHere, (await AskAsync(trade.TradeNo.Value)).Verdict);
        Assert.Equal(PaymentStatus.Paid, (await PaymentAsync(trade.TradeNo)).Status);
    }

    [Fact]
    public async Task A_payment_of_another_tenant_is_no_more_than_not_to_you()
    {
        var theirs = _stand.Trade.TradeNo.Value;
        await _stand.AnotherShopAsync();
        var claim = await AskAsync(theirs);
        Assert.Equal((Verdict.NotToYou, (PaymentId?)null, (Money?)null), (claim.Verdict, claim.PaymentId, claim.Found));
    }

    [Theory]
    [InlineData(null, null, null, "claim_number")]
    [InlineData("12345", null, null, "claim_number")]
    [InlineData("１２３４５６", null, null, "claim_number")]
    [InlineData("123456%", null, null, "claim_number")]
    [InlineData(null, "0", null, "claim_amount")]
    [InlineData(null, "-1.00", null, "claim_amount")]
    [InlineData(null, "1,000.00", null, "claim_amount")]
    [InlineData(null, "10.555", null, "claim_amount")]
    [InlineData(null, "10.00", "25:00", "claim_time")]
    [InlineData(null, "10.00", "noon", "claim_time")]
    public async Task What_cannot_be_looked_for_is_refused_without_a_row_or_a_call(string? number, string? amount, string? time, string reason)
    {
        var asked = (await _stand.RequestsAsync(MoneyStand.QueryService)).Count;
        var refused = Assert.IsType<Outcome<Claim>.Refused>(await _stand.Portal.Get<CheckClaim>().RunAsync(Operator, new ClaimOrder(number, amount, time), default));
        Assert.Equal(reason, refused.Error.Reason);
        await using var context = _stand.Shop.Open();
        Assert.Equal((0, asked), (await context.Claims.CountAsync(), (await _stand.RequestsAsync(MoneyStand.QueryService)).Count));
    }

    [Fact]
    public async Task A_person_asks_at_a_pace_that_guesses_nothing()
    {
        var cashier = await _stand.PersonAsync(Role.Cashier, (await _stand.PaymentAsync()).CounterId);
        for (var i = 0; i < CheckClaim.PerPace; i++)
        {
            Assert.Equal(Verdict.NumberNeeded, (await AskAsync(new ClaimOrder($"77777{i:00}"), cashier)).Verdict);
        }
        var refused = Assert.IsType<Outcome<Claim>.Refused>(await _stand.Portal.Get<CheckClaim>().RunAsync(cashier, new ClaimOrder("888888"), default));
        Assert.Equal(("too_many_requests", "20"), (refused.Error.Code, refused.Error.Figures!["limit"]));
        _stand.Portal.Clock.Advance(CheckClaim.PaceFor + TimeSpan.FromSeconds(1));
        Assert.Equal(Verdict.NumberNeeded, (await AskAsync(new ClaimOrder("888888"), cashier)).Verdict);
    }

    [Fact]
    public async Task A_cashier_does_not_add_money_to_a_counter()
    {
        await Assert.ThrowsAsync<AccessDeniedException>(async () =>
            await _stand.Portal.Get<AddRecovered>().RunAsync(await _stand.PersonAsync(Role.Cashier), ClaimId.New(), (await _stand.PaymentAsync()).CounterId, default));
    }

    [Fact]
    public async Task Cases_go_after_180_days_and_money_that_stands_at_no_counter_stays_without_its_payer()
    {
        var trade = await _stand.Shop.PayAsync(notify: false);
        TestPortal.Done(await _stand.Portal.Get<CreateQrCode>().RunAsync(Operator, "Bar", "bar", default));
        var (open, settled) = (await AskAsync(trade.TradeNo.Value), await AskAsync(_stand.Trade.TradeNo.Value));
        Assert.Equal([open.Id, settled.Id], (await KeptAsync(179)).Select(claim => claim.Id));
        var left = Assert.Single(await KeptAsync(2));
        Assert.Equal((open.Id, "138****0001"), (left.Id, left.FoundPayer));
        left = Assert.Single(await KeptAsync(215));
        Assert.Equal((open.Id, (string?)null, open.FoundMinor), (left.Id, left.FoundPayer, left.FoundMinor));
    }

    private async Task<List<Claim>> KeptAsync(int daysLater)
    {
        _stand.Portal.Clock.Advance(TimeSpan.FromDays(daysLater));
        await _stand.Portal.Get<IEnumerable<IJobTick>>().Single(tick => tick.Name == "forget-buyers").TickAsync(default);
        await using var context = _stand.Shop.Open();
        return await context.Claims.AsNoTracking().OrderBy(claim => claim.AskedAt).ToListAsync();
    }

    /// <summary>A claim whose trade's message comes while its answer waits to be saved.</summary>
    private async Task<(TradeQuery Trade, Claim Claim)> RacedAsync()
    {
        var trade = await _stand.Shop.PayAsync(notify: false);
        var told = 0;
        _stand.Reached = name =>
        {
            if (name == CrashPoints.ClaimBeforeCommit && told++ == 0)
            {
                TellAsync(trade).GetAwaiter().GetResult();
            }
        };
        var claim = await AskAsync(trade.TradeNo.Value);
        await _stand.SettleAsync();
        Assert.True(told > 0, "the place was never reached");
        return (trade, claim);
    }

    private async Task PaidAgainAsync()
    {
        await _stand.Shop.PayAsync();
        await PortalWait.UntilAsync("the payment appears", async () => await CountAsync() == 2);
        await _stand.SettleAsync();
    }

    /// <summary>Alipay's message of a trade, sent once and answered.</summary>
    private async Task TellAsync(TradeQuery trade)
    {
        using var sent = await _stand.Portal.Client.PostAsync($"/simulator/api/notifications/{trade.TradeNo}", JsonContent.Create(new { how = "again" }));
        Assert.True(sent.IsSuccessStatusCode);
    }

    private async Task<int> CountAsync()
    {
        await using var context = _stand.Shop.Open();
        return await context.Payments.CountAsync();
    }

    private async Task<Payment> PaymentAsync(AlipayTradeNo trade)
    {
        await using var context = _stand.Shop.Open();
        return await context.Payments.AsNoTracking().SingleAsync(payment => payment.TradeNo == trade);
    }

    private async Task<IReadOnlyList<BrokenRule>> BrokenAsync() => await _stand.Portal.Get<Invariants>().FindBrokenAsync(default);

    private Task<Outcome<Payment>> AddAsync(ClaimId id, CounterId at) => _stand.Portal.Get<AddRecovered>().RunAsync(Operator, id, at, default);

    private Task<Claim> AskAsync(string number, CounterId? counter = null) => AskAsync(new ClaimOrder(number, Counter: counter));

    private async Task<Claim> AskAsync(ClaimOrder order, Actor? actor = null) => TestPortal.Done(await _stand.Portal.Get<CheckClaim>().RunAsync(actor ?? Operator, order, default));
}
