using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;

namespace Portal.Infrastructure.Persistence.Seeding;

/// <summary>A plausible month of a shop: the thirty shop days before today, oldest first. The same seed on the same day makes the same month.</summary>
public static class SeededMonth
{
    private const int Days = 30;
    private const int WeekdayShare = 10;
    private const int WeekendShare = 14;

    /// <summary>How busy each hour of the clock is.</summary>
    private static readonly int[] s_hours = [1, 0, 0, 0, 0, 0, 0, 1, 3, 5, 7, 9, 14, 13, 8, 7, 7, 9, 13, 15, 12, 8, 5, 2];

    /// <param name="codes">How many codes the customers scan; the first is the busiest.</param>
    public static IEnumerable<SeededPayment> Of(Tenant tenant, int codes, int payments, int seed, DateTimeOffset now)
    {
        var random = new Random(seed);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(tenant.TimeZone);
        var first = ShopDay.Of(now, zone, tenant.ShopDayStartHour).Date.AddDays(-Days);
        var slots = Slots(first, zone, tenant.ShopDayStartHour).ToList();
        var (shares, passed, made) = (slots.Sum(slot => (long)slot.Share), 0L, 0L);
        foreach (var (from, share) in slots)
        {
            passed += share;
            var until = payments * passed / shares;
            var count = until - made;
            for (var i = 0L; i < count; i++)
            {
                var ticks = (TimeSpan.TicksPerHour * i + random.NextInt64(TimeSpan.TicksPerHour)) / count;
                yield return Next(tenant.Currency, codes, from.AddSeconds(ticks / TimeSpan.TicksPerSecond), random);
            }
            made = until;
        }
    }

    private static IEnumerable<(DateTimeOffset From, int Share)> Slots(DateOnly first, TimeZoneInfo zone, int startHour) =>
        from day in Enumerable.Range(0, Days)
        let shopDay = ShopDay.On(first.AddDays(day), zone, startHour)
        from hour in Enumerable.Range(0, 24)
        let share = s_hours[(startHour + hour) % 24] * (shopDay.Date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? WeekendShare : WeekdayShare)
        where share > 0 && shopDay.From.AddHours(hour + 1) <= shopDay.Until
        select (shopDay.From.AddHours(hour), share);

    private static SeededPayment Next(Currency currency, int codes, DateTimeOffset paidAt, Random random)
    {
        var (minor, fen) = SeededAmounts.Next(currency, random);
        var status = random.Next(1000) switch
        {
            < 15 => PaymentStatus.PartlyRefunded,
            < 35 => PaymentStatus.Refunded,
            < 50 => PaymentStatus.Cancelled,
            < 65 => PaymentStatus.Closed,
            _ => PaymentStatus.Paid,
        };
        if (status == PaymentStatus.PartlyRefunded && minor == 1)
        {
            status = PaymentStatus.Refunded;                       // one minor unit has no part
        }
        var late = random.Next(200) == 0 ? random.Next(240, 2400) : random.Next(1, 6);
        var refunded = status switch
        {
            PaymentStatus.Refunded => minor,
            PaymentStatus.PartlyRefunded => random.NextInt64(1, minor),
            _ => 0,
        };
        return new SeededPayment(
            Math.Min(random.Next(codes), random.Next(codes)), paidAt, paidAt.AddSeconds(late), paidAt.AddSeconds(late + random.Next(60, 3600)), status, minor, refunded, fen,
            $"1{random.Next(30, 99)}****{random.Next(10_000):D4}", random.NextInt64());
    }
}
