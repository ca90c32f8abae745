using System.Text;
using Portal.Domain.Gateway;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay.Planted;

/// <summary>What each step of the codec must do. The steps are handed in, so that <see cref="PlantedFaultTests"/> can see each test find a planted fault.</summary>
public sealed class CodecTests
{
    private readonly Codec _codec;

    public CodecTests()
        : this(Codec.Product)
    {
    }

    internal CodecTests(Codec codec) => _codec = codec;

    private string Joined(params (string Name, string Value)[] pairs) => _codec.StringToSign(pairs.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));

    private string? Form(string body) => _codec.ReadForm(Encoding.UTF8.GetBytes(body)) is { } joined ? Encoding.UTF8.GetString(joined) : null;

    private IReadOnlyDictionary<string, string>? Xml(string fields, string charset = "utf-8", string? header = null, string before = "") =>
        _codec.ReadXml(Charset(charset).GetBytes($"""{before}<?xml version="1.0" encoding="{charset}"?><alipay><is_success>T</is_success><response><alipay>{fields}</alipay></response></alipay>"""), header);

    private GatewayAnswer<TradeReport> Answer(params (string Name, string? Value)[] changes) =>
        _codec.ReadAnswer(AnswerText.TradeFields(Codec.Question.TradeNo.Value, Codec.Question.OutTradeNo.Value, "TRADE_SUCCESS", changes).ToDictionary(field => field.Name, field => field.Value));

    private TradeReport Report(params (string Name, string? Value)[] changes) => Assert.IsType<GatewayAnswer<TradeReport>.Done>(Answer(changes)).Value;

    private static Encoding Charset(string name) => WireCharset.TryGet(name, out var charset) ? charset : throw new ArgumentException(name, nameof(name));

    [Fact]
    public void Names_are_sorted_by_character_code() => Assert.Equal(
        "A=up&_b=u&_input_charset=UTF-8&a=1&a1=z&aB=y&a_b=x&ab=w&b=2",
        Joined(("b", "2"), ("ab", "w"), ("a_b", "x"), ("aB", "y"), ("a1", "z"), ("a", "1"), ("_input_charset", "UTF-8"), ("_b", "u"), ("A", "up")));

    [Fact]
    public void Signature_and_its_type_are_not_signed() => Assert.Equal("a=1", Joined(("sign_type", "MD5"), ("sign", "x"), ("a", "1")));

    [Fact]
    public void The_charset_is_signed_like_any_other() => Assert.Equal("_input_charset=UTF-8&a=1", Joined(("a", "1"), ("_input_charset", "UTF-8")));

    [Fact]
    public void Empty_values_are_not_signed() => Assert.Equal("a=1", Joined(("a", "1"), ("b", "")));

    [Fact]
    public void A_zero_and_a_blank_are_values() => Assert.Equal("a=0&b= ", Joined(("a", "0"), ("b", " ")));

    [Fact]
    public void Values_are_signed_as_they_are() => Assert.Equal("a= x &b=%41+%2B&c=@x&d=ä/?", Joined(("a", " x "), ("b", "%41+%2B"), ("c", "@x"), ("d", "ä/?")));

    [Fact]
    public void A_final_ampersand_stays() => Assert.Equal("a=1&", Joined(("a", "1&")));

    [Fact]
    public void Text_is_signed_in_its_charset()
    {
        foreach (var id in new[] { "md5-create-cn-utf8", "md5-create-cn-gbk", "rsa-create-cn-utf8", "rsa-create-cn-gbk" })
        {
            var vector = Vectors.Find("vectors", id);
            Assert.Equal(vector.GetProperty("expected_sign").GetString(), _codec.Sign(vector.GetProperty("sign_type").GetString()!, vector.GetProperty("presign").GetString()!, vector.GetProperty("charset").GetString()!));
        }
    }

    [Fact]
    public void A_character_that_the_charset_lacks_is_not_replaced() => Assert.Throws<EncoderFallbackException>(() => _codec.Sign("MD5", "a=🍜", "GBK"));

    [Fact]
    public void The_secret_follows_the_string_at_once() => Assert.Equal("b590cbfbc69292fb1c753cfbec652546", _codec.Sign("MD5", Vectors.Find("vectors", "md5-query-01").GetProperty("presign").GetString()!, "UTF-8"));

    [Fact]
    public void RSA_and_RSA2_differ_by_their_hash_and_stand_on_one_line()
    {
        foreach (var vector in new[] { Vectors.Find("vectors", "rsa-query-01"), Vectors.Find("vectors", "rsa2-cancel-01") })
        {
            Assert.Equal(vector.GetProperty("expected_sign").GetString(), _codec.Sign(vector.GetProperty("sign_type").GetString()!, vector.GetProperty("presign").GetString()!, "UTF-8"));
        }
    }

    [Fact]
    public void A_form_is_decoded_once_and_a_plus_is_a_blank() => Assert.Equal("a=x y&b=%2B&c=+", Form("a=x+y&b=%252B&c=%2B"));

    [Fact]
    public void A_parameter_twice_is_refused() => Assert.Null(Form("a=1&a=2"));

    [Fact]
    public void A_broken_percent_sign_is_refused() => Assert.Null(Form("a=%4"));

    [Fact]
    public void Names_differ_by_their_case() => Assert.Equal("A=1&a=2", Form("a=2&A=1"));

    [Fact]
    public void A_value_may_hold_an_equals_sign() => Assert.Equal("a=1=2&a0=3", Form("a=1=2&a0=3"));

    [Fact]
    public void A_blank_in_the_signature_was_a_plus()
    {
        var form = Enumerable.Range(0, 64).Select(i => NoticeForm.Paid("x").With("subject", $"{i}").SignedBy(AlipaySide.Rsa2)).First(form => form["sign"].Contains('+'));
        Assert.True(_codec.Believes(form.Body()));
        Assert.True(_codec.Believes(form.With("sign", form["sign"].Replace('+', ' ')).Body()));
    }

    [Fact]
    public void The_message_does_not_choose_the_algorithm() => Assert.False(_codec.Believes(NoticeForm.Paid("x").SignedBy(AlipaySide.Md5).Body()));

    [Fact]
    public void An_element_twice_is_refused() => Assert.Null(Xml("<a>1</a><a>2</a>"));

    [Fact]
    public void A_byte_order_mark_is_no_content() => Assert.Equal("1", Xml("<a>1</a>", before: "\ufeff")?["a"]);

    [Fact]
    public void The_declaration_names_the_charset_before_the_header() => Assert.Equal("交易不存在", Xml("<a>交易不存在</a>", "GBK", "UTF-8")?["a"]);

    [Fact]
    public void Entities_are_resolved() => Assert.Equal("x&d<é", Xml("<a>x&amp;d&lt;&#233;</a>")?["a"]);

    [Fact]
    public void White_space_of_a_value_is_kept() => Assert.Equal(" x  y ", Xml("<a> x  y </a>")?["a"]);

    [Fact]
    public void A_document_type_is_refused() => Assert.Null(_codec.ReadXml("<!DOCTYPE alipay><alipay><is_success>T</is_success><response><alipay><a>1</a></alipay></response></alipay>"u8.ToArray(), null));

    [Fact]
    public void An_element_in_a_value_is_refused() => Assert.Null(Xml("<a>1<b>2</b></a>"));

    [Fact]
    public void Both_spellings_and_any_new_one_are_not_known()
    {
        foreach (var result in new[] { "UNKNOW", "UNKNOWN", "SOMETHING_NEW" })
        {
            Assert.IsType<GatewayAnswer<TradeReport>.NotKnown>(Answer(("result_code", result)));
        }
    }

    [Fact]
    public void The_envelope_says_nothing_of_the_result() => Assert.IsType<GatewayAnswer<TradeReport>.NotKnown>(Answer(("result_code", null)));

    [Fact]
    public void A_success_is_paid_and_a_closed_trade_is_not() =>
        Assert.Equal((TradeState.Paid, TradeState.Paid, TradeState.Closed), (Report().State, Report(("alipay_trans_status", "TRADE_FINISHED")).State, Report(("alipay_trans_status", "TRADE_CLOSED")).State));

    [Fact]
    public void An_answer_for_another_trade_is_not_known() => Assert.IsType<GatewayAnswer<TradeReport>.NotKnown>(Answer(("alipay_trans_id", "2026030122001400001400000002")));

    [Fact]
    public void Not_found_stands_in_either_field_of_the_error() =>
        Assert.Equal(TradeState.NotFound, Report(("result_code", "FAIL"), ("error", "SYSTEM"), ("detail_error_code", "TRADE_NOT_EXIST")).State);

    [Fact]
    public void An_amount_is_exact_and_of_digits()
    {
        Assert.Equal(113L, Report(("trans_amount", "1.13")).Amount?.MinorUnits);                    // 1.13 times 100 is 112.99… in floating point
        Assert.Null((Answer(("trans_amount", "8.88e1")) as GatewayAnswer<TradeReport>.Done)?.Value.Amount);
    }

    [Fact]
    public void Times_are_of_GMT8() => Assert.Equal(Given.Noon, Report().PaidAt);
}
