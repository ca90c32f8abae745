using Portal.Domain.Gateway;
using Portal.Domain.Work;
using Portal.Tests.Domain.Memory;
using static Portal.Tests.Domain.Memory.MoneyFlows;
using Trade = Portal.Domain.Gateway.GatewayAnswer<Portal.Domain.Gateway.TradeReport>;

namespace Portal.Tests.Domain;

/// <summary>What a question for a trade that cannot exist proves of the keys.</summary>
public sealed class TestKeysTests
{
    private readonly MemoryShop _shop = new();

    [Fact]
    public async Task A_signed_answer_proves_the_keys_of_both_sides()
    {
        Assert.Equal(new KeysTest(KeysVerdict.Proven), await TestAsync());
        Assert.Equal(_shop.Clock.GetUtcNow(), _shop.Account!.ProvenAt);
        var (request, caller) = _shop.Gateway.Asked.Single();
        var question = Assert.IsType<TradeQuery>(request);
        Assert.Matches("^20000101[0-9]{20}$", question.TradeNo.Value);
        Assert.Equal((question.TradeNo.Value, _shop.Tenant.Currency, Caller.Person), (question.OutTradeNo.Value, question.PricingCurrency, caller));
        var said = _shop.Audits.Single();
        Assert.Equal(("test_keys", "account", _shop.Account.Id.ToString(), "Proven"), (said.Act, said.Subject!.Kind, said.Subject.Id, said.After["verdict"]));
        Assert.Equal(Permission.TestGateway, _shop.Permitted.Single());
        await TestAsync();
        Assert.NotEqual(question.TradeNo, _shop.Gateway.Requests<TradeQuery>().Last().TradeNo);
    }

    [Fact]
    public async Task New_keys_are_not_proven_by_what_the_old_ones_proved()
    {
        await TestAsync();
        _shop.Account!.ReplaceKeys([2], null, _shop.Clock.GetUtcNow().AddDays(7));
        Assert.Null(_shop.Account.ProvenAt);
    }

    [Fact]
    public async Task A_refused_call_is_said_with_the_clock_where_that_may_be_the_cause()
    {
        _shop.Gateway.Query = new Trade.Refused("EXPIRED", GatewayAdvice.Configuration, TimeSpan.FromMinutes(31));
        Assert.Equal(new KeysTest(KeysVerdict.Refused, "EXPIRED", TimeSpan.FromMinutes(31)), await TestAsync());
        Assert.Equal("Refused", _shop.Audits.Single().After["verdict"]);
        Assert.Null(_shop.Account!.ProvenAt);
    }

    [Theory]
    [InlineData("bad_sign", true, KeysVerdict.AnswerNotBelieved)]
    [InlineData("no_sign", true, KeysVerdict.AnswerNotBelieved)]
    [InlineData("other_id", true, KeysVerdict.AnswerNotBelieved)]
    [InlineData("not_xml", true, KeysVerdict.NoAnswer)]
    [InlineData("bad_sign", false, KeysVerdict.NoAnswer)]
    [InlineData("time_out", false, KeysVerdict.NoAnswer)]
    public async Task What_is_not_believed_is_no_silence(string why, bool untrusted, KeysVerdict verdict)
    {
        _shop.Gateway.Query = new Trade.NotKnown(why, untrusted);
        Assert.Equal(new KeysTest(verdict, why), await TestAsync());
        Assert.Null(_shop.Account!.ProvenAt);
    }

    [Fact]
    public async Task Without_an_account_there_is_nothing_to_test()
    {
        _shop.Account = null;
        Assert.Equal("no_account", Code(await new TestKeys(_shop, _shop.Gateway, _shop.Clock).RunAsync(_shop.Owner, default)));
        Assert.Empty(_shop.Gateway.Asked);
    }

    private async Task<KeysTest> TestAsync() => Done(await new TestKeys(_shop, _shop.Gateway, _shop.Clock).RunAsync(_shop.Owner, default));
}
