using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Portal.Domain.Primitives;

/// <summary>An amount in minor units (fen, cents) of one currency. Two currencies never mix.</summary>
public sealed record Money : IComparable<Money>
{
    private const int MaxDigits = 15;

    private Money(long minorUnits, Currency currency) => (MinorUnits, Currency) = (minorUnits, currency);

    public long MinorUnits { get; }

    public Currency Currency { get; }

    public bool IsPositive => MinorUnits > 0;

    public static Money OfMinor(long minorUnits, Currency currency) => new(minorUnits, currency);

    /// <summary>Whole units: 5 is 5.00 in HKD, 5 in JPY.</summary>
    public static Money OfUnits(long units, Currency currency)
    {
        var minor = units;
        for (var i = 0; i < currency.Decimals; i++)
        {
            minor *= 10;
        }
        return new Money(minor, currency);
    }

    public static Money Zero(Currency currency) => new(0, currency);

    /// <summary>Reads the gateway's and people's notation, e.g. <c>10.50</c>: digits, at most one point between digits, no more
    /// decimals than the currency has (trailing zeros excepted), at most 15 digits. Digit by digit: no decimal, no culture, no exception.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, Currency currency, [NotNullWhen(true)] out Money? money)
    {
        money = null;
        if (text.IsEmpty || text.Length > MaxDigits + 1)
        {
            return false;
        }
        long minor = 0;
        int digits = 0, decimals = -1;
        foreach (var c in text)
        {
            if (c == '.')
            {
                if (decimals >= 0 || digits == 0)
                {
                    return false;
                }
                decimals = 0;
                continue;
            }
            if (c is < '0' or > '9' || ++digits > MaxDigits)
            {
                return false;
            }
            if (decimals >= 0 && ++decimals > currency.Decimals)
            {
                if (c != '0')
                {
                    return false;
                }
                continue;
            }
            minor = minor * 10 + (c - '0');
        }
        if (decimals == 0)
        {
            return false;
        }
        // 15 digits and at most 4 decimals still to come: below 10^19 only when checked, so let the check decide.
        for (var missing = currency.Decimals - Math.Min(Math.Max(decimals, 0), currency.Decimals); missing > 0; missing--)
        {
            if (minor > long.MaxValue / 10)
            {
                return false;
            }
            minor *= 10;
        }
        money = new Money(minor, currency);
        return true;
    }

    public static Money operator +(Money a, Money b) => new(checked(a.MinorUnits + b.In(a.Currency).MinorUnits), a.Currency);

    public static Money operator -(Money a, Money b) => new(checked(a.MinorUnits - b.In(a.Currency).MinorUnits), a.Currency);

    public static bool operator <(Money a, Money b) => a.CompareTo(b) < 0;

    public static bool operator >(Money a, Money b) => a.CompareTo(b) > 0;

    public static bool operator <=(Money a, Money b) => a.CompareTo(b) <= 0;

    public static bool operator >=(Money a, Money b) => a.CompareTo(b) >= 0;

    public int CompareTo(Money? other) => other is null ? 1 : MinorUnits.CompareTo(other.In(Currency).MinorUnits);

    /// <summary>The exact notation of gateways, interfaces and data attributes: the currency's decimals, no grouping: <c>12.50</c>, JPY <c>1000</c>.</summary>
    public string ToPlainText() => Format(grouped: false);

    /// <summary>For reading: as <see cref="ToPlainText"/>, thousands grouped by commas.</summary>
    public string ToGroupedText() => Format(grouped: true);

    public override string ToString() => $"{Currency.Code} {ToPlainText()}";

    private string Format(bool grouped)
    {
        var scale = 1L;
        for (var i = 0; i < Currency.Decimals; i++)
        {
            scale *= 10;
        }
        var whole = Math.DivRem(MinorUnits, scale, out var rest);
        var sign = MinorUnits < 0 ? "-" : "";
        var head = Math.Abs(whole).ToString(grouped ? "#,0" : "0", CultureInfo.InvariantCulture);
        return Currency.Decimals == 0
            ? sign + head
            : sign + head + "." + Math.Abs(rest).ToString(CultureInfo.InvariantCulture).PadLeft(Currency.Decimals, '0');
    }

    private Money In(Currency wanted) =>
        Currency == wanted ? this : throw new InvalidOperationException($"{Currency} is not {wanted}.");
}
