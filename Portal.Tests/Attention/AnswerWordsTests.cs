using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Portal.Domain.Attention;
using Portal.Infrastructure.Alipay;
using Portal.Tests.TestKit;
using Portal.Web.Composition;
using Portal.Web.Features.Attention;
using Portal.Web.Features.Payments;

namespace Portal.Tests.Attention;

/// <summary>The last answer of a row in words, for every code of the gateway and every reason of ours.</summary>
public sealed class AnswerWordsTests
{
    public static TheoryData<string> Codes() => [.. GatewayCodes.All.Keys.Order(), "fail", "no_code", "no_word", "http_502", "keys_unreadable"];

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_code_is_said_in_words(string code)
    {
        var said = Said(code);
        Assert.Contains(' ', said);
        Assert.NotEqual(code, said);
    }

    [Fact]
    public void What_has_no_shorter_words_keeps_its_code_behind_them()
    {
        Assert.Equal("Alipay has frozen this payment. No money moved; ask Alipay why. (REASON_TRADE_BEEN_FREEZEN)", Said("REASON_TRADE_BEEN_FREEZEN"));
        Assert.EndsWith("(http_502)", Said("http_502"), StringComparison.Ordinal);
        Assert.Equal("Balance too low", Said("SELLER_BALANCE_NOT_ENOUGH"));
    }

    [Theory]
    [InlineData("SOMETHING_NEW")]
    [InlineData("https://pay.example/notify")]
    [InlineData("2026030122001400001400000001")]
    public void What_nobody_has_words_for_is_said_as_it_is(string text) => Assert.Equal(text, Said(text));

    private static string Said(string code)
    {
        using var services = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
        var row = new AttentionRow(default, Need.RefundUnclear, false, "", null, null, Given.Noon, code, null, null, null, null, []);
        return AttentionWords.AnswerOf(row, services.GetRequiredService<IStringLocalizer<PaymentsText>>(), services.GetRequiredService<IStringLocalizer<GatewayText>>());
    }
}
