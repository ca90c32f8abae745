using Microsoft.Extensions.Localization;
using Portal.Web.Composition;

namespace Portal.Web.Features.Payments;

/// <summary>What stood in an answer, in words.</summary>
internal static class ReasonWords
{
    /// <param name="key">A reason of ours, or a code of the gateway's.</param>
    /// <returns>Null: a code that has no words of its own.</returns>
    public static string? OfReason(this IStringLocalizer<PaymentsText> text, string key) =>
        text[$"Reason.{key}"] is { ResourceNotFound: false } words ? words.Value
        : text[$"Reason.{key.ToLowerInvariant()}"] is { ResourceNotFound: false } same ? same.Value
        : null;

    /// <summary>The same, in the merchant's words for the gateway's codes where there are no shorter ones; the code stands behind them.</summary>
    /// <returns>Null: nobody has words for it.</returns>
    public static string? OfAnswer(this IStringLocalizer<PaymentsText> text, IStringLocalizer<GatewayText> gateway, string key) =>
        text.OfReason(key) ?? (gateway.Known(key) is { } words ? text["AnswerWithCode", words, key].Value : null);
}
