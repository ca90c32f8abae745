using Microsoft.Extensions.Localization;
using Portal.Domain.Attention;
using Portal.Web.Components.Shared;
using Portal.Web.Features.Payments;

namespace Portal.Web.Features.Attention;

/// <summary>How a row of the queue is called and what it looks like.</summary>
internal static class AttentionWords
{
    public static string TitleOf(AttentionRow row, IStringLocalizer<AttentionText> text) =>
        row.Need == Need.Alarm ? text[$"Alarm.{row.State}"] : text[$"Need.{row.Need}", row.Payment?.CounterName ?? "", row.Payment?.Amount?.ToGroupedText() ?? ""];

    public static string StateOf(AttentionRow row, IStringLocalizer<AttentionText> text) => text[$"NeedState.{row.Need}"];

    public static string ShapeOf(AttentionRow row) => row.NeedsPerson ? StateShapes.Person : StateShapes.Unknown;

    /// <summary>Codes of the gateway that have no words of their own are said as they are.</summary>
    public static string AnswerOf(AttentionRow row, IStringLocalizer<PaymentsText> reasons) =>
        row.LastAnswer is { Length: > 0 } key ? reasons.OfReason(key) ?? key : "";
}
