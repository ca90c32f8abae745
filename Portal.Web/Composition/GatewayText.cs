using Microsoft.Extensions.Localization;
using Portal.Domain.Gateway;

namespace Portal.Web.Composition;

/// <summary>The merchant's words for the gateway's codes; the keys are the codes, and <c>doubt.</c> with the reason of an answer that is not known.</summary>
public sealed class GatewayText;

/// <summary>What an answer means, as sentences for whoever asked.</summary>
public static class GatewayWords
{
    private const string AnyStatus = "http";

    /// <param name="code">As it stands on a refused code, refund or cancel.</param>
    public static string OfCode(this IStringLocalizer<GatewayText> words, string code) =>
        words[code] is { ResourceNotFound: false } known ? known.Value : words["unlisted", code];

    /// <param name="why">The reason of <see cref="GatewayAnswer{T}.NotKnown"/>: a short key of the portal's, or a code of the gateway's.</param>
    public static string OfDoubt(this IStringLocalizer<GatewayText> words, string why) =>
        words[$"doubt.{(why.StartsWith(AnyStatus, StringComparison.Ordinal) ? AnyStatus : why)}"] is { ResourceNotFound: false } known ? known.Value : words.OfCode(why);
}
