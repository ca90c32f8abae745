using System.Security.Cryptography;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>Numbers as Alipay makes them: 28 digits that begin with the GMT+8 date; 34 characters for a notification.</summary>
internal static class TradeNumbers
{
    private const string Digits = "0123456789";

    public static (string TradeNo, string OutTradeNo) New(DateTimeOffset at)
    {
        var day = WireTimestamp.Text(at, "yyyyMMdd");
        return ($"{day}22001400{RandomNumberGenerator.GetString(Digits, 12)}", $"{day}22001300{RandomNumberGenerator.GetString(Digits, 12)}");
    }

    public static string NotifyId() => RandomNumberGenerator.GetHexString(34, lowercase: true);
}
