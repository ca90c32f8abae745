using Microsoft.Extensions.Localization;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;

namespace Portal.Web.Features.Settings;

/// <summary>A limit in a line, e.g. <c>HKD 50.00 at once, 5 an hour, payments of the same day</c>.</summary>
internal static class LimitWords
{
    public static string Of(RoleLimit limit, Currency currency, IStringLocalizer<SettingsText> text)
    {
        var most = limit.In(currency);
        return string.Join(", ", new[]
        {
            text[limit.ProofBeyond ? "LimitProof" : "LimitMost", $"{most.Currency} {most.ToGroupedText()}"].Value,
            limit.PerHour is { } times ? text["LimitTimes", times].Value : text["LimitAnyTimes"].Value,
            limit.Days switch { null => text["LimitAnyAge"].Value, 1 => text["LimitSameDay"].Value, { } days => text["LimitDays", days].Value },
        });
    }
}
