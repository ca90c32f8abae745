using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Portal.Tests.Alipay.Second;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay.Simulator;

/// <summary>The simulator from the side of a client that is not ours: it signs and believes by code of its own.</summary>
public sealed class SimulatorVectorTests(SharedSimulator shared) : IClassFixture<SharedSimulator>
{
    private readonly SimulatorStand _stand = shared.Stand;

    /// <summary>What the steps up to the signature say.</summary>
    private static readonly string[] s_before = ["ILLEGAL_CHARSET", "INVALID_CHARACTER_SET", "ILLEGAL_SERVICE", "ILLEGAL_PARTNER", "ILLEGAL_SIGN_TYPE", "ILLEGAL_SECURITY_PROFILE", "HAS_NO_PUBLICKEY", "ILLEGAL_SIGN"];

    public static TheoryData<string> Requests() => [.. Vectors.All.GetProperty("vectors").EnumerateArray()
        .Where(vector => vector.GetProperty("kind").GetString() == "request" && vector.GetProperty("params").TryGetProperty("service", out var service) && service.GetString()!.StartsWith("alipay.", StringComparison.Ordinal))
        .Select(vector => vector.GetProperty("id").GetString()!)];

    /// <summary>Their timestamps are old and their codes unknown, so that something else is wrong with them: but never the signature.</summary>
    [Theory]
    [Trait("Row", "trap 1")]
    [Trait("Row", "trap 2")]
    [Trait("Row", "trap 3")]
    [Trait("Row", "trap 4")]
    [Trait("Row", "trap 6")]
    [MemberData(nameof(Requests))]
    public async Task A_recorded_request_is_believed_and_each_usual_mistake_is_not(string id)
    {
        var vector = Vectors.Find("vectors", id);
        var signType = vector.GetProperty("sign_type").GetString()!;
        await RegisterAsync(SimulatorStand.Partner, signType);
        var body = vector.GetProperty("form_body").GetString()!;
        var right = Uri.EscapeDataString(vector.GetProperty("expected_sign").GetString()!);
        Assert.Contains("sign=" + right, body, StringComparison.Ordinal);
        Assert.DoesNotContain(await ErrorOfAsync(body), s_before);
        foreach (var wrong in vector.GetProperty("wrong_signs").EnumerateObject())
        {
            Assert.True("ILLEGAL_SIGN" == await ErrorOfAsync(body.Replace("sign=" + right, "sign=" + Uri.EscapeDataString(wrong.Value.GetString()!), StringComparison.Ordinal)), wrong.Name);
        }
    }

    [Theory]
    [InlineData("MD5", "UTF-8", "GET")]
    [InlineData("MD5", "GBK", "POST")]
    [InlineData("RSA", "UTF-8", "POST")]
    [InlineData("RSA", "gb2312", "GET")]
    [InlineData("RSA2", "UTF-8", "POST")]
    [InlineData("RSA2", "GBK", "GET")]
    public async Task A_strangers_client_makes_a_code_and_asks_for_its_payment(string signType, string charset, string method)
    {
        var keys = SecondStand.Merchant(signType, await RegisterAsync(SimulatorStand.Partner, signType));
        var create = _stand.Create("S-" + signType);
        create["_input_charset"] = charset;
        var code = await AskAsync(keys, create, charset, method);
        var trade = await _stand.PayAsync(code["qrcode"], notify: false);
        var query = SimulatorStand.QueryOf(trade);
        query["_input_charset"] = charset;
        var answer = await AskAsync(keys, query, charset, method);
        Assert.Equal(("SUCCESS", "TRADE_SUCCESS", trade, "88.80"), (answer["result_code"], answer["alipay_trans_status"], answer["alipay_trans_id"], answer["trans_amount"]));
    }

    [Fact]
    public async Task A_strangers_client_would_notice_another_key_control()
    {
        await RegisterAsync(SimulatorStand.Partner, "RSA2");
        var keys = SecondStand.Merchant("RSA2", SecondStand.Pair("alipay_rsa_2048"));
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => AskAsync(keys, _stand.Create(), "UTF-8", "POST"));
    }

    /// <summary>Registers the merchant's half of the vectors' keys.</summary>
    /// <returns>Alipay's public key; null with MD5.</returns>
    private async Task<RSA?> RegisterAsync(string partner, string signType)
    {
        var own = SecondStand.Merchant(signType, null);
        var answer = await _stand.PostAsync("partners", signType == "MD5"
            ? new { partner, signType, md5Key = own.Secret, publicKey = (string?)null }
            : new { partner, signType, md5Key = (string?)null, publicKey = (string?)Convert.ToBase64String(own.Own!.ExportSubjectPublicKeyInfo()) });
        if (signType == "MD5")
        {
            return null;
        }
        var alipay = RSA.Create();
        alipay.ImportSubjectPublicKeyInfo(Convert.FromBase64String(answer.GetProperty("alipayPublicKey").GetString()!), out _);
        return alipay;
    }

    private async Task<string> ErrorOfAsync(string body)
    {
        using var content = new StringContent(body, Encoding.ASCII, "application/x-www-form-urlencoded");
        using var response = await _stand.Http.PostAsync("/simulator/gateway.do", content);
        var answer = XElement.Load(await response.Content.ReadAsStreamAsync());
        return answer.Element("error")?.Value ?? answer.Descendants("error").FirstOrDefault()?.Value ?? "";
    }

    /// <summary>Signs by the second reading of PROTOCOL, sends, and believes the answer only by its signature.</summary>
    private async Task<Dictionary<string, string>> AskAsync(SecondKeys keys, Dictionary<string, string> parameters, string charset, string method)
    {
        var encoding = charset == "UTF-8" ? SecondWire.Utf8 : SecondWire.Gbk;
        parameters["sign"] = keys.Sign(SecondWire.ToSign(parameters), encoding);
        parameters["sign_type"] = keys.SignType;
        var form = string.Join('&', parameters.Select(pair => $"{pair.Key}={System.Web.HttpUtility.UrlEncode(pair.Value, encoding)}"));
        using var content = new StringContent(form, Encoding.ASCII, "application/x-www-form-urlencoded");
        using var response = method == "GET" ? await _stand.Http.GetAsync("/simulator/gateway.do?" + form)
            : await _stand.Http.PostAsync("/simulator/gateway.do?_input_charset=" + charset, content);
        var answer = XElement.Load(await response.Content.ReadAsStreamAsync());
        Assert.Equal("T", answer.Element("is_success")?.Value);
        Assert.Equal(parameters["sign"], answer.Element("request")!.Elements("param").Single(param => param.Attribute("name")!.Value == "sign").Value);
        var fields = Assert.Single(answer.Element("response")!.Elements()).Elements().ToDictionary(field => field.Name.LocalName, field => field.Value);
        Assert.Equal(keys.SignType, answer.Element("sign_type")?.Value);
        Assert.True(keys.Believes(SecondWire.ToSign(fields), SecondWire.Utf8, answer.Element("sign")!.Value), "the answer is not signed as it should be");
        return fields;
    }
}
