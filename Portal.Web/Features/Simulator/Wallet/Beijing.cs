using System.Globalization;

namespace Portal.Web.Features.Simulator.Wallet;

/// <summary>The customer's clock: Alipay writes GMT+8.</summary>
internal static class Beijing
{
    private static readonly TimeSpan s_offset = TimeSpan.FromHours(8);

    public static string Time(DateTimeOffset? instant) => instant?.ToOffset(s_offset).ToString("HH:mm:ss", CultureInfo.InvariantCulture) ?? "";
}
