using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Tenants;
using Portal.Tests.Alipay.Second;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay;

/// <summary>The adapter before a gateway that somebody else read out of PROTOCOL: what both agree on is no misreading of one.</summary>
public sealed class SecondGatewayTests
{
    public static TheoryData<SignAlgorithm> Algorithms() => [.. Enum.GetValues<SignAlgorithm>()];

    [Theory]
    [Trait("Row", "G-15")]
    [Trait("Row", "trap 38")]
    [MemberData(nameof(Algorithms))]
    public async Task A_code_is_made_and_the_same_store_gets_the_same_code(SignAlgorithm algorithm)
    {
        await using var stand = await SecondStand.StartAsync(algorithm);
        var first = Done(await stand.CreateAsync("C-1"));
        Assert.Equal(first, Done(await stand.CreateAsync("C-1")));
        Assert.NotEqual(first, Done(await stand.CreateAsync("C-2")));
        Assert.Equal([first.Text, stand.Gateway.Codes[1].Text], stand.Gateway.Codes.Select(code => code.Text));
        Assert.Equal("北京小馆 尖沙咀店 3/F & G/F +%41 🍜", stand.Gateway.Codes[0].Shop["store_name"]!.ToString());
        Assert.Equal("0123456789abcdef", stand.Gateway.Codes[0].Shop["passback_parameters"]!["code"]!.ToString());
    }

    [Theory]
    [Trait("Row", "trap 38")]
    [Trait("Row", "trap 41")]
    [MemberData(nameof(Algorithms))]
    public async Task A_code_is_modified_stopped_restarted_and_ended(SignAlgorithm algorithm)
    {
        await using var stand = await SecondStand.StartAsync(algorithm);
        var text = Done(await stand.CreateAsync("C-1")).Text;
        var code = stand.Gateway.Codes.Single();
        Assert.Equal(text, Done(await stand.ModifyAsync(text, "C-1", "新名 & co")).Text);
        Assert.Equal(("新名 & co", "https://pay.example/alipay/notify/y"), (code.Shop["store_name"]!.ToString(), code.NotifyUrl));
        foreach (var (step, word) in new[] { (CodeStep.Stop, "STOP"), (CodeStep.Stop, "STOP"), (CodeStep.Restart, "RESTART"), (CodeStep.Delete, "DELETE") })
        {
            Assert.Equal(text, Done(await stand.StepAsync(text, step)).Text);
            Assert.Equal(word, code.Status);
        }
        Assert.Equal("ILLEGAL_ARGUMENT", Refused(await stand.StepAsync(text, CodeStep.Restart)).Code);
        Assert.Equal("ILLEGAL_ARGUMENT", Refused(await stand.ModifyAsync(text, "C-1", "again")).Code);
        Assert.NotEqual(text, Done(await stand.CreateAsync("C-1")).Text);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task A_trade_is_reported_in_each_state(SignAlgorithm algorithm)
    {
        await using var stand = await SecondStand.StartAsync(algorithm);
        var trade = stand.Gateway.Pay(Done(await stand.CreateAsync("C-1")).Text, 88.8m);
        var paid = Done(await stand.QueryAsync(trade));
        Assert.Equal((TradeState.Paid, 8880L, 8010L, Given.Noon, true, false), (paid.State, paid.Amount?.MinorUnits, paid.AmountCny?.MinorUnits, paid.PaidAt, paid.CurrencyAgrees, paid.Refunded));
        trade.Refunds["R1"] = 8.8m;
        Assert.True(Done(await stand.QueryAsync(trade)).Refunded);
        trade.Status = "TRADE_CLOSED";
        Assert.Equal(TradeState.Closed, Done(await stand.QueryAsync(trade)).State);
        trade.Status = "WAIT_BUYER_PAY";
        Assert.Equal((TradeState.Waiting, null), (Done(await stand.QueryAsync(trade)).State, Done(await stand.QueryAsync(trade)).PaidAt));
        stand.Gateway.Trades.Clear();
        Assert.Equal(TradeState.NotFound, Done(await stand.QueryAsync(trade)).State);
    }

    [Theory]
    [Trait("Row", "G-19")]
    [MemberData(nameof(Algorithms))]
    public async Task Keys_that_are_not_a_pair_are_refused_and_not_asked_again(SignAlgorithm algorithm)
    {
        await using var stand = await SecondStand.StartAsync(algorithm);
        stand.Gateway.Knows(stand.Shop.Account.Partner, SecondStand.Strange(algorithm));
        Assert.Equal(("ILLEGAL_SIGN", true), Refused(await stand.CreateAsync("C-1")));
    }

    [Fact]
    [Trait("Row", "G-12")]
    [Trait("Row", "trap 16")]
    public async Task The_time_on_the_wire_is_of_GMT8_and_good_for_half_an_hour()
    {
        await using var stand = await SecondStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Clock = new FakeClock(Given.Noon.AddMinutes(30));
        Done(await stand.CreateAsync("C-1"));
        stand.Gateway.Clock = new FakeClock(Given.Noon.AddMinutes(31));
        Assert.Equal(("EXTERFACE_INVOKE_CONTEXT_EXPIRED", true), Refused(await stand.CreateAsync("C-2")));
    }

    [Theory]
    [Trait("Row", "trap 39")]
    [MemberData(nameof(Algorithms))]
    public async Task A_payment_there_is_reported_to_the_portal_and_booked_by_its_question(SignAlgorithm algorithm)
    {
        await using var gateway = await SecondGateway.StartAsync();
        await using var portal = await PortalFixture.StartAsync();
        gateway.Clock = portal.Clock;
        const string Partner = "2088000000000001";
        gateway.Knows(Partner, SecondStand.Keys(algorithm));
        var details = new TenantDetails("北京小馆", "HKD", "Asia/Hong_Kong", "HK", "1 Test Street", "5812", false);
        var made = TestPortal.Done(await portal.Get<TenantRegistration>().AddAsync(details, AlipaySide.Of(algorithm).Material(Partner, gateway.Address), default));
        var tenant = new PortalTenant(made.Id, "北京小馆", Partner, "HKD", AlipaySide.Of(algorithm).Signer);
        await portal.AddCounterAsync(tenant);
        var code = Assert.Single(gateway.Codes);
        var trade = gateway.Pay(code.Text, 12.5m);
        Assert.Equal("success", await gateway.NotifyAsync(trade, code.Text));
        await PortalWait.UntilAsync("the payment is booked", () => portal.ReadAsync(tenant, context => Task.FromResult(context.Payments.AsEnumerable()
            .Any(payment => payment.TradeNo.Value == trade.No && payment is { Status: PaymentStatus.Paid, AmountMinor: 1250L, CnyMinor: 1128L, Doubt: null }))));
        gateway.Knows(Partner, SecondStand.Strange(algorithm));
        Assert.Equal("fail", await gateway.NotifyAsync(trade, code.Text));
    }

    [Fact]
    public void It_shares_no_code_with_product_or_simulator_and_is_under_300_lines() => Assert.Empty(Borrowed(SourceTree.Files("Portal.Tests/Alipay/Second/", ".cs")));

    [Theory]
    [InlineData("using Portal.Infrastructure.Alipay.Signing;")]
    [InlineData("var text = Domain.Primitives.Money.Zero(currency);")]
    [InlineData("using Portal.Tests.TestKit;")]
    public void It_shares_no_code_with_product_or_simulator_and_is_under_300_lines_control(string line)
    {
        Assert.Single(Borrowed([new SourceFile("X.cs", line)]));
        Assert.Single(Borrowed([new SourceFile("X.cs", new string('\n', 300))]));
    }

    private static IEnumerable<string> Borrowed(IEnumerable<SourceFile> files)
    {
        var all = files.ToList();
        return all.SelectMany(file => file.Lines).Where(line => line.Contains("Domain.", StringComparison.Ordinal) || line.Contains("Infrastructure.", StringComparison.Ordinal)
                || line.Contains("Portal.Web", StringComparison.Ordinal) || line.Contains("TestKit", StringComparison.Ordinal))
            .Concat(all.Count == 0 || all.Sum(file => file.Text.Count(c => c == '\n')) >= 300 ? ["the length"] : []);
    }

    private static (string Code, bool IsConfiguration) Refused<T>(GatewayAnswer<T> answer)
    {
        var refused = Assert.IsType<GatewayAnswer<T>.Refused>(answer);
        return (refused.Code, refused.IsConfiguration);
    }

    private static T Done<T>(GatewayAnswer<T> answer) => Assert.IsType<GatewayAnswer<T>.Done>(answer).Value;
}
