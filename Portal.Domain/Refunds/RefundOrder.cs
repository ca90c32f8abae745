using System.Security.Cryptography;
using System.Text;
using Portal.Domain.Primitives;

namespace Portal.Domain.Refunds;

/// <summary>What a person asks for, as typed.</summary>
/// <param name="Amount">In the payment's currency, e.g. <c>30.00</c>.</param>
/// <param name="Reason">Needed.</param>
/// <param name="Remaining">What the form showed as refundable: where it is not so any more, the form is stale.</param>
/// <param name="Key">Names the request, 1 to 64 characters: the same key and body answer the same again.</param>
public sealed record RefundOrder(string? Amount, string? Reason, string? Remaining, string? Key)
{
    internal byte[] HashFor(PaymentId payment) => SHA256.HashData(Encoding.UTF8.GetBytes($"{payment}\n{Amount}\n{Remaining}\n{Reason}"));
}

/// <summary>Reads the amount of a refund.</summary>
public static class RefundAmount
{
    private const int MostDecimals = 15;

    /// <summary>Positive, plain, no finer than the currency.</summary>
    public static Outcome<Money> Read(string? text, Currency currency) =>
        Money.TryParse(text, currency, out var amount) ? (amount.IsPositive ? amount : RefundErrors.AmountInvalid)
        : IsTooFine(text, currency) ? RefundErrors.AmountTooFine(currency)
        : RefundErrors.AmountInvalid;

    private static bool IsTooFine(string? text, Currency currency)
    {
        var point = text?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        if (point <= 0 || text!.Length - point - 1 is 0 or > MostDecimals || text.Length - point - 1 <= currency.Decimals)
        {
            return false;
        }
        var decimals = text.AsSpan(point + 1);
        return decimals.IndexOfAnyExceptInRange('0', '9') < 0 && Money.TryParse(text.AsSpan(0, point), currency, out _);
    }
}
