using System.Diagnostics.CodeAnalysis;

namespace Portal.Domain.Primitives;

/// <summary>Alipay's own number of a trade (<c>trade_no</c>, <c>alipay_trans_id</c>): 1 to 64 letters, digits, dashes or underscores.</summary>
public readonly record struct AlipayTradeNo
{
    private AlipayTradeNo(string value) => Value = value;

    public string Value { get; }

    public static bool TryRead(string? text, out AlipayTradeNo number)
    {
        number = GatewayText.IsNumber(text) ? new AlipayTradeNo(text) : default;
        return number.Value is not null;
    }

    /// <exception cref="FormatException">Not such a number; for values from our own records.</exception>
    public static AlipayTradeNo Of(string text) => TryRead(text, out var number) ? number : throw new FormatException("Not a trade number.");

    public override string ToString() => Value;
}

/// <summary>The number on the merchant side (<c>out_trade_no</c>, <c>partner_trans_id</c>); for a static code Alipay makes it.</summary>
public readonly record struct OutTradeNo
{
    private OutTradeNo(string value) => Value = value;

    public string Value { get; }

    public static bool TryRead(string? text, out OutTradeNo number)
    {
        number = GatewayText.IsNumber(text) ? new OutTradeNo(text) : default;
        return number.Value is not null;
    }

    /// <exception cref="FormatException">Not such a number; for values from our own records.</exception>
    public static OutTradeNo Of(string text) => TryRead(text, out var number) ? number : throw new FormatException("Not a trade number.");

    public override string ToString() => Value;
}

/// <summary>Our number of one refund (<c>partner_refund_id</c>, <c>out_return_no</c>): 1 to 64 letters, digits, dashes or underscores.</summary>
public readonly record struct RefundNo
{
    private RefundNo(string value) => Value = value;

    public string Value { get; }

    public static bool TryRead(string? text, out RefundNo number)
    {
        number = GatewayText.IsNumber(text) ? new RefundNo(text) : default;
        return number.Value is not null;
    }

    /// <exception cref="FormatException">Not such a number; for values from our own records.</exception>
    public static RefundNo Of(string text) => TryRead(text, out var number) ? number : throw new FormatException("Not a refund number.");

    public override string ToString() => Value;
}

internal static class GatewayText
{
    private const int MaxLength = 64;

    public static bool IsNumber([NotNullWhen(true)] string? text)
    {
        if (text is null || text.Length is 0 or > MaxLength)
        {
            return false;
        }
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not '-' and not '_')
            {
                return false;
            }
        }
        return true;
    }
}
