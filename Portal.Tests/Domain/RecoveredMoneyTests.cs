using Portal.Domain.Alarms;
using Portal.Domain.Claims;
using Portal.Domain.Counters;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.Domain.Memory;
using Portal.Tests.TestKit;
using static Portal.Tests.Domain.Memory.MoneyFlows;
using Found = Portal.Domain.Gateway.GatewayAnswer<Portal.Domain.Gateway.FoundTrade?>;

namespace Portal.Tests.Domain;

/// <summary>Money that no message told of: found by a claim, put on record by the only code or by a person.</summary>
public sealed class RecoveredMoneyTests
{
    private const string Trade = "2026030199001400009900000099";
    private const string Out = "2026030199001400008800000088";
    private readonly MemoryShop _shop = new();
    private readonly CheckClaim _check;
    private readonly AddRecovered _add;

    public RecoveredMoneyTests()
    {
        _check = new CheckClaim(_shop, _shop.Gateway, new QueryPayment(_shop, _shop.Gateway, _shop, _shop.Clock, _shop), new CheckPace(_shop.Clock), _shop, CrashPoints.None, _shop.Clock);
        _add = new AddRecovered(_shop, _shop.Clock);
        Finds(MemoryGateway.Trade() with { PaidAt = Given.Noon.AddMinutes(-7) });
    }

    private DateTimeOffset Now => _shop.Clock.GetUtcNow();

    [Fact]
    public async Task The_only_code_of_a_tenant_is_where_it_was_paid()
    {
        var counter = ACounter("Front");
        var claim = await AskAsync();
        var payment = _shop.Payments.Single();
        Assert.Equal((Verdict.Recovered, payment.Id, null, false), (claim.Verdict, claim.PaymentId!.Value, claim.AddedBy, claim.IsOpen));
        Assert.Equal((counter.TenantId, counter.Id, counter.ActiveCode.Id, _shop.Account!.Id), (payment.TenantId, payment.CounterId, payment.QrCodeId, payment.AccountId));
        Assert.Equal((Trade, Out, PaymentStatus.Paid, 8880L, 8100L), (payment.TradeNo.Value, payment.OutTradeNo.Value, payment.Status, payment.AmountMinor!.Value, payment.CnyMinor!.Value));
        Assert.Equal((Now, Given.Noon.AddMinutes(-7), Now, Now, "138****0001"), (payment.RecoveredAt!.Value, payment.PaidAt!.Value, payment.ArrivedAt, payment.DueAt!.Value, payment.Payer));
        Assert.Equal([("recovered", Evidence.SignedAnswer), ("trade_success", Evidence.SignedAnswer)], payment.History.Select(step => (step.Reason, step.Evidence)));
        Assert.Equal("2088000000000999"u8.ToArray(), payment.PayerHash);
        Assert.Empty(_shop.Alarms);
        Assert.Same(claim, await AskAsync());
        Assert.Equal(Verdict.Recovered, claim.Verdict);
        Assert.NotNull(payment.Take(PaymentTrigger.Contradicted, "x", Evidence.SignedAnswer, Now));
        Assert.Same(claim, await AskAsync());
        Assert.Equal(Verdict.NeedsPerson, claim.Verdict);                                      // as its payment stands now
        Assert.Single(_shop.Gateway.Asked);
    }

    [Fact]
    public async Task What_went_back_in_part_before_anybody_knew_of_it_needs_a_person()
    {
        ACounter("Front");
        Finds(MemoryGateway.Trade(refunded: true));
        Assert.Equal(Verdict.NeedsPerson, (await AskAsync()).Verdict);
        Assert.Equal(PaymentStatus.Review, _shop.Payments.Single().Status);
    }

    [Fact]
    public async Task Where_nothing_tells_the_counter_the_money_is_kept_on_the_case_with_an_alarm()
    {
        ACounter("Front");
        ACounter("Back");
        Finds(MemoryGateway.Trade(refunded: true) with { PaidAt = Given.Noon.AddMinutes(-7), BuyerLogin = "13800000001" });
        var claim = await AskAsync();
        Assert.Equal((Verdict.Unassigned, true, null), (claim.Verdict, claim.IsOpen, claim.PaymentId));
        Assert.Equal((Trade, Out, Money.OfMinor(8880, Currency.Of("HKD")), 8100L), (claim.FoundTradeNo!.Value.Value, claim.FoundOutTradeNo!.Value.Value, claim.Found, claim.FoundCnyMinor!.Value));
        Assert.Equal((Given.Noon.AddMinutes(-7), true, "13****01"), (claim.FoundPaidAt!.Value, claim.FoundRefunded, claim.FoundPayer));
        Assert.Equal("2088000000000999"u8.ToArray(), claim.FoundPayerHash);
        Assert.Equal((AlarmKind.PaymentUnassigned, claim.Id.ToString(), Trade, null), _shop.Alarms.Single() is var alarm ? (alarm.Kind, alarm.About, alarm.Detail, alarm.PaymentId) : default);
        Assert.Empty(_shop.Payments);
        Assert.Same(claim, await AskAsync());
        Assert.Single(_shop.Gateway.Asked);                                                    // the open case answers
        Assert.Same(claim, await AskAsync(Out));
        Assert.Equal((2, 1, 1), (_shop.Gateway.Asked.Count, _shop.Claims.Count, _shop.Alarms.Single().Times));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task A_payer_whom_alipay_does_not_name_has_no_hash(string? buyer)
    {
        Finds(MemoryGateway.Trade() with { BuyerId = buyer });
        Assert.Null((await AskAsync()).FoundPayerHash);
    }

    [Fact]
    public async Task A_person_says_at_which_counter_it_was_paid()
    {
        var (manager, back) = (_shop.APerson(Role.Manager), ACounter("Back"));
        ACounter("Front");
        var claim = await AskAsync();
        _shop.Clock.Advance(TimeSpan.FromHours(1));
        var payment = Done(await _add.RunAsync(manager, claim.Id, back.Id, default));
        Assert.Same(payment, _shop.Payments.Single());
        Assert.Equal((back.Id, back.ActiveCode.Id, _shop.Account!.Id, PaymentStatus.Paid), (payment.CounterId, payment.QrCodeId, payment.AccountId, payment.Status));
        Assert.Equal((Trade, Out, 8880L, 8100L, Now, Given.Noon.AddMinutes(-7)), (payment.TradeNo.Value, payment.OutTradeNo.Value, payment.AmountMinor, payment.CnyMinor, payment.RecoveredAt, payment.PaidAt));
        Assert.Equal("2088000000000999"u8.ToArray(), payment.PayerHash);
        Assert.Equal("138****0001", payment.Payer);
        Assert.Equal((Verdict.Recovered, payment.Id, manager.User, Now), (claim.Verdict, claim.PaymentId!.Value, claim.AddedBy, claim.AddedAt!.Value));
        Assert.Equal((Now, null, "payment_added"), _shop.Alarms.Single() is var alarm ? (alarm.ClosedAt!.Value, alarm.ClosedBy, alarm.ClosedReason) : default);
        Assert.Equal(("add_recovered", "payment", payment.Id.ToString(), back.Id),
            _shop.Audits[^1] is { Subject: { } subject } said ? (said.Act, subject.Kind, subject.Id, subject.Counter!.Value) : default);
        Assert.Equal(Permission.BookOrphan, _shop.Permitted[^1]);
        Assert.Equal("nothing_to_add", Code(await _add.RunAsync(manager, claim.Id, back.Id, default)));
        Assert.Single(_shop.Payments);
    }

    [Fact]
    public async Task What_does_not_exist_or_found_no_money_cannot_be_added()
    {
        var (front, _) = (ACounter("Front"), ACounter("Back"));
        var claim = await AskAsync();
        Assert.Equal("not_found", Code(await _add.RunAsync(_shop.Owner, ClaimId.New(), front.Id, default)));
        Assert.Equal("not_found", Code(await _add.RunAsync(_shop.Owner, claim.Id, CounterId.New(), default)));
        _shop.StaleCommits = 1;
        Assert.Equal("stale", Code(await _add.RunAsync(_shop.Owner, claim.Id, front.Id, default)));
        Assert.Empty(_shop.Payments);
        _shop.Gateway.Found = new Found.Done(null);
        var nothing = await AskAsync("2026030199001400007700000077");
        Assert.Equal("nothing_to_add", Code(await _add.RunAsync(_shop.Owner, nothing.Id, front.Id, default)));
    }

    [Fact]
    public async Task A_message_that_came_after_all_answers_the_open_case_and_another_counter_for_itself()
    {
        var (front, back) = (ACounter("Front"), ACounter("Back"));
        var open = Done(await _check.RunAsync(_shop.Owner, new ClaimOrder(Trade, Counter: front.Id), default));
        Assert.Same(open, Done(await _check.RunAsync(_shop.Owner, new ClaimOrder(Trade, Counter: back.Id), default)));
        var payment = Payment.Report(Given.AnAddress() with { Counter = front.Id }, Given.ANotice() with { TradeNo = AlipayTradeNo.Of(Trade) }, Now);
        payment.Book(MemoryGateway.Trade(), Now, 0.5);
        _shop.Payments.Add(payment);
        var other = Done(await _check.RunAsync(_shop.Owner, new ClaimOrder(Trade, Counter: back.Id), default));
        Assert.Equal((Verdict.PaidElsewhere, Verdict.PaidHere, 2), (other.Verdict, open.Verdict, _shop.Claims.Count));
    }

    [Fact]
    public async Task A_message_that_came_after_all_tells_the_counter()
    {
        var (front, back) = (ACounter("Front"), ACounter("Back"));
        var claim = Done(await _check.RunAsync(_shop.Owner, new ClaimOrder(Trade, Counter: back.Id), default));
        var payment = Payment.Report(Given.AnAddress() with { Counter = front.Id }, Given.ANotice() with { TradeNo = AlipayTradeNo.Of(Trade) }, Now);
        payment.Book(MemoryGateway.Trade(), Now, 0.5);
        _shop.Payments.Add(payment);
        _shop.StaleCommits = 1;
        Assert.Equal("stale", Code(await _add.RunAsync(_shop.Owner, claim.Id, back.Id, default)));
        claim = Done(await _check.RunAsync(_shop.Owner, new ClaimOrder(Out, Counter: back.Id), default));
        Assert.Equal((Verdict.PaidElsewhere, payment.Id, null), (claim.Verdict, claim.PaymentId!.Value, claim.AddedBy));
        Assert.Equal((Now, "payment_added"), _shop.Alarms.Single() is var alarm ? (alarm.ClosedAt!.Value, alarm.ClosedReason) : default);
        Assert.Single(_shop.Payments);
    }

    private void Finds(TradeReport report) => _shop.Gateway.Found = new Found.Done(new FoundTrade(AlipayTradeNo.Of(Trade), OutTradeNo.Of(Out), report));

    private Counter ACounter(string name)
    {
        Assert.True(CounterName.TryRead(name, out var read));
        _shop.Counters.Add(Counter.Register(_shop.Tenant.Id, read, name, Now));
        return _shop.Counters[^1];
    }

    private async Task<Claim> AskAsync(string number = Trade) => Done(await _check.RunAsync(_shop.Owner, new ClaimOrder(number), default));
}
