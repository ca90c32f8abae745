using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Tests.TestKit;

namespace Portal.Tests.Inbox;

/// <summary>A message that comes long after the money: booked when it was paid, and called late wherever it is shown.</summary>
public sealed class LateTests
{
    private const string NoJobs = "--Portal:Jobs:Enabled=false";

    /// <summary>The notice's <c>gmt_payment</c>.</summary>
    private static readonly DateTimeOffset s_paid = new(2026, 3, 1, 4, 0, 0, TimeSpan.Zero);

    [Theory]
    [Trait("Row", "N-06")]
    [InlineData("2026-03-01T04:20:00Z", true)]
    [InlineData("2026-03-02T04:00:00Z", true)]
    [InlineData("2026-03-01T04:00:30Z", false)]
    public async Task N_06_a_late_message_counts_for_when_it_was_paid_and_says_that_it_is_late(string now, bool isLate)
    {
        await using var portal = await PortalFixture.StartAsync(now, settings: NoJobs);
        var tenant = await portal.AddTenantAsync();
        var counter = await portal.AddCounterAsync(tenant);
        var person = await portal.SignInAsync(tenant);
        await using var hub = await PortalHubClient.ConnectAsync(portal.Address, person.Cookies);
        await hub.CallAsync("Since", 0);
        await portal.ReportAsync(counter);
        var payment = await portal.ReadAsync(tenant, db => db.Payments.AsNoTracking().SingleAsync());
        Assert.Equal((s_paid, s_paid, new DateOnly(2026, 3, 1)), (payment.PaidAt, payment.OccurredAt, payment.TradeDate));
        Assert.True(payment.ArrivedAt > s_paid);
        Assert.Equal(isLate, (await hub.PushAsync()).Argument.GetProperty("late").GetBoolean());      // by this word the till neither rings nor calls it new
        using var list = await person.GetJsonAsync("/payments");
        using var json = JsonDocument.Parse(await list.Content.ReadAsStringAsync());
        Assert.Equal(isLate, json.RootElement.GetProperty("payments")[0].GetProperty("late").GetBoolean());
    }
}
