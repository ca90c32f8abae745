using Microsoft.Extensions.Localization;
using Portal.Domain.Gateway;

namespace Portal.Web.Composition;

/// <summary>The merchant's words for the gateway's codes; the keys are the codes, and <c>doubt.</c> with the reason of an answer that is not known.</summary>
public sealed class GatewayText;

/// <summary>What an answer means, as sentences for whoever asked.</summary>
public static class GatewayWords
{
    private const string AnyStatus = "http_";
    private static readonly TimeSpan s_worthSaying = TimeSpan.FromSeconds(30);

    /// <param name="code">As it stands on a refused code, refund or cancel.</param>
    public static string OfCode(this IStringLocalizer<GatewayText> words, string code) =>
        words[code] is { ResourceNotFound: false } known ? known.Value : words["unlisted", code];

    /// <param name="why">The reason of <see cref="GatewayAnswer{T}.NotKnown"/>: a short key of the portal's, or a code of the gateway's.</param>
    public static string OfDoubt(this IStringLocalizer<GatewayText> words, string why) =>
        words.Known(why) ?? words["unlisted", why];

    /// <inheritdoc cref="OfDoubt"/>
    /// <returns>Null: it has no words.</returns>
    public static string? Known(this IStringLocalizer<GatewayText> words, string why) =>
        words[why.StartsWith(AnyStatus, StringComparison.Ordinal) ? "doubt.http" : $"doubt.{why}"] is { ResourceNotFound: false } doubt ? doubt.Value
        : words[why] is { ResourceNotFound: false } code ? code.Value
        : null;

    /// <summary>What Alipay answered to a test of the keys, and what to do.</summary>
    public static string OfTest(this IStringLocalizer<GatewayText> words, KeysTest test)
    {
        var sentence = test.Verdict switch
        {
            KeysVerdict.Refused => words["keys.Refused", words.OfCode(test.Code!)].Value,
            KeysVerdict.AnswerNotBelieved => words["keys.AnswerNotBelieved", words.OfDoubt(test.Code!)].Value,
            KeysVerdict.NoAnswer => words["keys.NoAnswer", words.OfDoubt(test.Code!)].Value,
            _ => words["keys.Proven"].Value,
        };
        return test.ClockOffset is { } ahead && ahead.Duration() >= s_worthSaying ? $"{sentence} {words.OfClock(ahead)}" : sentence;
    }

    /// <param name="ahead">How far the gateway's clock is ahead of ours.</param>
    public static string OfClock(this IStringLocalizer<GatewayText> words, TimeSpan ahead) =>
        words[ahead > TimeSpan.Zero ? "clock.behind" : "clock.ahead", Math.Round(ahead.Duration().TotalMinutes, 1)];
}
