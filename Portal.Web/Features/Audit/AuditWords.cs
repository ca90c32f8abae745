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

    public static string OfSubject(this IStringLocalizer<AuditText> text, AuditRow row)
    {
        var kind = text[$"Subject.{row.SubjectKind}"] is { ResourceNotFound: false } words ? words.Value : row.SubjectKind;
        return row.SubjectName is { } name && row.SubjectKind != "payment" ? $"{kind} {name}" : kind;
    }

    /// <summary>A field's last name by its words, with what it is a field of before it: <c>qrCode.status</c> is code: state.</summary>
    public static string OfField(this IStringLocalizer<AuditText> text, string field)
    {
        var (owner, name) = field.LastIndexOf('.') is var dot and > 0 ? (field[..dot], field[(dot + 1)..]) : ("", field);
        var said = text[$"Field.{name}"] is { ResourceNotFound: false } words ? words.Value : name;
        return owner.Length == 0 ? said : $"{(text[$"Owner.{owner.Split('#')[0]}"] is { ResourceNotFound: false } known ? known.Value : owner)}: {said}";
    }

    private static string Spaced(string act) => act.Length == 0 ? act : char.ToUpperInvariant(act[0]) + act[1..].Replace('_', ' ');
}
