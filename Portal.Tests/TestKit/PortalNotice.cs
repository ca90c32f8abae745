using System.Net;
using System.Text;
using Portal.Infrastructure.Alipay.Signing;

namespace Portal.Tests.TestKit;

/// <summary>A payment notification as Alipay's notifier sends it, to be changed before or after it is signed.</summary>
internal sealed record PortalNotice(IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>A paid trade of its own at this counter, rightly filled but not signed.</summary>
    public static PortalNotice Of(PortalCounter counter, string amount = "88.80")
    {
        var tradeNo = $"20260301{Random.Shared.NextInt64(1_000_000_000_000_000, 9_000_000_000_000_000)}";
        return new PortalNotice(new Dictionary<string, string>
        {
            ["notify_id"] = Guid.NewGuid().ToString("N"),
            ["notify_type"] = "trade_status_sync",
            ["notify_time"] = "2026-03-01 12:00:05",
            ["trade_no"] = tradeNo,
            ["out_trade_no"] = $"o{tradeNo}",
            ["trade_status"] = "TRADE_SUCCESS",
            ["seller_id"] = counter.Tenant.Partner,
            ["gmt_payment"] = "2026-03-01 12:00:00",
            ["buyer_email"] = "138****0001",
            ["trans_currency"] = counter.Tenant.Currency,
            ["trans_amount"] = amount,
            ["extra_common_param"] = $$"""{"code":"{{counter.Passback}}"}""",
        });
    }

    public string TradeNo => Fields["trade_no"];

    public string OutTradeNo => Fields["out_trade_no"];

    public PortalNotice With(string name, string value) => new(new Dictionary<string, string>(Fields) { [name] = value });

    public PortalNotice Without(string name) => new(Fields.Where(field => field.Key != name).ToDictionary());

    /// <summary>The trade that a gateway must hold so that this notice is booked.</summary>
    public GatewayTrade Trade(string status = "TRADE_SUCCESS") => new(TradeNo, OutTradeNo, status, Fields["trans_amount"], Fields["trans_currency"]);

    /// <summary>The form's bytes, signed over what they say.</summary>
    public byte[] SignedBy(ISigner signer)
    {
        var sign = signer.Sign(Encoding.UTF8.GetBytes(StringToSign.Of(Fields)));
        return Encode(Fields.Append(new("sign", sign)).Append(new("sign_type", signer.SignType)));
    }

    public byte[] Unsigned() => Encode(Fields);

    /// <summary>Sends it, rightly signed, to its counter's address.</summary>
    /// <returns>The status, and whether the answer was the acknowledgement, letter by letter.</returns>
    public async Task<(HttpStatusCode Status, bool IsAcknowledged)> SendAsync(HttpClient portal, PortalCounter counter)
    {
        using var body = new ByteArrayContent(SignedBy(counter.Tenant.Alipay));
        using var answer = await portal.PostAsync(counter.NotifyPath, body);
        return (answer.StatusCode, answer.StatusCode == HttpStatusCode.OK && await answer.Content.ReadAsStringAsync() == "success");
    }

    private static byte[] Encode(IEnumerable<KeyValuePair<string, string>> fields) =>
        Encoding.ASCII.GetBytes(string.Join('&', fields.Select(field => $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(field.Value)}")));
}
