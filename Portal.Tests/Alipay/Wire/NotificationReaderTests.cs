using System.Text;
using Portal.Domain.Notifications;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Alipay.Wire;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay.Wire;

public sealed class NotificationReaderTests
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string Passback = "0123456789abcdef";
    private static readonly NotificationReader s_reader = new();

    public static TheoryData<string> SignTypes() => ["MD5", "RSA", "RSA2"];

    private static AlipaySide Side(string signType) => signType switch
    {
        "MD5" => AlipaySide.Md5,
        "RSA" => AlipaySide.Rsa,
        _ => AlipaySide.Rsa2,
    };

    private static NoticeForm Paid() => NoticeForm.Paid(Passback);

    private static NoticeReading Read(byte[] body, string? contentType = Form + ";charset=UTF-8", string signType = "MD5") => s_reader.Read(body, contentType, Side(signType).Verifier);

    private static PaymentNotice Verified(NoticeReading reading) => Assert.IsType<NoticeReading.Verified>(reading).Notice;

    private static NoticeRefusal Refused(NoticeReading reading) => Assert.IsType<NoticeReading.Refused>(reading).Reason;

    [Theory]
    [MemberData(nameof(SignTypes))]
    public void A_rightly_signed_message_is_read(string signType)
    {
        var notice = Verified(Read(Paid().SignedBy(Side(signType)).Body(), signType: signType));
        Assert.Equal("2026030122001400001400000001", notice.TradeNo.Value);
        Assert.Equal("m2026030122001400001400000001", notice.OutTradeNo.Value);
        Assert.Equal(("TRADE_SUCCESS", "88.80", "HKD", Passback), (notice.TradeStatus, notice.AmountText, notice.CurrencyCode, notice.Passback));
        Assert.Equal(Given.Noon, notice.PaidAt);
    }

    [Theory]
    [Trait("Row", "N-08")]
    [MemberData(nameof(SignTypes))]
    public void Any_altered_field_is_refused(string signType)
    {
        var form = Paid().SignedBy(Side(signType));
        foreach (var name in new[] { "trans_amount", "trans_currency", "seller_id", "extra_common_param", "trade_no", "trade_status", "subject", "notify_time" })
        {
            Assert.Equal(NoticeRefusal.Signature, Refused(Read(form.With(name, form[name] + "1").Body(), signType: signType)));
            Assert.Equal(NoticeRefusal.Signature, Refused(Read(form.Without(name).Body(), signType: signType)));
        }
        Assert.Equal(NoticeRefusal.Signature, Refused(Read(form.With("added", "1").Body(), signType: signType)));
    }

    [Theory]
    [Trait("Row", "N-07")]
    [MemberData(nameof(SignTypes))]
    public void The_signature_of_somebody_else_is_refused(string signType) =>
        Assert.Equal(NoticeRefusal.Signature, Refused(Read(Paid().SignedBy(Side(signType).Stranger()).Body(), signType: signType)));

    [Fact]
    [Trait("Row", "N-13")]
    [Trait("Row", "trap 10")]
    public void Blanks_in_the_signature_are_pluses_again()
    {
        var form = Enumerable.Range(0, 64).Select(i => Paid().With("subject", $"No {i}").SignedBy(AlipaySide.Rsa2)).First(form => form["sign"].Contains('+'));
        Verified(Read(form.With("sign", form["sign"].Replace('+', ' ')).Body(), signType: "RSA2"));
    }

    [Theory]
    [Trait("Row", "trap 6")]
    [InlineData(Form + ";charset=GBK", null, "GBK")]
    [InlineData(Form + "; charset=\"gb2312\"", null, "GBK")]
    [InlineData(Form, "GBK", "GBK")]
    [InlineData(null, "GBK", "GBK")]
    [InlineData(Form + ";charset=ISO-8859-1", "GBK", "GBK")]
    [InlineData(Form, null, "UTF-8")]
    [InlineData(null, null, "UTF-8")]
    [InlineData("text/plain", null, "UTF-8")]
    [InlineData(Form + ";charset=utf8", "GBK", "UTF-8")]
    public void The_charset_is_the_content_types_else_the_messages_else_utf8(string? contentType, string? notifyCharset, string charset)
    {
        var form = Paid().With("buyer_email", "小***").With("notify_charset", notifyCharset ?? "");
        Assert.Equal("小***", Verified(Read(form.SignedBy(AlipaySide.Md5, charset).Body(charset), contentType)).BuyerLogin);
    }

    [Theory]
    [Trait("Row", "N-13")]
    [InlineData(Form + ";charset=UTF-8", "GBK")]
    [InlineData(Form + ";charset=KOI8-R", "UTF-8")]
    [InlineData(Form + ";charset=utf-7", "UTF-8")]
    public void A_charset_that_is_wrong_or_unknown_is_refused(string contentType, string charset) =>
        Assert.Equal(NoticeRefusal.Charset, Refused(Read(Paid().SignedBy(AlipaySide.Md5, charset).Body(charset), contentType)));

    [Fact]
    public void An_unknown_charset_in_the_message_is_refused() =>
        Assert.Equal(NoticeRefusal.Charset, Refused(Read(Paid().With("notify_charset", "klingon").SignedBy(AlipaySide.Md5).Body(), Form)));

    [Theory]
    [Trait("Row", "N-13")]
    [InlineData("%c0%80")]
    [InlineData("%ed%a0%80")]
    [InlineData("%ff")]
    public void Overlong_forms_and_lone_surrogates_are_refused(string value) =>
        Assert.Equal(NoticeRefusal.Charset, Refused(Read([.. Paid().SignedBy(AlipaySide.Md5).Body(), .. Encoding.ASCII.GetBytes("&x=" + value)])));

    [Theory]
    [Trait("Row", "N-11")]
    [Trait("Row", "trap 12")]
    [InlineData("MD5")]
    [InlineData("RSA")]
    [InlineData("rsa2")]
    [InlineData("RSA2 ")]
    [InlineData("DSA")]
    public void The_message_does_not_choose_the_algorithm(string claimed) =>
        Assert.Equal(NoticeRefusal.Signature, Refused(Read(Paid().SignedBy(AlipaySide.Rsa2).With("sign_type", claimed).Body(), signType: "RSA2")));

    [Fact]
    [Trait("Row", "N-11")]
    public void A_message_signed_by_the_weaker_algorithm_that_it_names_is_refused() =>
        Assert.Equal(NoticeRefusal.Signature, Refused(Read(Paid().SignedBy(AlipaySide.Md5).Body(), signType: "RSA2")));

    [Theory]
    [Trait("Row", "N-07")]
    [InlineData("sign")]
    [InlineData("sign_type")]
    public void Without_signature_or_its_type_it_is_refused(string name)
    {
        Assert.Equal(NoticeRefusal.MissingParameter, Refused(Read(Paid().SignedBy(AlipaySide.Md5).Without(name).Body())));
        Assert.Equal(NoticeRefusal.MissingParameter, Refused(Read(Paid().SignedBy(AlipaySide.Md5).With(name, "").Body())));
    }

    [Theory]
    [InlineData("notify_id")]
    [InlineData("notify_type")]
    [InlineData("notify_time")]
    [InlineData("trade_no")]
    [InlineData("out_trade_no")]
    [InlineData("trade_status")]
    public void Without_what_always_stands_there_it_is_refused_though_rightly_signed(string name) =>
        Assert.Equal(NoticeRefusal.MissingParameter, Refused(Read(Paid().Without(name).SignedBy(AlipaySide.Md5).Body())));

    [Theory]
    [InlineData("trade_no", "1 OR 1=1")]
    [InlineData("trade_no", "12345678901234567890123456789012345678901234567890123456789012345")]
    [InlineData("out_trade_no", "../x")]
    public void Numbers_that_are_none_are_refused(string name, string value) =>
        Assert.Equal(NoticeRefusal.MissingParameter, Refused(Read(Paid().With(name, value).SignedBy(AlipaySide.Md5).Body())));

    [Fact]
    [Trait("Row", "N-12")]
    public void A_parameter_twice_is_refused() =>
        Assert.Equal(NoticeRefusal.DuplicateParameter, Refused(Read([.. Paid().SignedBy(AlipaySide.Md5).Body(), .. "&trans_amount=88.80"u8])));

    [Fact]
    public void An_empty_body_is_refused() => Assert.Equal(NoticeRefusal.Empty, Refused(Read([])));

    [Fact]
    public void A_body_of_1_MiB_is_read_or_refused_but_never_throws()
    {
        Verified(Read(Paid().With("body", new string('x', 1024 * 1024)).SignedBy(AlipaySide.Md5).Body()));
        Refused(Read(Encoding.ASCII.GetBytes(new string('&', 1024 * 1024) + "a")));
        Refused(Read(new byte[1024 * 1024]));
    }
}
