using Microsoft.Extensions.Localization;

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
}
