using FsCheck;
using FsCheck.Fluent;
using Portal.Domain.Primitives;

namespace Portal.Tests.Domain;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("HKD", "12.50", 1250)]
    [InlineData("HKD", "12.5", 1250)]
    [InlineData("HKD", "12", 1200)]
    [InlineData("HKD", "0.01", 1)]
    [InlineData("HKD", "12.500", 1250)]
    [InlineData("JPY", "1000", 1000)]
    [InlineData("JPY", "1000.00", 1000)]
    [InlineData("BHD", "1.234", 1234)]
    [InlineData("HKD", "9999999999999.99", 999_999_999_999_999)]
    public void Reads_the_notation_of_gateways(string currency, string text, long minor)
    {
        Assert.True(Money.TryParse(text, Currency.Of(currency), out var money));
        Assert.Equal(minor, money.MinorUnits);
    }

    [Theory]
    [Trait("Row", "trap 34")]
    [InlineData("HKD", "")]
    [InlineData("HKD", "1e3")]
    [InlineData("HKD", "-1")]
    [InlineData("HKD", "+1")]
    [InlineData("HKD", "12.345")]
    [InlineData("HKD", "1,000")]
    [InlineData("HKD", "1\0")]
    [InlineData("HKD", "１")]
    [InlineData("HKD", " 1")]
    [InlineData("HKD", "1 ")]
    [InlineData("HKD", ".5")]
    [InlineData("HKD", "5.")]
    [InlineData("HKD", "1.2.3")]
    [InlineData("HKD", "12345678901234567890")]
    [InlineData("JPY", "1000.5")]
    public void Refuses_everything_else(string currency, string text) => Assert.False(Money.TryParse(text, Currency.Of(currency), out _));

    [Fact]
    public void Every_amount_of_every_currency_survives_being_written_and_read()
    {
        var currencies = Currency.All.ToArray();
        Prop.ForAll(
            ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<NonNegativeInt>(),
            (amount, pick) => Money.OfMinor(amount.Get, currencies[pick.Get % currencies.Length]) is var money
                && Money.TryParse(money.ToPlainText(), money.Currency, out var read) && read == money)
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [Trait("Row", "trap 34")]
    [InlineData("HKD", 1250, "12.50", "12.50")]
    [InlineData("HKD", 123456789, "1234567.89", "1,234,567.89")]
    [InlineData("HKD", -5, "-0.05", "-0.05")]
    [InlineData("JPY", 5800, "5800", "5,800")]
    [InlineData("KWD", 1005, "1.005", "1.005")]
    public void Writes_exactly_the_currencys_decimals(string currency, long minor, string plain, string grouped)
    {
        var money = Money.OfMinor(minor, Currency.Of(currency));
        Assert.Equal(plain, money.ToPlainText());
        Assert.Equal(grouped, money.ToGroupedText());
    }

    [Fact]
    public void Two_currencies_never_mix() =>
        Assert.Throws<InvalidOperationException>(() => Money.OfMinor(1, Currency.Of("HKD")) + Money.OfMinor(1, Currency.Of("GBP")));

    [Fact]
    public void Sums_are_checked() => Assert.Throws<OverflowException>(() => Money.OfMinor(long.MaxValue, Currency.Of("HKD")) + Money.OfMinor(1, Currency.Of("HKD")));

    [Fact]
    public void Differences_are_checked_too()
    {
        var hkd = Currency.Of("HKD");
        Assert.Equal(Money.OfMinor(250, hkd), Money.OfMinor(300, hkd) - Money.OfMinor(50, hkd));
        Assert.Throws<OverflowException>(() => Money.OfMinor(long.MinValue, hkd) - Money.OfMinor(1, hkd));
    }

    [Theory]
    [InlineData(1, 2, true, false)]
    [InlineData(2, 2, false, false)]
    [InlineData(3, 2, false, true)]
    public void Amounts_of_one_currency_have_an_order(long a, long b, bool isLess, bool isMore)
    {
        var (one, other) = (Money.OfMinor(a, Currency.Of("HKD")), Money.OfMinor(b, Currency.Of("HKD")));
        Assert.Equal((isLess, isMore), ((one < other), (one > other)));
        Assert.Equal((!isMore, !isLess), (one <= other, one >= other));
        Assert.Equal(1, one.CompareTo(null));
        Assert.Equal(a > 0, one.IsPositive);
        Assert.False(Money.Zero(one.Currency).IsPositive);
    }

    [Fact]
    public void An_amount_is_named_with_its_currency() => Assert.Equal("HKD 12.50", Money.OfMinor(1250, Currency.Of("HKD")).ToString());

    /// <summary>15 digits and four decimals to come: more than a whole number holds.</summary>
    [Theory]
    [InlineData("922337203685477", true)]
    [InlineData("922337203685478", false)]
    [InlineData("999999999999999", false)]
    public void What_is_more_than_can_be_counted_is_no_amount(string text, bool isOne) => Assert.Equal(isOne, Money.TryParse(text, Currency.Of("CLF"), out _));
}
