using System.Text;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Alipay.Wire;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay.Wire;

public sealed class SafeXmlTests
{
    private const string Declared = """<?xml version="1.0" encoding="utf-8"?>""";

    private static bool Reads(string document) => SafeXml.TryRead(Encoding.UTF8.GetBytes(document), null, out _);

    private static WireAnswer Read(byte[] document, string? headerCharset = null) =>
        SafeXml.TryRead(document, headerCharset, out var answer) ? answer : throw new InvalidOperationException("Not read.");

    private static byte[] Gbk(string text) => WireCharset.TryGet("GBK", out var gbk) ? gbk.GetBytes(text) : [];

    [Fact]
    public void A_signed_answer_gives_the_children_of_the_one_response_element()
    {
        var answer = Read(Encoding.UTF8.GetBytes(AnswerText.Trade(AlipaySide.Md5, "2026011522001400001400000001", "m1")));
        Assert.True(answer.IsSuccess);
        Assert.Equal("TRADE_SUCCESS", answer.Fields["alipay_trans_status"]);
        Assert.Equal(("MD5", 11), (answer.SignType, answer.Fields.Count));
        Assert.True(AlipaySide.Md5.Verifier.Verify(Encoding.UTF8.GetBytes(StringToSign.Of(answer.Fields)), answer.Sign!));
    }

    [Fact]
    public void The_element_below_response_may_have_any_name() =>
        Assert.Equal("https://qr.alipay.com/bax1", Read(Encoding.UTF8.GetBytes(
            Declared + "<alipay><is_success>T</is_success><response><qrcodeinfo><qrcode>https://qr.alipay.com/bax1</qrcode></qrcodeinfo></response></alipay>")).Fields["qrcode"]);

    [Fact]
    [Trait("Row", "trap 14")]
    public void Entities_are_resolved_before_signing() =>
        Assert.Equal("https://mobilecodec.alipay.com/show.htm?code=1&d&picSize=L", Read(Encoding.UTF8.GetBytes(AnswerText.Code(AlipaySide.Md5))).Fields["qrcode_img_url"]);

    [Fact]
    public void White_space_between_elements_is_for_reading_only() =>
        Assert.Equal("SUCCESS", Read(Encoding.UTF8.GetBytes(
            Declared + "\n<alipay>\n <is_success>T</is_success>\n <response>\n  <alipay>\n   <result_code>SUCCESS</result_code>\n  </alipay>\n </response>\n</alipay>\n")).Fields["result_code"]);

    [Fact]
    public void A_blank_value_is_kept_as_it_is() =>
        Assert.Equal(" ", Read(Encoding.UTF8.GetBytes(Declared + "<alipay><is_success>T</is_success><response><a><b> </b></a></response></alipay>")).Fields["b"]);

    [Fact]
    public void A_refusal_gives_its_code_with_and_without_a_signature()
    {
        var plain = Read(Encoding.UTF8.GetBytes(AnswerText.Refusal("ILLEGAL_SIGN")));
        Assert.Equal((false, "ILLEGAL_SIGN", null), (plain.IsSuccess, plain.Error, plain.Sign));
        Assert.NotNull(Read(Encoding.UTF8.GetBytes(AnswerText.SignedRefusal("ILLEGAL_SIGN", AlipaySide.Md5))).Sign);
    }

    [Theory]
    [InlineData("GBK")]
    [InlineData("gbk")]
    [InlineData("GB2312")]
    public void The_declaration_names_the_charset_whatever_was_asked_for(string charset)
    {
        var answer = Read(Gbk($"""<?xml version="1.0" encoding="{charset}"?><alipay><is_success>T</is_success><response><a><des>交易不存在</des></a></response></alipay>"""), "UTF-8");
        Assert.Equal("交易不存在", answer.Fields["des"]);
    }

    [Theory]
    [InlineData("GBK")]
    [InlineData("\"GBK\"")]
    public void Without_a_declaration_the_header_names_it(string header) =>
        Assert.Equal("交易", Read(Gbk("<alipay><is_success>T</is_success><response><a><des>交易</des></a></response></alipay>"), header).Fields["des"]);

    [Fact]
    public void A_declaration_may_have_blanks_around_its_equals_signs() =>
        Assert.Equal("交易", Read(Gbk("<?xml version='1.0' encoding = 'GBK' ?><alipay><is_success>T</is_success><response><a><des>交易</des></a></response></alipay>")).Fields["des"]);

    [Fact]
    public void A_byte_order_mark_is_no_content() =>
        Assert.True(Read([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(AnswerText.Refusal("ILLEGAL_SIGN"))]).Error == "ILLEGAL_SIGN");

    [Fact]
    public void Bytes_that_are_not_of_the_declared_charset_are_refused()
    {
        Assert.False(SafeXml.TryRead(Gbk(Declared + "<alipay><is_success>T</is_success><response><a><des>交易</des></a></response></alipay>"), null, out _));
        Assert.False(Reads("""<?xml version="1.0" encoding="GBK"?><alipay><is_success>T</is_success><response><a><des>小</des></a></response></alipay>"""));
        Assert.False(Reads("""<?xml version="1.0" encoding="utf-7"?><alipay><is_success>F</is_success></alipay>"""));
    }

    [Fact]
    public void Chinese_in_utf8_is_not_read_as_gbk_whatever_the_declaration_says()
    {
        const string Document = """<?xml version="1.0" encoding="GBK"?><alipay><is_success>T</is_success><response><a><des>交易</des></a></response></alipay>""";
        Assert.False(Reads(Document));                                                    // an even number of bytes, which GBK could read as other words
        Assert.Equal("交易", Read(Gbk(Document)).Fields["des"]);
        Assert.Equal("小", Read(Gbk(Document.Replace("交易", "小", StringComparison.Ordinal))).Fields["des"]);   // two bytes that UTF-8 could read too
    }

    [Theory]
    [InlineData("<alipay><is_success>T</is_success><response><a><b>1</b><b>2</b></a></response></alipay>", true)]
    [InlineData("<?xml version=\"1.0\"?>\n<!DOCTYPE alipay><alipay></alipay>\r\n", true)]
    [InlineData("<alipay><is_success>T</is_success><respo", false)]
    [InlineData("<!DOCTYPE html><html><body>502</body></html>", false)]
    [InlineData("", false)]
    public void What_begins_and_ends_as_an_answer_claims_to_be_one(string document, bool claims)
    {
        Assert.Equal(claims, SafeXml.ClaimsToBeAnswer(Encoding.UTF8.GetBytes(document)));
        Assert.True(SafeXml.ClaimsToBeAnswer(Encoding.UTF8.GetBytes("<alipay>" + new string('x', SafeXml.MaxBytes))));
    }

    [Theory]
    [Trait("Row", "G-10")]
    [Trait("Row", "trap 43")]
    [InlineData("<!DOCTYPE alipay><alipay><is_success>F</is_success></alipay>")]
    [InlineData("<!DOCTYPE alipay [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;&a;&a;\">]><alipay><is_success>F</is_success><error>&b;</error></alipay>")]
    [InlineData("<!DOCTYPE alipay [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><alipay><is_success>F</is_success><error>&x;</error></alipay>")]
    [InlineData("<!DOCTYPE alipay SYSTEM \"http://127.0.0.1:1/x.dtd\"><alipay><is_success>F</is_success></alipay>")]
    [InlineData("<alipay><is_success>F</is_success><error>&unknown;</error></alipay>")]
    public void Document_types_and_entities_are_refused(string document) => Assert.False(Reads(document));

    [Theory]
    [Trait("Row", "G-08")]
    [InlineData("<alipay><is_success>T</is_success><is_success>F</is_success></alipay>")]
    [InlineData("<alipay><is_success>T</is_success><sign>a</sign><sign>b</sign></alipay>")]
    [InlineData("<alipay><is_success>T</is_success><response><a><b>1</b><b>2</b></a></response></alipay>")]
    [InlineData("<alipay><is_success>T</is_success><response><a><b>1</b></a><a><b>2</b></a></response></alipay>")]
    [InlineData("<alipay><is_success>T</is_success><response><a><b>1</b></a></response><response><a><b>2</b></a></response></alipay>")]
    [InlineData("<alipay><is_success>F</is_success></alipay><alipay><is_success>T</is_success></alipay>")]
    public void Whatever_stands_there_twice_is_refused(string document) => Assert.False(Reads(document));

    [Theory]
    [InlineData("<alipay><is_success>T<x/></is_success></alipay>")]
    [InlineData("<alipay><is_success>T</is_success><response><a><b>1<c>2</c></b></a></response></alipay>")]
    [InlineData("<alipay><is_success>T</is_success><response><a>text</a></response></alipay>")]
    [InlineData("<alipay><is_success>T</is_success><response>text</response></alipay>")]
    [InlineData("<alipay>text<is_success>T</is_success></alipay>")]
    public void Text_and_elements_stand_only_where_they_belong(string document) => Assert.False(Reads(document));

    [Theory]
    [Trait("Row", "G-06")]
    [InlineData("")]
    [InlineData("success")]
    [InlineData("<html><body>502 Bad Gateway</body></html>")]
    [InlineData("<alipay/>")]
    [InlineData("<alipay></alipay>")]
    [InlineData("<alipay><is_success>true</is_success></alipay>")]
    [InlineData("<alipay><is_success>T</is_success><response/></alipay>")]
    [InlineData("<alipay><is_success>F</is_success><error>A\u0000</error></alipay>")]
    [InlineData("<alipay><is_success>F</is_success></alipay>trailing")]
    [InlineData("\u0000ÿ")]
    public void What_is_no_answer_of_the_gateway_is_refused(string document) => Assert.False(Reads(document));

    [Fact]
    public void An_answer_cut_anywhere_is_refused()
    {
        var whole = Encoding.UTF8.GetBytes(AnswerText.Trade(AlipaySide.Md5, "2026011522001400001400000001", "m1"));
        Assert.True(SafeXml.TryRead(whole, null, out _));
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.False(SafeXml.TryRead(whole.AsSpan(0, length), null, out _));
        }
    }

    [Fact]
    [Trait("Row", "G-10")]
    public void Nesting_ends_at_sixteen_levels()
    {
        Assert.True(Reads(Nested(14)));
        Assert.False(Reads(Nested(17)));
        Assert.False(Reads(Nested(5000)));
    }

    [Fact]
    public void Nothing_longer_than_64_KiB_is_read()
    {
        Assert.True(Reads(Padded(SafeXml.MaxBytes)));
        Assert.False(Reads(Padded(SafeXml.MaxBytes + 1)));
    }

    private static string Nested(int levels) =>
        $"<alipay><is_success>F</is_success><request>{string.Concat(Enumerable.Repeat("<a>", levels))}{string.Concat(Enumerable.Repeat("</a>", levels))}</request></alipay>";

    private static string Padded(int length)
    {
        const string Head = "<alipay><is_success>F</is_success><error>";
        const string Tail = "</error></alipay>";
        return Head + new string('A', length - Head.Length - Tail.Length) + Tail;
    }
}
