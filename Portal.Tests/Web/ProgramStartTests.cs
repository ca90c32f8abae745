using System.Net;
using System.Net.Sockets;
using Portal.Tests.TestKit;
using Portal.Web.Composition;

namespace Portal.Tests.Web;

/// <summary>The program as an operator starts and stops it.</summary>
public sealed class ProgramStartTests
{
    [Theory]
    [InlineData("Production", "--Portal:Simulator:Enabled=true", "Portal:Simulator:Enabled")]
    [InlineData("Production", "--Portal:Demo:Enabled=true", "Portal:Demo:Enabled")]
    [InlineData("Production", "--Portal:PublicBaseUrl=http://shop.test", "https://")]
    [InlineData("Production", "--Portal:Clock:StartAt=2026-03-01T15:30:00Z", "Portal:Clock:StartAt")]
    [InlineData("Development", "--Portal:Clock:StartAt=yesterday", "Portal:Clock:StartAt")]
    public async Task A_setting_that_does_not_fit_ends_the_start_in_one_line(string environment, string setting, string named)
    {
        using var folder = new PortalFolder();
        var run = await PortalProcess.RunAsync("--urls", "http://127.0.0.1:0", "--environment", environment, $"--Portal:DataFolder={folder.Location}", setting);
        Assert.Equal(1, run.Exit);
        var line = Assert.Single(run.Error);
        Assert.StartsWith("error: ", line);
        Assert.Contains(named, line);
        Assert.False(File.Exists(Path.Combine(folder.Location, "portal.db")));
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_written_ends_the_start_in_one_line()
    {
        var inItsPlace = Path.GetTempFileName();
        var run = await PortalProcess.RunAsync("--urls", "http://127.0.0.1:0", "--environment", "Development", $"--Portal:DataFolder={inItsPlace}");
        Assert.Equal(1, run.Exit);
        Assert.StartsWith($"error: the data folder {inItsPlace} cannot be written", Assert.Single(run.Error));
        File.Delete(inItsPlace);
    }

    [Fact]
    public async Task A_taken_port_ends_the_start_in_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var folder = new PortalFolder();
        var run = await PortalProcess.RunAsync("--urls", $"http://{taken.LocalEndpoint}", "--environment", "Development", $"--Portal:DataFolder={folder.Location}", "--Portal:Demo:Enabled=false");
        Assert.Equal(1, run.Exit);
        Assert.Contains($"{taken.LocalEndpoint}", Assert.Single(run.Error));
        Assert.DoesNotContain(run.Output, line => line.StartsWith("Portal ready", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_ready_lines_are_exact_and_the_demo_password_stays()
    {
        using var folder = new PortalFolder();
        string[] arguments = ["--urls", "http://127.0.0.1:0", "--environment", "Development", $"--Portal:DataFolder={folder.Location}"];
        await using var first = PortalProcess.Start(null, null, arguments);
        var address = await first.ReadyAsync();
        await PortalWait.UntilAsync("the accounts are named", () => first.Output.Any(line => line.StartsWith("Demo accounts", StringComparison.Ordinal)));
        var password = (await File.ReadAllTextAsync(Path.Combine(folder.Location, "demo-password"))).Trim();
        Assert.Matches("^[a-z0-9]{20}$", password);
        Assert.Equal(
            [
                $"Portal ready: {address.GetLeftPart(UriPartial.Authority)}",
                $"Demo password: {password}",
                "Demo accounts: admin@portal.test owner@harbour.test manager@harbour.test cashier@harbour.test accountant@harbour.test owner@london.test",
            ],
            first.Output.SkipWhile(line => !line.StartsWith("Portal ready", StringComparison.Ordinal)).Take(3));
        Assert.True(folder.HasMode("700"));
        Assert.True(folder.HasMode("600", "demo-password"));
        var asked = TimeProvider.System.GetTimestamp();
        Assert.Equal(0, await first.TerminateAsync());
        Assert.InRange(TimeProvider.System.GetElapsedTime(asked), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Empty(first.Error);
        await using var second = PortalProcess.Start(null, null, arguments);
        await PortalWait.UntilAsync("the password is said again", () => second.Output.Contains($"Demo password: {password}"));
    }

    [Fact]
    public async Task A_demo_password_that_is_set_signs_in_at_first_and_later_starts()
    {
        using var folder = new PortalFolder();
        foreach (var password in new[] { "first-word", "other-word" })
        {
            await using var portal = await PortalFixture.StartAsync(folder: folder.Location, settings: ["--Portal:Demo:Enabled=true", $"--Portal:Demo:Password={password}"]);
            using var answer = await PortalSession.Stranger(portal).PostSignInAsync("owner@harbour.test", password);
            Assert.Equal("/", answer.Headers.Location?.ToString());
            Assert.Equal(password, (await File.ReadAllTextAsync(Path.Combine(folder.Location, "demo-password"))).Trim());
        }
    }

    [Fact]
    public async Task The_address_is_the_argument_else_the_variable_else_the_contracts()
    {
        using var folder = new PortalFolder();
        var variable = new Dictionary<string, string> { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0", ["Portal__DataFolder"] = folder.Location, ["Portal__Demo__Enabled"] = "false" };
        await using (var byVariable = PortalProcess.Start(variable, null, "--environment", "Development"))
        {
            Assert.NotEqual(5080, (await byVariable.ReadyAsync()).Port);
        }
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        variable["ASPNETCORE_URLS"] = $"http://{taken.LocalEndpoint}";
        await using (var byArgument = PortalProcess.Start(variable, null, "--environment", "Development", "--urls", "http://127.0.0.1:0"))
        {
            Assert.NotEqual(((IPEndPoint)taken.LocalEndpoint).Port, (await byArgument.ReadyAsync()).Port);
        }
        Assert.Equal("http://127.0.0.1:5080", PortalHost.DefaultAddress);
    }
}
