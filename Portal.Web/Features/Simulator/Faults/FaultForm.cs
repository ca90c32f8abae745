using System.Globalization;
using System.Reflection;
using Portal.Infrastructure.Alipay.Simulator;

namespace Portal.Web.Features.Simulator.Faults;

/// <summary>The form that arms a fault, as it was typed.</summary>
public sealed record FaultForm(string? Service, string? Fault, string? Times, string? Seconds, string? Partner, string? Id)
{
    private const int MaxSeconds = 60 * 60 * 24;
    private const int MaxTimes = 100_000;

    /// <summary>Resource key of what is wrong; null where it can be armed.</summary>
    public string? Problem =>
        FaultNames.Of(Service) is not { } known ? "Fault.NoService"
        : Fault is null || !known.Contains(Fault) ? "Fault.NotThere"
        : !IsNumber(Times, MaxTimes) ? "Fault.BadTimes"
        : !string.IsNullOrEmpty(Seconds) && !IsNumber(Seconds, MaxSeconds) ? "Fault.BadSeconds"
        : !string.IsNullOrEmpty(Partner) && !PartnerDesk.IsPartner(Partner) ? "Fault.BadPartner"
        : null;

    public static async ValueTask<FaultForm?> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        var of = await FormFields.ReadAsync(http);
        return new FaultForm(of("service"), of("fault"), of("times"), of("seconds"), of("partner"), of("id"));
    }

    /// <summary>The parser alone would take <c>1\0</c> for 1.</summary>
    private static bool IsNumber(string? text, int most) =>
        text?.All(char.IsAsciiDigit) == true && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most;
}
