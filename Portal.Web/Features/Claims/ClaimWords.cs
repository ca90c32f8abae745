using System.Globalization;
using Microsoft.Extensions.Localization;
using Portal.Domain.Claims;
using Portal.Web.Components.Shared;

namespace Portal.Web.Features.Claims;

/// <summary>How a verdict is said and what it looks like.</summary>
internal static class ClaimWords
{
    private const int DigitsShown = 4;

    public static string ShapeOf(Verdict verdict) => verdict switch
    {
        Verdict.PaidHere or Verdict.PaidElsewhere or Verdict.Recovered or Verdict.Unassigned => StateShapes.Decided,
        Verdict.NotToYou or Verdict.NeedsPerson => StateShapes.Person,
        Verdict.Returned or Verdict.NeverPaid => StateShapes.Undone,
        _ => StateShapes.Unknown,
    };

    public static string GlyphOf(ClaimView claim) => claim switch
    {
        { Paid.IsLate: true, Verdict: Verdict.PaidHere or Verdict.PaidElsewhere } => "s-late",
        { Verdict: Verdict.NeverPaid or Verdict.Unreachable } => "s-stopped",
        _ => $"s-{ShapeOf(claim.Verdict)}",
    };

    /// <summary>The one sentence.</summary>
    public static string SentenceOf(ClaimView claim, TimeZoneInfo zone, IStringLocalizer<ClaimsText> text)
    {
        var at = claim.PaidAt is { } paid ? ShopClock.Minutes(paid, zone) : "–";
        return claim switch
        {
            { IsGoingBack: true } => text["GoingBack", at, claim.Paid?.CounterName ?? ""],
            { Verdict: Verdict.PaidHere, AskedAt: null } => text["Verdict.PaidAt", at, claim.Paid?.CounterName ?? ""],
            { Verdict: Verdict.PaidHere, Paid.IsLate: true } => text["Verdict.PaidHereLate", at],
            _ => text[$"Verdict.{claim.Verdict}", at, claim.Paid?.CounterName ?? ""],
        };
    }

    /// <summary>What the person asked for, as short as the list needs it.</summary>
    public static string AskedFor(ClaimView claim, TimeZoneInfo zone) =>
        claim.Number is { } number ? "…" + number[^Math.Min(DigitsShown, number.Length)..]
        : string.Create(CultureInfo.CurrentCulture, $"{claim.Asked!.ToGroupedText()}, {ShopClock.Minutes(claim.Around!.Value, zone)}");
}
