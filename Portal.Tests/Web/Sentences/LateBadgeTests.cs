using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Payments;
using Portal.Tests.TestKit;
using Portal.Tests.Web.Components;
using Portal.Web.Components.Shared;
using Portal.Web.Features.Till;

namespace Portal.Tests.Web.Sentences;

/// <summary>Capability 7: what comes twenty minutes late is called late, with both times, and the till's large payment stays. What is said aloud of it is the browser's test.</summary>
public sealed partial class LateBadgeTests
{
    [Fact]
    [Trait("Row", "capability 7")]
    public async Task Capability_7_a_late_payment_stands_in_the_list_with_both_times_and_not_in_the_large() =>
        Assert.Equal((IsLarge: false, HasBothTimes: true), await SecondAsync("2026-03-01 12:00:00"));

    /// <summary>The same message with a time of now is no late one: it is the large payment.</summary>
    [Fact]
    public async Task Capability_7_a_late_payment_stands_in_the_list_with_both_times_and_not_in_the_large_control() =>
        Assert.Equal((IsLarge: true, HasBothTimes: false), await SecondAsync("2026-03-01 12:20:05"));

    [Fact]
    [Trait("Row", "capability 7")]
    public void Above_the_large_payment_stand_seams_alone_and_nothing_is_lost()
    {
        var (late, large, older) = (Rows.Of(3, paidAt: Rows.Two, arrivedAt: Rows.Two.AddMinutes(20)), Rows.Of(2), Rows.Of(1));
        var gap = new Gap(2, 3, Rows.Two, Rows.Two);
        var lines = TillLines.Of([new(null, gap, true, false), new(late, null, false, true), new(null, gap, false, false), new(large, null, false, false), new(older, null, false, false)]);
        Assert.Equal((2, large), (lines.Seams.Count, lines.Last));
        Assert.Equal([late, older], lines.Below.Select(line => line.Row));
        Assert.Equal(late, TillLines.Of([new(late, null, false, true)]).Last);                        // there is nothing that it would replace
        Assert.Null(TillLines.Of([]).Last);
    }

    /// <summary>It is 12:20 in Hong Kong: one message in time, then another of this payment time.</summary>
    private static async Task<(bool IsLarge, bool HasBothTimes)> SecondAsync(string paid)
    {
        await using var portal = await PortalFixture.StartAsync("2026-03-01T04:20:00Z");
        var tenant = await portal.AddTenantAsync();
        var counter = await portal.AddCounterAsync(tenant);
        var (first, second) = (PortalNotice.Of(counter).With("gmt_payment", "2026-03-01 12:19:40"), PortalNotice.Of(counter, "12.50").With("gmt_payment", paid));
        portal.Gateway.Holds(first.Trade() with { PaidAt = "20260301121940" });
        portal.Gateway.Holds(second.Trade() with { PaidAt = Digits(paid) });
        Assert.True((await first.SendAsync(portal.Client, counter)).IsAcknowledged);
        Assert.True((await second.SendAsync(portal.Client, counter)).IsAcknowledged);
        await PortalWait.UntilAsync("both are booked", () => portal.ReadAsync(tenant, async db => await db.Payments.CountAsync(row => row.Status == PaymentStatus.Paid) == 2));
        var page = WebUtility.HtmlDecode(await (await portal.SignInAsync(tenant)).PageTextAsync($"/till/{counter.Id}"));
        var large = Large().Match(page).Groups["trade"].Value;
        Assert.Contains(large, new[] { first.TradeNo, second.TradeNo });
        var row = Lines().Matches(page).Single(line => line.Groups["trade"].Value == (large == first.TradeNo ? second : first).TradeNo).Value;
        return (large == second.TradeNo, row.Contains("12:00:00", StringComparison.Ordinal) && row.Contains("Late: came 12:2", StringComparison.Ordinal));
    }

    private static string Digits(string time) => string.Concat(time.Where(char.IsAsciiDigit));

    [GeneratedRegex("<section class=\"hero\"[^>]*data-trade-no=\"(?<trade>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Large();

    [GeneratedRegex("<li class=\"row\"[^>]*data-trade-no=\"(?<trade>[^\"]*)\".*?</li>", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Lines();
}
