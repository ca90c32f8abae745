using System.Text;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Alipay.Wire;

namespace Portal.Infrastructure.Alipay;

/// <summary>How parameters travel; the gateway takes both (PROTOCOL 1.2).</summary>
public enum GatewayMethod
{
    Post,
    Get,
}

/// <summary>One request, ready to be sent: what was signed is what goes out, to whichever address, however often.</summary>
internal sealed class GatewayRequest
{
    private readonly Dictionary<string, string> _form;
    private readonly GatewayMethod _method;

    private GatewayRequest(Dictionary<string, string> form, GatewayMethod method) => (_form, _method) = (form, method);

    /// <exception cref="EncoderFallbackException">A value holds half of a character, which no charset can write.</exception>
    public static GatewayRequest Signed(string partner, string service, IReadOnlyDictionary<string, string> parameters, ISigner signer, GatewayMethod method)
    {
        var form = new Dictionary<string, string>(parameters, StringComparer.Ordinal)
        {
            [WireNames.Service] = service,
            [WireNames.Partner] = partner,
            [WireNames.InputCharset] = "UTF-8",
        };
        form[WireNames.Sign] = signer.Sign(WireCharset.Utf8.GetBytes(StringToSign.Of(form)));
        form[WireNames.SignType] = signer.SignType;
        return new GatewayRequest(form, method);
    }

    /// <summary>The check of a notification, which is asked without a signature.</summary>
    public static GatewayRequest NotifyVerify(string partner, string notificationId) => new(
        new Dictionary<string, string>
        {
            [WireNames.Service] = WireNames.NotifyVerifyService,
            [WireNames.Partner] = partner,
            [WireNames.NotifyId] = notificationId,
        },
        GatewayMethod.Get);

    /// <summary>With POST the charset stands in the address too; it was signed once.</summary>
    public HttpRequestMessage To(Uri gateway) => _method == GatewayMethod.Post
        ? new HttpRequestMessage(HttpMethod.Post, new Uri($"{gateway}?{WireNames.InputCharset}=UTF-8")) { Content = new FormUrlEncodedContent(_form) }
        : new HttpRequestMessage(HttpMethod.Get, new Uri($"{gateway}?{Query()}"));

    private string Query() => string.Join('&', _form.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
}
