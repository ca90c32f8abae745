using Portal.Domain.Alarms;
using Portal.Domain.Claims;
using Portal.Domain.Counters;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Tests.Domain.Memory;
using Portal.Tests.TestKit;
using static Portal.Tests.Domain.Memory.MoneyFlows;
using Found = Portal.Domain.Gateway.GatewayAnswer<Portal.Domain.Gateway.FoundTrade?>;

namespace Portal.Tests.Domain;

/// <summary>What the claim desk answers, from what is on record and from what Alipay says.</summary>
public sealed class ClaimFlowTests
{
    private const string Whole = "2026030199001400009900000099";
    private const string OtherNumber = "2026030199001400008800000088";
    private readonly MemoryShop _shop = new();
    private readonly List<string> _reached = [];
    private readonly CheckClaim _check;

    public ClaimFlowTests() => _check = new CheckClaim(
        _shop, _shop.Gateway, new QueryPayment(_shop, _shop.Gateway, _shop, _shop.Clock, _shop), new CheckPace(_shop.Clock), _shop, new CrashPoints(_reached.Add), _shop.Clock);

    private DateTimeOffset Now => _shop.Clock.GetUtcNow();

    [Fact]
    public async Task A_paid_payment_is_answered_by_the_counter_that_asks()
    {
        var (front, back) = (ACounter("Front"), ACounter("Back"));
        var payment = APaymentAt(front);
        var claim = await AskedAsync("000001", at: front.Id);
        Assert.Equal((Verdict.PaidHere, payment.Id, "000001", front.Id), (claim.Verdict, claim.PaymentId!.Value, claim.Number, claim.CounterId!.Value));
        Assert.Equal((_shop.Tenant.Id, _shop.Owner.User, Now, 1, null), (claim.TenantId, claim.AskedBy, claim.AskedAt, claim.Version, claim.Found));
        Assert.Equal(Verdict.PaidElsewhere, (await AskedAsync("000001", at: back.Id)).Verdict);
        Assert.Equal(Verdict.PaidHere, (await AskedAsync("000001")).Verdict);
        Assert.Equal("not_found", Code(await AskAsync("000001", at: CounterId.New())));
        Assert.Equal(3, _shop.Claims.Count);
        Assert.Empty(_shop.Gateway.Asked);                                                     // it is clear already
        Assert.All(_shop.Permitted, permission => Assert.Equal(Permission.CheckClaim, permission));
        Assert.Equal(("claim", claim.Id.ToString(), front.Id), _shop.Audits[0].Subject is { } said ? (said.Kind, said.Id, said.Counter!.Value) : default);
        Assert.Equal([CrashPoints.ClaimBeforeCommit, CrashPoints.ClaimBeforeCommit, CrashPoints.ClaimBeforeCommit], _reached);
    }

    [Theory]
    [InlineData(PaymentStatus.PartlyRefunded, Verdict.PaidHere)]
    [InlineData(PaymentStatus.Refunded, Verdict.Returned)]
    [InlineData(PaymentStatus.Cancelled, Verdict.Returned)]
    [InlineData(PaymentStatus.Closed, Verdict.NeverPaid)]
    [InlineData(PaymentStatus.Review, Verdict.NeedsPerson)]
    public async Task What_has_an_end_is_said_as_it_is(PaymentStatus status, Verdict verdict)
    {
        _shop.Payments.Add(Given.APaymentIn(status));
        Assert.Equal(verdict, (await AskedAsync("000001")).Verdict);
        Assert.Empty(_shop.Gateway.Asked);
    }

    [Fact]
    public async Task What_is_unclear_is_asked_about_first_as_a_job_would()
    {
        var payment = _shop.APayment(PaymentStatus.Unknown);
        payment.TakeLease(Now.AddMinutes(-1), TimeSpan.FromSeconds(1));
        Assert.Equal(Verdict.PaidHere, (await AskedAsync("000001")).Verdict);
        Assert.Equal((new TradeQuery(payment.TradeNo, payment.OutTradeNo, payment.Currency), Caller.Job), _shop.Gateway.Asked.Single() is var (request, caller) ? ((TradeQuery)request, caller) : default);
        Assert.Equal(PaymentStatus.Paid, payment.Status);
        Assert.Contains(Permission.AskGateway, _shop.Permitted);
    }

    [Fact]
    public async Task What_alipay_does_not_decide_stays_undecided()
    {
        _shop.APayment(PaymentStatus.Pending);
        _shop.Gateway.Query = new GatewayAnswer<TradeReport>.NotKnown("time_out");
        Assert.Equal(Verdict.Undecided, (await AskedAsync("000001")).Verdict);
    }

    [Fact]
    public async Task What_somebody_asks_about_just_now_or_is_frozen_or_is_one_of_several_is_not_asked_about()
    {
        var payment = _shop.APayment(PaymentStatus.Pending);
        payment.TakeLease(Now, TimeSpan.FromSeconds(30));
        Assert.Equal(Verdict.Undecided, (await AskedAsync("000001")).Verdict);
        _shop.Clock.Advance(TimeSpan.FromMinutes(1));
        payment.Freeze();
        Assert.Equal(Verdict.NeedsPerson, (await AskedAsync("000001")).Verdict);
        _shop.APayment(PaymentStatus.Pending);
        var several = await AskedAsync("000001");
        Assert.Equal((Verdict.Several, (PaymentId?)null), (several.Verdict, several.PaymentId));
        Assert.Empty(_shop.Gateway.Asked);
    }

    [Fact]
    public async Task An_amount_and_a_time_lead_to_a_payment_too()
    {
        var payment = _shop.APayment();
        var claim = Done(await _check.RunAsync(_shop.Owner, new ClaimOrder(null, "88.80", "11:45"), default));
        Assert.Equal((Verdict.PaidHere, payment.Id, 8880, Given.Noon.AddMinutes(-15), null), (claim.Verdict, claim.PaymentId!.Value, claim.AmountMinor!.Value, claim.Around!.Value, claim.Number));
        Assert.Equal(Verdict.NumberNeeded, Done(await _check.RunAsync(_shop.Owner, new ClaimOrder(null, "88.81", "11:45"), default)).Verdict);
        Assert.Equal(Verdict.NumberNeeded, (await AskedAsync("999999999999999")).Verdict);
        Assert.Equal("claim_number", Code(await AskAsync("12")));
        Assert.Equal(3, _shop.Claims.Count);
        Assert.Empty(_shop.Gateway.Asked);
    }

    [Fact]
    public async Task Alipay_is_asked_for_a_whole_number_that_is_not_on_record()
    {
        var claim = await AskedAsync(Whole);
        Assert.Equal((Verdict.NotToYou, (PaymentId?)null), (claim.Verdict, claim.PaymentId));
        Assert.Equal((new TradeSearch(Whole, Currency.Of("HKD")), Caller.Person), _shop.Gateway.Asked.Single() is var (request, caller) ? ((TradeSearch)request, caller) : default);
        Assert.NotSame(claim, await AskedAsync(Whole));                                        // it may be there by now
        Assert.Equal((2, 2, 0), (_shop.Gateway.Asked.Count, _shop.Claims.Count, _shop.Alarms.Count));
    }

    public static TheoryData<string> Unreachable() => ["configuration", "refused", "untrusted", "time_out"];

    [Theory]
    [MemberData(nameof(Unreachable))]
    public async Task Without_an_answer_that_counts_it_is_said_so_and_alarmed_where_a_person_must_act(string what)
    {
        _shop.Gateway.Found = what switch
        {
            "configuration" => new Found.Refused("ILLEGAL_SIGN", GatewayAdvice.Configuration, TimeSpan.FromSeconds(5)),
            "refused" => new Found.Refused("NO", GatewayAdvice.GiveUp),
            "untrusted" => new Found.NotKnown("bad_sign", IsUntrusted: true),
            _ => new Found.NotKnown("time_out"),
        };
        Assert.Equal(Verdict.Unreachable, (await AskedAsync(Whole)).Verdict);
        Assert.Equal(
            what switch
            {
                "configuration" => [(AlarmKind.GatewayConfiguration, "ILLEGAL_SIGN", "ILLEGAL_SIGN, our clock -5 s")],
                "untrusted" => [(AlarmKind.UntrustedAnswer, "claim", "bad_sign")],
                _ => [],
            },
            _shop.Alarms.Select(alarm => (alarm.Kind, alarm.About, alarm.Detail)));
        Assert.Single(_shop.Claims);
    }

    [Fact]
    public async Task A_tenant_without_an_account_can_ask_nobody()
    {
        _shop.Account = null;
        Assert.Equal(Verdict.Unreachable, (await AskedAsync(Whole)).Verdict);
        Assert.Empty(_shop.Gateway.Asked);
    }

    public static TheoryData<TradeState, bool, bool, Verdict> NotPaid() => new()
    {
        { TradeState.Waiting, false, false, Verdict.Undecided },
        { TradeState.Closed, true, false, Verdict.Returned },
        { TradeState.Closed, false, true, Verdict.Returned },
        { TradeState.Closed, false, false, Verdict.NeverPaid },
    };

    [Theory]
    [MemberData(nameof(NotPaid))]
    public async Task What_alipay_knows_and_is_not_paid_goes_on_no_record(TradeState state, bool paid, bool refunded, Verdict verdict)
    {
        ACounter("Front");
        _shop.Gateway.Found = Known(MemoryGateway.Trade(state, refunded: refunded, paid: paid));
        Assert.Equal(verdict, (await AskedAsync(Whole)).Verdict);
        Assert.Empty(_shop.Payments);
    }

    [Fact]
    public async Task Money_in_an_amount_that_cannot_be_put_on_record_needs_a_person()
    {
        ACounter("Front");
        _shop.Gateway.Found = Known(MemoryGateway.Trade(amount: null));
        Assert.Equal(Verdict.NeedsPerson, (await AskedAsync(Whole)).Verdict);
        _shop.Gateway.Found = Known(MemoryGateway.Trade() with { CurrencyAgrees = false });
        Assert.Equal(Verdict.NeedsPerson, (await AskedAsync(Whole)).Verdict);
        Assert.Empty(_shop.Payments);
    }

    [Fact]
    public async Task A_trade_that_is_on_record_by_its_other_number_is_that_payment()
    {
        var (front, back) = (ACounter("Front"), ACounter("Back"));
        var payment = APaymentAt(front);
        _shop.Gateway.Found = new Found.Done(new FoundTrade(payment.TradeNo, payment.OutTradeNo, MemoryGateway.Trade()));
        var claim = await AskedAsync(Whole, at: back.Id);
        Assert.Equal((Verdict.PaidElsewhere, payment.Id), (claim.Verdict, claim.PaymentId!.Value));
        Assert.Single(_shop.Payments);
    }

    [Fact]
    public async Task Others_that_were_faster_let_it_be_asked_three_times()
    {
        _shop.APayment();
        _shop.StaleCommits = 2;
        Assert.Equal(Verdict.PaidHere, (await AskedAsync("000001")).Verdict);
        _shop.StaleCommits = 3;
        Assert.Equal("stale", Code(await AskAsync("000001")));
        Assert.Equal((0, 6, 1), (_shop.StaleCommits, _reached.Count, _shop.Claims.Count));
    }

    [Fact]
    public async Task A_person_asks_twenty_times_in_ten_minutes_and_the_command_line_as_often_as_it_likes()
    {
        _shop.APayment();
        for (var i = 0; i < CheckClaim.PerPace; i++)
        {
            Assert.Null(Code(await AskAsync("000001")));
            _shop.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        var no = Assert.IsType<Outcome<Claim>.Refused>(await AskAsync("000001")).Error;
        Assert.Equal(("claims_paused", "20", "2026-03-01T04:10:00.0000000Z"), (no.Reason, no.Figures!["limit"], no.Figures["until"]));
        Assert.Equal(20, CheckClaim.PerPace);
        Assert.Null(Code(await AskAsync("000001", by: Actor.Operator(_shop.Tenant.Id))));
        Assert.Null(Code(await AskAsync("000001", by: _shop.APerson(Portal.Domain.Tenants.Role.Cashier))));
        _shop.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(20));
        Assert.Null(Code(await AskAsync("000001")));                                           // the first of them is over
        Assert.Equal("claims_paused", Code(await AskAsync("000001")));
    }

    [Fact]
    public async Task Asking_again_for_a_payment_on_record_answers_from_the_saved_case()
    {
        var payment = _shop.APayment();
        var claim = await AskedAsync(payment.TradeNo.Value);
        Assert.NotNull(payment.Take(PaymentTrigger.Contradicted, "x", Evidence.SignedAnswer, Now));
        Assert.Same(claim, await AskedAsync(payment.TradeNo.Value));
        Assert.Equal((Verdict.NeedsPerson, 2), (claim.Verdict, claim.Version));
        Assert.NotSame(claim, await AskedAsync(payment.TradeNo.Value[^15..]));                  // last digits may mean another one tomorrow
        Assert.Equal(2, _shop.Claims.Count);
    }

    [Fact]
    public async Task A_saved_case_answers_again_at_its_own_counter_alone()
    {
        var (front, back) = (ACounter("Front"), ACounter("Back"));
        var number = APaymentAt(front).TradeNo.Value;
        var first = await AskedAsync(number, at: front.Id);
        var second = await AskedAsync(number, at: back.Id);
        Assert.Equal((Verdict.PaidHere, front.Id, 1), (first.Verdict, first.CounterId!.Value, first.Version));
        Assert.Equal((Verdict.PaidElsewhere, back.Id), (second.Verdict, second.CounterId!.Value));
        Assert.Same(second, await AskedAsync(number, at: back.Id));
        Assert.Equal(2, _shop.Claims.Count);
    }

    [Fact]
    public async Task A_person_has_alipay_asked_about_what_is_unclear_ten_times_a_minute()
    {
        var number = _shop.APayment(PaymentStatus.Pending).TradeNo.Value;
        _shop.Gateway.Query = new GatewayAnswer<TradeReport>.NotKnown("time_out");
        for (var i = 0; i < CheckPace.PerMinute; i++)
        {
            Assert.Equal(Verdict.Undecided, (await AskedAsync(number)).Verdict);
        }
        Assert.Equal("check_paused", Code(await AskAsync(number)));
        Assert.Equal(CheckPace.PerMinute, _shop.Gateway.Asked.Count);
        Assert.Null(Code(await AskAsync(number, by: Actor.Operator(_shop.Tenant.Id))));
        _shop.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(Code(await AskAsync(number)));
    }

    [Fact]
    public async Task Money_that_is_going_back_hands_over_nothing()
    {
        var (payment, flows) = (_shop.APayment(), new MoneyFlows(_shop));
        await flows.ARefundAsync(payment, amount: "30.00");
        Assert.Equal((PaymentStatus.PartlyRefunded, Verdict.PaidHere), (payment.Status, (await AskedAsync("000001")).Verdict));
        await flows.ARefundAsync(payment, new GatewayAnswer<RefundReport>.NotKnown("time_out"), amount: "58.80");
        Assert.Equal((PaymentStatus.PartlyRefunded, Verdict.NeedsPerson), (payment.Status, (await AskedAsync("000001")).Verdict));
    }

    private static Found Known(TradeReport report, string trade = Whole) => new Found.Done(new FoundTrade(AlipayTradeNo.Of(trade), OutTradeNo.Of(OtherNumber), report));

    private Counter ACounter(string name)
    {
        Assert.True(CounterName.TryRead(name, out var read));
        _shop.Counters.Add(Counter.Register(_shop.Tenant.Id, read, name, Now));
        return _shop.Counters[^1];
    }

    private Payment APaymentAt(Counter counter)
    {
        var payment = Payment.Report(Given.AnAddress() with { Counter = counter.Id }, Given.ANotice(), Now);
        payment.Book(MemoryGateway.Trade(), Now, 0.5);
        _shop.Payments.Add(payment);
        return payment;
    }

    private Task<Outcome<Claim>> AskAsync(string number, CounterId? at = null, Actor? by = null) => _check.RunAsync(by ?? _shop.Owner, new ClaimOrder(number, Counter: at), default);

    private async Task<Claim> AskedAsync(string number, CounterId? at = null) => Done(await AskAsync(number, at));
}
