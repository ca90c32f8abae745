using Portal.Tests.TestKit;

namespace Portal.Tests.Web;

/// <summary>Requests leave no lines: they would cost more than the request, and a notification's address is a secret.</summary>
public sealed class RequestLogTests
{
    [Fact]
    public async Task The_address_of_a_notification_stands_in_no_log()
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:Jobs:Enabled=false");
        var counter = await ReportOnceAsync(portal);
        Assert.DoesNotContain(portal.Log.Lines, line => Names(line, counter));
        Assert.Contains(portal.Log.Lines, line => line.Contains("Now listening on", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_address_of_a_notification_stands_in_no_log_control()
    {
        await using var portal = await PortalFixture.StartAsync(settings: ["--Portal:Jobs:Enabled=false", "--Logging:LogLevel:Microsoft.AspNetCore=Information"]);
        var counter = await ReportOnceAsync(portal);
        await PortalWait.UntilAsync("the operator's setting makes the framework speak", () => Task.FromResult(portal.Log.Lines.Any(line => Names(line, counter))));
    }

    private static async Task<PortalCounter> ReportOnceAsync(PortalFixture portal)
    {
        var counter = await portal.AddCounterAsync(await portal.AddTenantAsync());
        await portal.ReportAsync(counter);
        return counter;
    }

    private static bool Names(string line, PortalCounter counter) => line.Contains(counter.NotifyPath, StringComparison.Ordinal);
}
