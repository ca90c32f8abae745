using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Alarms;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Persistence;
using Portal.Tests.TestKit;

namespace Portal.Tests.Persistence;

/// <summary>M-07: whatever zone an instant is said in, it is stored in UTC, is the same when it comes back, and belongs to one day of each kind.</summary>
public sealed class InstantTests
{
    private const int Years = 80;
    private static readonly DateTimeOffset s_from = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeZoneInfo[] s_zones = [.. TimeZoneInfo.GetSystemTimeZones()];

    /// <summary>Clocks go forward, go back, a leap day, the year's end in three zones, and the ends of an Alipay day.</summary>
    private static readonly string[] s_edges =
    [
        "2026-03-29T00:59:59.9999999Z", "2026-03-29T01:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z", "2026-03-08T07:00:00Z", "2026-11-01T06:00:00Z",
        "2028-02-28T23:59:59Z", "2028-02-29T00:00:00Z", "2028-02-29T16:00:00Z", "2028-03-01T00:00:00Z", "2100-02-28T23:59:59Z",
        "2026-12-31T15:59:59Z", "2026-12-31T16:00:00Z", "2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z", "2026-04-04T15:30:00Z", "2026-10-03T15:30:00Z",
    ];

    public static TheoryData<string> Providers() => [DatabaseOptions.Sqlite, DatabaseOptions.SqlServer];

    [Theory]
    [Trait("Row", "M-07")]
    [MemberData(nameof(Providers))]
    public void M_07_every_instant_of_the_model_is_stored_in_utc_whatever_zone_it_is_said_in(string provider)
    {
        using var context = new PortalDatabase(new DatabaseOptions { Provider = provider, ConnectionString = provider == DatabaseOptions.Sqlite ? "Data Source=none.db" : "Server=none" }, "").OpenWithoutTenant();
        var instants = context.Model.GetEntityTypes().Where(entity => entity.ClrType.Namespace?.StartsWith("Portal.", StringComparison.Ordinal) == true).SelectMany(entity => entity.GetProperties())
            .Where(property => property.ClrType == typeof(DateTimeOffset) || property.ClrType == typeof(DateTimeOffset?)).ToList();
        Assert.True(instants.Count > 40, $"{instants.Count} instants");
        Assert.Empty(context.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()).Where(property => property.ClrType == typeof(DateTime) || property.ClrType == typeof(DateTime?)).Select(property => property.ToString()));
        foreach (var property in instants)
        {
            var converter = property.GetTypeMapping().Converter!;
            Assert.Equal(typeof(DateTime), converter.ProviderClrType);
            foreach (var edge in s_edges.Select(Utc))
            {
                Assert.All(s_zones, zone => Assert.True(IsKept(converter.ConvertToProvider, converter.ConvertFromProvider, edge, zone), $"{property}, {edge:O} in {zone.Id}"));
            }
        }
        Prop.ForAll(ArbMap.Default.ArbFor<Guid>(), ArbMap.Default.ArbFor<NonNegativeInt>(), (ticks, pick) =>
        {
            var converter = instants[pick.Get % instants.Count].GetTypeMapping().Converter!;
            return IsKept(converter.ConvertToProvider, converter.ConvertFromProvider, At(ticks), s_zones[pick.Get % s_zones.Length]);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void M_07_every_instant_of_the_model_is_stored_in_utc_control()
    {
        var london = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
        Assert.False(IsKept(instant => ((DateTimeOffset)instant!).DateTime, stored => new DateTimeOffset((DateTime)stored!, TimeSpan.Zero), Utc("2026-10-25T00:30:00Z"), london));       // the clock on the wall
    }

    [Fact]
    [Trait("Row", "M-07")]
    public async Task M_07_what_is_said_in_any_zone_is_one_instant_in_the_file_and_sorts_by_it()
    {
        await using var portal = await TestPortal.StartAsync();
        var shop = await portal.AShopAsync();
        await using (var context = portal.Database.Open(shop.Id))
        {
            foreach (var (edge, i) in s_edges.Select((edge, i) => (Utc(edge), i)))
            {
                context.Alarms.Add(Alarm.Raise(shop.Id, AlarmKind.UntrustedAnswer, $"{i}", "", null, TimeZoneInfo.ConvertTime(edge, s_zones[i * 17 % s_zones.Length])));
            }
            await context.SaveChangesAsync();
        }
        await using var again = portal.Database.Open(shop.Id);
        var read = await again.Alarms.OrderBy(alarm => alarm.RaisedAt).Select(alarm => alarm.RaisedAt).ToListAsync();
        Assert.Equal(s_edges.Select(Utc).Order(), read);
        Assert.All(read, instant => Assert.Equal(TimeSpan.Zero, instant.Offset));
        Assert.Equal((long)s_edges.Length, portal.Files.Sql("SELECT COUNT(*) FROM Alarms WHERE RaisedAt NOT LIKE '%+%' AND RaisedAt NOT LIKE '%Z'"));
    }

    [Fact]
    [Trait("Row", "M-07")]
    public void M_07_every_instant_is_in_one_shop_day_of_every_zone_and_one_alipay_day_of_none()
    {
        foreach (var zone in s_zones)
        {
            Assert.All(s_edges.Select(Utc), edge => Assert.True(IsInOneDay(edge, zone), $"{edge:O} in {zone.Id}"));
        }
        Prop.ForAll(ArbMap.Default.ArbFor<Guid>(), ArbMap.Default.ArbFor<NonNegativeInt>(), (ticks, pick) => IsInOneDay(At(ticks), s_zones[pick.Get % s_zones.Length]))
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [Trait("Row", "M-07")]
    [InlineData("Mars/Olympus_Mons")]
    [InlineData("")]
    [InlineData("China Standard Time")]
    public async Task M_07_a_zone_without_data_makes_no_shop(string zone)
    {
        await using var portal = await TestPortal.StartAsync();
        var details = new TenantDetails("Nowhere", "HKD", zone, "HK", "3 Star Ferry Pier", "5812", false);
        Assert.Equal("tenant_invalid", (await portal.Get<Infrastructure.Tenants.TenantRegistration>().AddAsync(details, AlipaySide.Of(SignAlgorithm.Rsa2).Material("2088000000000001", GatewayAccount.SimulatorWord), default)).ErrorCode());
    }

    private static bool IsKept(Func<object?, object?> store, Func<object?, object?> read, DateTimeOffset instant, TimeZoneInfo zone) =>
        store(TimeZoneInfo.ConvertTime(instant, zone)) is DateTime stored && stored.Ticks == instant.UtcTicks
        && read(DateTime.SpecifyKind(stored, DateTimeKind.Unspecified)) is DateTimeOffset back && back == instant && back.Offset == TimeSpan.Zero;

    private static bool IsInOneDay(DateTimeOffset instant, TimeZoneInfo zone)
    {
        var said = TimeZoneInfo.ConvertTime(instant, zone);
        var day = ShopDay.Of(said, zone);
        return day.Contains(instant) && day == ShopDay.Of(instant, zone) && ShopDay.On(day.Date.AddDays(-1), zone).Until == day.From && ShopDay.On(day.Date.AddDays(1), zone).From == day.Until
            && TradeDay.Of(said) == TradeDay.Of(instant) && instant < TradeDay.EndOf(TradeDay.Of(said)) && instant >= TradeDay.EndOf(TradeDay.Of(said).AddDays(-1));
    }

    /// <summary>Any tick of eighty years.</summary>
    private static DateTimeOffset At(Guid any) => s_from.AddTicks((long)(BitConverter.ToUInt64(any.ToByteArray()) % (ulong)(Years * 365L * TimeSpan.TicksPerDay)));

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
