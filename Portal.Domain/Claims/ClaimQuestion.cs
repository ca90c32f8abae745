using System.Globalization;
using System.Text;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;

namespace Portal.Domain.Claims;

/// <summary>A claim as it comes from a form or a script: a number, or an amount and about when.</summary>
/// <param name="Number">Of the customer's bill, either of the two, whole or its last digits.</param>
/// <param name="Amount">In the tenant's currency.</param>
/// <param name="Time">Hour and minute of the shop's clock, e.g. <c>14:05</c>; the latest such moment that is not to come.</param>
/// <param name="Counter">Where it is asked; null: at no counter.</param>
public sealed record ClaimOrder(string? Number, string? Amount = null, string? Time = null, CounterId? Counter = null);

/// <summary>A claim that can be looked for. Either a number is set, or amount and time.</summary>
public sealed record ClaimQuestion(string? Number, Money? Amount, DateTimeOffset? Around, CounterId? Counter)
{
    /// <summary>Fewer digits fit too many payments.</summary>
    public const int FewestDigits = 6;

    /// <summary>As long as a number that Alipay can be asked for.</summary>
    public const int WholeLength = 16;

    private const int MaxLength = 64;

    /// <summary>So far from the time that was said an amount is still looked for.</summary>
    public static readonly TimeSpan Spread = TimeSpan.FromMinutes(20);

    /// <summary>So far back the last digits of a number are looked for.</summary>
    public static readonly TimeSpan DigitsReach = TimeSpan.FromDays(2);

    /// <summary>Alipay can be asked for it.</summary>
    public bool IsWhole => Number?.Length >= WholeLength;

    /// <returns>The question, or the reason why it is none: <c>claim_number</c>, <c>claim_amount</c>, <c>claim_time</c>.</returns>
    public static Outcome<ClaimQuestion> Read(ClaimOrder order, Tenant tenant, DateTimeOffset now)
    {
        if (!string.IsNullOrWhiteSpace(order.Number))
        {
            var number = Clean(order.Number);
            return number.Length is >= FewestDigits and <= MaxLength && number.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
                ? new ClaimQuestion(number, null, null, order.Counter)
                : ClaimErrors.NumberInvalid;
        }
        if (string.IsNullOrWhiteSpace(order.Amount))
        {
            return ClaimErrors.NumberInvalid;
        }
        return !TradeAmount.TryParse(order.Amount.Trim(), tenant.Currency, out var amount) ? ClaimErrors.AmountInvalid
            : AboutWhen(order.Time, tenant, now) is not { } around ? ClaimErrors.TimeInvalid
            : new ClaimQuestion(null, amount, around, order.Counter);
    }

    /// <summary>Without the spaces that bills and people put between digits.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, MaxLength + 1));
        foreach (var c in text)
        {
            if (!char.IsWhiteSpace(c) && clean.Length <= MaxLength)
            {
                clean.Append(c);
            }
        }
        return clean.ToString();
    }

    private static DateTimeOffset? AboutWhen(string? text, Tenant tenant, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return now;
        }
        if (!TimeOnly.TryParseExact(text.Trim(), "H:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return null;
        }
        var shop = TimeZoneInfo.ConvertTime(now, tenant.Zone);
        var today = At(DateOnly.FromDateTime(shop.DateTime), time, tenant.Zone);
        return today <= now + Spread ? today : At(DateOnly.FromDateTime(shop.DateTime).AddDays(-1), time, tenant.Zone);
    }

    /// <summary>An hour that clocks leave out is taken as the one after it.</summary>
    private static DateTimeOffset At(DateOnly date, TimeOnly time, TimeZoneInfo zone)
    {
        var local = date.ToDateTime(time);
        return zone.IsInvalidTime(local) ? At(date, time.AddHours(1), zone) : new DateTimeOffset(local, zone.GetUtcOffset(local));
    }
}

/// <summary>The noes of the claim desk.</summary>
public static class ClaimErrors
{
    /// <summary>Six characters or more of a number of the bill.</summary>
    public static PortalError NumberInvalid => new("name_invalid", ErrorKind.Invalid, "claim_number");

    public static PortalError AmountInvalid => new("amount_invalid", ErrorKind.Invalid, "claim_amount");

    public static PortalError TimeInvalid => new("name_invalid", ErrorKind.Invalid, "claim_time");

    /// <summary>The money is on record already, or there is none to add.</summary>
    public static PortalError NothingToAdd => new("stale", ErrorKind.Conflict, "nothing_to_add");

    public static PortalError AskedTooOften(int limit, DateTimeOffset until) => new("too_many_requests", ErrorKind.TooMany, "claims_paused", new Dictionary<string, string>
    {
        ["limit"] = limit.ToString(CultureInfo.InvariantCulture),
        ["until"] = until.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
    });
}
