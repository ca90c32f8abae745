using Portal.Domain.Notifications;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Alipay.Wire;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay.Wire;

/// <summary>What is taken from a message whose signature is right.</summary>
public sealed class NotificationFieldsTests
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string Passback = "0123456789abcdef";
    private static readonly NotificationReader s_reader = new();

    private static NoticeForm Paid() => NoticeForm.Paid(Passback);

    private static PaymentNotice Read(NoticeForm form) =>
        Assert.IsType<NoticeReading.Verified>(s_reader.Read(form.SignedBy(AlipaySide.Md5).Body(), Form, AlipaySide.Md5.Verifier)).Notice;

    [Fact]
    [Trait("Row", "N-14")]
    public void Unknown_fields_are_verified_and_otherwise_ignored()
    {
        var notice = Read(Paid().With("new_field", "neu & gut=ja").With("zz", "0").With("empty", ""));
        Assert.Equal("88.80", notice.AmountText);
    }

    [Theory]
    [Trait("Row", "N-22")]
    [InlineData("1e3")]
    [InlineData("-1")]
    [InlineData("12.345")]
    [InlineData("999999999999999")]
    [InlineData("1\0")]
    [InlineData("0")]
    [InlineData("１")]
    public void An_odd_amount_is_verified_but_does_not_count(string amount)
    {
        var notice = Read(Paid().With("trans_amount", amount));
        Assert.Equal(amount, notice.AmountText);
        Assert.Null(notice.AmountIn(Currency.Of("HKD")));
    }

    [Fact]
    public void The_total_stands_in_where_no_pricing_amount_came() =>
        Assert.Equal("7.00", Read(Paid().Without("trans_amount").With("total_fee", "7.00")).AmountText);

    [Theory]
    [InlineData("""{"code":"0123456789abcdef"}""", Passback)]
    [InlineData("""{"a":1,"code":"0123456789abcdef","b":[1]}""", Passback)]
    [InlineData("""{"code":7}""", "")]
    [InlineData("""{"other":"0123456789abcdef"}""", "")]
    [InlineData("0123456789abcdef", "")]
    [InlineData("\"0123456789abcdef\"", "")]
    [InlineData("[]", "")]
    [InlineData("{{{{", "")]
    [InlineData("""{"a":{"a":{"a":{"a":{"a":1}}}}}""", "")]
    [InlineData("""{"code":"\ud800"}""", "")]
    public void Our_word_comes_back_as_an_object_and_anything_else_agrees_with_no_code(string sent, string expected) =>
        Assert.Equal(expected, Read(Paid().With("extra_common_param", sent)).Passback);

    [Fact]
    public void Our_word_may_come_under_its_other_name_or_not_at_all()
    {
        var without = Paid().Without("extra_common_param");
        Assert.Null(Read(without).Passback);
        Assert.Equal("x", Read(without.With("passback_parameters", """{"code":"x"}""")).Passback);
    }

    [Fact]
    public void A_retry_has_the_same_fingerprint_and_another_content_another()
    {
        var first = Read(Paid());
        var retry = Read(Paid().With("notify_time", "2026-03-01 12:02:05"));
        var other = Read(Paid().With("trans_amount", "88.90"));
        Assert.Equal(first.Fingerprint, retry.Fingerprint);
        Assert.NotEqual(first.Fingerprint, other.Fingerprint);
    }

    [Theory]
    [InlineData("2026-02-30 12:00:00")]
    [InlineData("yesterday")]
    [InlineData("9999-12-31 23:59:59")]
    public void A_time_that_is_none_is_not_known(string paidAt) =>
        Assert.Null(Read(Paid().With("gmt_payment", paidAt)).PaidAt);

    [Fact]
    public void The_seller_is_told_before_verifying_only_to_choose_keys()
    {
        Assert.Equal("2088000000000001", s_reader.SellerOf(Paid().Body(), Form));
        Assert.Null(s_reader.SellerOf(Paid().Without("seller_id").Body(), Form));
        Assert.Null(s_reader.SellerOf("seller_id=1&seller_id=2"u8.ToArray(), Form));
    }
}
