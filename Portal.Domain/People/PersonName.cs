using Portal.Domain.Primitives;

namespace Portal.Domain.People;

/// <summary>How a person is called on pages, in mails and in the audit log.</summary>
public static class PersonName
{
    public const int MaxLength = 64;

    public static PortalError Invalid => new("name_invalid", ErrorKind.Invalid, "person_name_invalid");

    /// <summary>Takes what can be shown anywhere: no markup, no quotes, nothing hidden or turning the direction.</summary>
    public static bool TryRead(string? text, out string name)
    {
        name = text?.Trim() ?? "";
        return PlainText.IsFit(name, MaxLength);
    }
}
