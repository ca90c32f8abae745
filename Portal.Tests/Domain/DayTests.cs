using Portal.Domain.Primitives;

namespace Portal.Tests.Domain;

public sealed class DayTests
{
    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    [Theory]
    [Trait("Row", "trap 17")]
    [InlineData("2026-03-01T15:59:59Z", "2026-03-01")]
    [InlineData("2026-03-01T16:00:00Z", "2026-03-02")]
    [InlineData("2026-12-31T16:00:00Z", "2027-01-01")]
    [InlineData("2026-03-01T08:00:00-08:00", "2026-03-02")]
    public void The_trade_day_is_the_calendar_day_in_gmt8_wherever_the_shop_is(string instant, string day) =>
        Assert.Equal(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), TradeDay.Of(Utc(instant)));

    [Fact]
    public void The_trade_day_ends_at_midnight_gmt8() => Assert.Equal(Utc("2026-03-01T16:00:00Z"), TradeDay.EndOf(new DateOnly(2026, 3, 1)));

    [Theory]
    [InlineData("Asia/Hong_Kong", "2026-03-01T19:59:59Z", "2026-03-01", 24)]
    [InlineData("Asia/Hong_Kong", "2026-03-01T20:00:00Z", "2026-03-02", 24)]
    [InlineData("Europe/London", "2026-03-28T12:00:00Z", "2026-03-28", 23)]
    [InlineData("Europe/London", "2026-10-24T12:00:00Z", "2026-10-24", 25)]
    [InlineData("America/New_York", "2026-03-01T08:59:59Z", "2026-02-28", 24)]
    public void The_shop_day_starts_at_four_on_the_shops_clock(string zone, string instant, string day, int hours)
    {
        var shopDay = ShopDay.Of(Utc(instant), TimeZoneInfo.FindSystemTimeZoneById(zone));
        Assert.Equal(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), shopDay.Date);
        Assert.Equal(TimeSpan.FromHours(hours), shopDay.Until - shopDay.From);
        Assert.True(shopDay.Contains(Utc(instant)));
        Assert.False(shopDay.Contains(shopDay.Until));
        Assert.True(shopDay.Contains(shopDay.From));
    }

    [Fact]
    public void Every_instant_of_three_years_is_in_exactly_one_shop_day()
    {
        foreach (var name in new[] { "Europe/London", "Asia/Hong_Kong", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo" })
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
            for (var hour = 0; hour < 3 * 365 * 24; hour += 7)
            {
                var instant = Utc("2025-01-01T00:30:00Z").AddHours(hour);
                var day = ShopDay.Of(instant, zone);
                Assert.True(day.Contains(instant), $"{name} {instant:O}");
                Assert.Equal(day.Until, ShopDay.On(day.Date.AddDays(1), zone).From);
            }
        }
    }

    [Fact]
    public void A_shop_day_whose_first_hour_clocks_leave_out_starts_when_they_go_on() =>
        Assert.Equal(Utc("2026-03-29T01:00:00Z"), ShopDay.On(new DateOnly(2026, 3, 29), TimeZoneInfo.FindSystemTimeZoneById("Europe/London"), 1).From);
}
