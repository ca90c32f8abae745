using Microsoft.Extensions.Localization;
using Portal.Domain.Attention;
using Portal.Web.Components.Shared;
using Portal.Web.Composition;
using Portal.Web.Features.Payments;

namespace Portal.Web.Features.Attention;

/// <summary>How a row of the queue is called and what it looks like.</summary>
internal static class AttentionWords
{
    public static string TitleOf(AttentionRow row, IStringLocalizer<AttentionText> text) =>
        row.Need == Need.Alarm ? text[$"Alarm.{row.State}"] : text[$"Need.{row.Need}", row.Payment?.CounterName ?? "", row.Payment?.Amount?.ToGroupedText() ?? ""];

    public static string StateOf(AttentionRow row, IStringLocalizer<AttentionText> text) => text[$"NeedState.{row.Need}"];

    public static string ShapeOf(AttentionRow row) => row.NeedsPerson ? StateShapes.Person : StateShapes.Unknown;

    /// <summary>What nobody has words for is said as it is.</summary>
    public static string AnswerOf(AttentionRow row, IStringLocalizer<PaymentsText> reasons, IStringLocalizer<GatewayText> gateway) =>
        row.LastAnswer is { Length: > 0 } key ? reasons.OfAnswer(gateway, key) ?? key : "";
}
