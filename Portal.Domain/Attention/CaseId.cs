using System.Diagnostics.CodeAnalysis;

namespace Portal.Domain.Attention;

/// <summary>What a row of the queue is about. The names are part of addresses.</summary>
public enum CaseKind
{
    Payment,
    Refund,
    Cancel,
    Alarm,

    /// <summary>A refund that somebody asks another person for.</summary>
    Approval,
}

/// <summary>One open question of a tenant: a payment, refund, cancel, alarm or request. In addresses <c>refund-</c> and 32 hexadecimal digits.</summary>
public readonly record struct CaseId(CaseKind Kind, Guid Value)
{
    public static bool TryParse([NotNullWhen(true)] string? text, out CaseId id)
    {
        id = default;
        if (text?.Split('-', 2) is not [var kind, { Length: 32 } digits] || !Guid.TryParseExact(digits, "N", out var value)
            || !Enum.TryParse<CaseKind>(kind, ignoreCase: true, out var read) || !Enum.IsDefined(read) || char.IsAsciiDigit(kind[0]))
        {
            return false;
        }
        id = new CaseId(read, value);
        return true;
    }

    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()}-{Value:N}";
}
