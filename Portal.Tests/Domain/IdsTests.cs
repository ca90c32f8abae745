using Portal.Domain.Primitives;

namespace Portal.Tests.Domain;

/// <summary>Our own ids and the gateway's numbers as they are written and read.</summary>
public sealed class IdsTests
{
    private static readonly Guid s_value = Guid.Parse("0195af00-1111-7222-8333-444455556666");

    [Fact]
    public void Ids_are_written_as_32_hexadecimal_digits() => Assert.All(
        [
            new TenantId(s_value).ToString(), new AccountId(s_value).ToString(), new CounterId(s_value).ToString(), new QrCodeId(s_value).ToString(), new PaymentId(s_value).ToString(),
            new NotificationId(s_value).ToString(), new UserId(s_value).ToString(), new RefundId(s_value).ToString(), new CancelId(s_value).ToString(), new ApprovalId(s_value).ToString(),
            new ClaimId(s_value).ToString(),
        ],
        text => Assert.Equal("0195af00111172228333444455556666", text));

    [Theory]
    [InlineData("0195af00111172228333444455556666", true)]
    [InlineData("0195af00-1111-7222-8333-444455556666", true)]
    [InlineData("0195af0011117222833344445555666", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Ids_are_read_from_addresses_or_are_none(string? text, bool isOne)
    {
        var expected = (isOne, isOne ? s_value : Guid.Empty);
        Assert.Equal(expected, (TenantId.TryParse(text, out var tenant), tenant.Value));
        Assert.Equal(expected, (CounterId.TryParse(text, out var counter), counter.Value));
        Assert.Equal(expected, (PaymentId.TryParse(text, out var payment), payment.Value));
        Assert.Equal(expected, (RefundId.TryParse(text, out var refund), refund.Value));
        Assert.Equal(expected, (ClaimId.TryParse(text, out var claim), claim.Value));
    }

    [Fact]
    public void New_ids_differ()
    {
        Assert.NotEqual(TenantId.New(), TenantId.New());
        Assert.NotEqual(AccountId.New(), AccountId.New());
        Assert.NotEqual(NotificationId.New(), NotificationId.New());
        Assert.NotEqual(ApprovalId.New(), ApprovalId.New());
    }

    [Theory]
    [InlineData("2026-03_Aa9")]
    [InlineData("z")]
    public void Numbers_of_the_gateway_are_kept_as_they_are(string text) =>
        Assert.Equal((text, text, text), (AlipayTradeNo.Of(text).ToString(), OutTradeNo.Of(text).ToString(), RefundNo.Of(text).ToString()));

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("1.2")]
    public void What_is_no_number_of_the_gateway_is_a_bug_in_our_own_records(string text)
    {
        Assert.Equal("Not a trade number.", Assert.Throws<FormatException>(() => AlipayTradeNo.Of(text)).Message);
        Assert.Equal("Not a trade number.", Assert.Throws<FormatException>(() => OutTradeNo.Of(text)).Message);
        Assert.Equal("Not a refund number.", Assert.Throws<FormatException>(() => RefundNo.Of(text)).Message);
        Assert.False(AlipayTradeNo.TryRead(null, out _));
    }

    [Fact]
    public void Numbers_of_the_gateway_have_at_most_64_characters()
    {
        Assert.True(OutTradeNo.TryRead(new string('7', 64), out _));
        Assert.False(OutTradeNo.TryRead(new string('7', 65), out _));
    }

    [Fact]
    public void An_unknown_currency_is_a_bug_in_our_own_records() => Assert.StartsWith("'XXX' is not a currency.", Assert.Throws<ArgumentException>(() => Currency.Of("XXX")).Message, StringComparison.Ordinal);

    /// <summary>Code units that are no character by themselves; a test's parameters travel as valid text.</summary>
    [Fact]
    public void What_people_write_may_have_several_lines_and_any_character_that_can_be_seen()
    {
        Assert.True(PlainText.IsReadable("two\nlines", 9));
        Assert.False(PlainText.IsReadable("two\nlines", 8));
        Assert.True(PlainText.IsReadable("🍜", 2));
        Assert.True(PlainText.IsReadable("a🍜b", 4));
        Assert.True(PlainText.IsReadable("\"<|>\"", 9));
        Assert.False(PlainText.IsReadable(" \n ", 9));
        Assert.False(PlainText.IsReadable("a\tb", 9));
        Assert.False(PlainText.IsReadable("a\u202eb", 9));
        Assert.False(PlainText.IsReadable("a" + '\ud83c', 9));
        Assert.False(PlainText.IsReadable("a" + '\ud83c' + "b", 9));
        Assert.False(PlainText.IsReadable("a" + '\udf5c', 9));
        Assert.False(PlainText.IsReadable("🍜" + '\ud83c', 9));
    }

    [Fact]
    public void An_outcome_is_passed_on_as_what_it_is()
    {
        Outcome<int> done = 7;
        Outcome<int> refused = CommonErrors.Stale;
        Outcome<int> unknown = new Outcome<int>.Unknown(CommonErrors.Unavailable);
        Assert.Equal("7", Assert.IsType<Outcome<string>.Done>(done.Map(value => $"{value}")).Value);
        Assert.Equal("stale", Assert.IsType<Outcome<string>.Refused>(refused.Map(value => $"{value}")).Error.Code);
        Assert.Equal("unavailable", Assert.IsType<Outcome<string>.Unknown>(unknown.Map(value => $"{value}")).Error.Code);
        Assert.Equal((null, "stale", "unavailable"), (done.ErrorCode(), refused.ErrorCode(), unknown.ErrorCode()));
    }
}
