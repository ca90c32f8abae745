using Microsoft.Extensions.Localization;
using Portal.Domain.Audit;
using Portal.Domain.Work;

namespace Portal.Web.Features.Audit;

/// <summary>How the audit's own names are said. What has no words yet is said by its name, so that no act is ever left out.</summary>
internal static class AuditWords
{
    public static string OfAct(this IStringLocalizer<AuditText> text, string act) =>
        text[$"Act.{act}"] is { ResourceNotFound: false } words ? words : Spaced(act);

    public static string OfWho(this IStringLocalizer<AuditText> text, AuditRow row) =>
        row.UserName ?? (row.ActorKind == ActorKind.Person ? text["SomebodyGone"] : text[$"Actor.{row.ActorKind}"]);

    /// <summary>The subject's own name; a payment's is the counter's, so that it is called a payment there.</summary>
    public static string OfSubject(this IStringLocalizer<AuditText> text, AuditRow row)
    {
        var kind = text[$"Subject.{row.SubjectKind}"] is { ResourceNotFound: false } words ? words.Value : row.SubjectKind;
        return row.SubjectName is not { } name ? kind : row.SubjectKind == "payment" ? $"{kind}, {name}" : name;
    }

    /// <summary>The change in a word or two, for the list: the state, or what Alipay was asked for; null where the act says all.</summary>
    public static string? OfChange(this IStringLocalizer<AuditText> text, AuditRow row) =>
        Last(row.After, "status") is { } state ? Last(row.Before, "status") is { } before ? $"{before} → {state}" : state
        : Last(row.After, "wanted") is { } wanted ? text["AskedFor", wanted].Value
        : Last(row.After, "sentAt") is not null ? text["AskedOfAlipay"].Value
        : null;

    private static string? Last(IReadOnlyDictionary<string, string> fields, string name) =>
        fields.FirstOrDefault(field => field.Key == name || field.Key.EndsWith("." + name, StringComparison.Ordinal)).Value;

    /// <summary>A field's last name by its words, with what it is a field of before it: <c>qrCode.status</c> is code: state.</summary>
    public static string OfField(this IStringLocalizer<AuditText> text, string field)
    {
        var (owner, name) = field.LastIndexOf('.') is var dot and > 0 ? (field[..dot], field[(dot + 1)..]) : ("", field);
        var said = text[$"Field.{name}"] is { ResourceNotFound: false } words ? words.Value : name;
        return owner.Length == 0 ? said : $"{(text[$"Owner.{owner.Split('#')[0]}"] is { ResourceNotFound: false } known ? known.Value : owner)}: {said}";
    }

    private static string Spaced(string act) => act.Length == 0 ? act : char.ToUpperInvariant(act[0]) + act[1..].Replace('_', ' ');
}
