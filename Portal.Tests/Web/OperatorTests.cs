using System.Text.Json;
using Portal.Tests.TestKit;
using Portal.Web.Cli;

namespace Portal.Tests.Web;

/// <summary>The operator's commands as a script uses them: exit code, one line of error, one JSON document.</summary>
public sealed class OperatorTests : IDisposable
{
    private const string Key = "abcdefghijklmnopqrstuvwxyz012345";

    private readonly PortalFolder _folder = new();

    private static string[] Tenant(string name, string partner, params string[] more) =>
        ["tenant", "add", "--name", name, "--currency", "HKD", "--time-zone", "Asia/Hong_Kong", "--partner", partner, "--sign-type", "MD5", .. more];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Commands_work_beside_a_running_portal_from_tenant_to_code()
    {
        await using var portal = await PortalProcess.StartAsync(_folder.Location);
        var tenant = await JsonAsync([.. Tenant("Harbour Tea", "2088000000000001", "--gateway-url", "simulator")]);
        Assert.Equal(("Harbour Tea", "2088000000000001"), (tenant.GetProperty("name").GetString(), tenant.GetProperty("partner").GetString()));
        var counter = await JsonAsync("counter", "add", "--tenant", "Harbour Tea", "--name", "Till 1");
        Assert.Equal("Live", counter.GetProperty("status").GetString());
        Assert.StartsWith(portal.Client.BaseAddress + "alipay/notify/", counter.GetProperty("notifyUrl").GetString());
        var listed = await JsonAsync("counter", "list", "--tenant", tenant.GetProperty("id").GetString()!);
        Assert.Equal(counter.GetRawText(), Assert.Single(listed.EnumerateArray()).GetRawText());
        await FailsAsync(1, "there is a counter of this name already", "counter", "add", "--tenant", "Harbour Tea", "--name", "till 1");
        await FailsAsync(1, "there is no tenant 'Nobody'", "counter", "list", "--tenant", "Nobody");
        await FailsAsync(1, "already", Tenant("Harbour Tea", "2088000000000002", "--gateway-url", "simulator"));
        await FailsAsync(1, "already", Tenant("Other", "2088000000000001", "--gateway-url", "simulator"));
        Assert.Equal("Harbour Tea", Assert.Single((await JsonAsync("tenant", "list")).EnumerateArray()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Keys_are_tested_and_changed_in_words()
    {
        await using var portal = await PortalProcess.StartAsync(_folder.Location);
        await JsonAsync([.. Tenant("Harbour Tea", "2088000000000001", "--gateway-url", "simulator")]);
        Assert.Equal("Proven", (await JsonAsync("keys", "test", "--tenant", "Harbour Tea")).GetProperty("verdict").GetString());
        var file = Path.Combine(_folder.Location, "key.txt");
        await File.WriteAllTextAsync(file, "short\n");
        await FailsAsync(1, "the MD5 key needs 16 to 128 characters", "keys", "change", "--tenant", "Harbour Tea", "--md5-key-file", file);
        Assert.Equal("Proven", (await JsonAsync("keys", "test", "--tenant", "Harbour Tea")).GetProperty("verdict").GetString());
        await File.WriteAllTextAsync(file, Key + "\r\n");
        Assert.Equal("2088000000000001", (await JsonAsync("keys", "change", "--tenant", "Harbour Tea", "--md5-key-file", file)).GetProperty("partner").GetString());
        await FailsAsync(1, "Alipay refuses the portal’s signature", "keys", "test", "--tenant", "Harbour Tea");            // the simulator still has the key before
    }

    [Fact]
    public async Task People_are_made_with_a_role_and_a_password()
    {
        await JsonAsync([.. Tenant("Tea", "2088000000000001", "--gateway-url", "simulator")]);
        var owner = await JsonAsync("user", "add", "--email", "owner@tea.test", "--role", "owner", "--tenant", "Tea");
        Assert.Matches("^[a-z0-9]{20}$", owner.GetProperty("password").GetString());
        var admin = await PortalProcess.RunAsync(Variables(), null, "a word of mine\r\n", "user", "add", "--email", "admin@tea.test", "--role", "admin", "--password-stdin", "--json");
        Assert.Equal("a word of mine", JsonDocument.Parse(Assert.Single(admin.Output)).RootElement.GetProperty("password").GetString());
        await FailsAsync(1, "taken", "user", "add", "--email", "owner@tea.test", "--role", "cashier", "--tenant", "Tea");
        await FailsAsync(1, "has no counter", "user", "add", "--email", "till@tea.test", "--role", "cashier", "--tenant", "Tea", "--counter", "Till 1");
        await FailsAsync(2, "needs --tenant", "user", "add", "--email", "x@tea.test", "--role", "owner");
        await FailsAsync(2, "--role is", "user", "add", "--email", "x@tea.test", "--role", "king", "--tenant", "Tea");
        await using var portal = await PortalFixture.StartAsync(folder: _folder.Location);
        using var answer = await PortalSession.Stranger(portal).PostSignInAsync("owner@tea.test", owner.GetProperty("password").GetString()!);
        Assert.Equal("/", answer.Headers.Location?.ToString());
    }

    [Fact]
    public async Task A_tenant_is_suspended_by_its_sign_ins_or_its_codes_and_resumed()
    {
        await JsonAsync(Tenant("Tea", "2088000000000001", "--gateway-url", "simulator"));
        Assert.Equal("CodesStopped", (await JsonAsync("tenant", "suspend", "--tenant", "Tea", "--codes")).GetProperty("status").GetString());
        Assert.Equal("Suspended", (await JsonAsync("tenant", "suspend", "--tenant", "Tea", "--reason", "rent not paid")).GetProperty("status").GetString());
        await FailsAsync(1, "Suspended already", "tenant", "suspend", "--tenant", "Tea");
        Assert.Equal("Active", (await JsonAsync("tenant", "resume", "--tenant", "Tea")).GetProperty("status").GetString());
        await FailsAsync(1, "there is no tenant", "tenant", "resume", "--tenant", "Coffee");
        await FailsAsync(2, "--tenant", "tenant", "resume");
    }

    [Fact]
    public async Task Key_files_count_from_where_the_command_was_typed()
    {
        Directory.CreateDirectory(_folder.Location);
        await File.WriteAllTextAsync(Path.Combine(_folder.Location, "key.txt"), Key);
        string[] shop = ["--country", "HK", "--address", "1 Street", "--mcc", "5812", "--md5-key-file", "key.txt", "--json"];
        var there = await PortalProcess.RunAsync(Variables(), _folder.Location, "", Tenant("Tea", "2088000000000001", shop));
        Assert.Equal((0, ""), (there.Exit, string.Join('\n', there.Error)));
        var asDotnetRun = Variables();
        (asDotnetRun["DOTNET_LAUNCH_PROFILE"], asDotnetRun["PWD"]) = ("Portal.Web", _folder.Location);
        Assert.Equal(0, (await PortalProcess.RunAsync(asDotnetRun, null, "", Tenant("Noodles", "2088000000000002", shop))).Exit);
        var elsewhere = await PortalProcess.RunAsync(Variables(), null, "", Tenant("Rice", "2088000000000003", shop));
        Assert.Equal(1, elsewhere.Exit);
        Assert.Contains("key.txt", Assert.Single(elsewhere.Error));
    }

    [Fact]
    public async Task Wrong_usage_is_told_from_what_cannot_be_done()
    {
        await FailsAsync(2, "", "sing");
        await FailsAsync(2, "", "tenant");
        await FailsAsync(2, "--name", "tenant", "add");
        await FailsAsync(2, "--country", Tenant("Tea", "2088000000000001"));
        await FailsAsync(1, "2088", Tenant("Tea", "12", "--gateway-url", "simulator"));
        await FailsAsync(1, "AllowedHosts", Tenant("Tea", "2088000000000001", "--gateway-url", "https://elsewhere.test", "--country", "HK", "--address", "1 Street", "--mcc", "5812"));
        var help = await PortalProcess.RunAsync(Variables(), null, "", "--help");
        Assert.Equal((0, 0), (help.Exit, help.Error.Count));
    }

    [Fact]
    public async Task The_environment_is_the_argument_else_the_noted_one()
    {
        Assert.True((await JsonAsync("migrate", "--environment", "Production")).GetProperty("migrated").GetBoolean());
        await File.WriteAllTextAsync(Path.Combine(_folder.Location, "environment"), "Production\n");
        await FailsAsync(1, "no simulator is enabled here", Tenant("Tea", "2088000000000001", "--gateway-url", "simulator"));
        await JsonAsync(Tenant("Tea", "2088000000000001", "--gateway-url", "simulator", "--environment", "Development"));
        await FailsAsync(1, "Portal:PublicBaseUrl", "counter", "add", "--tenant", "Tea", "--name", "Till 1");
    }

    [Theory]
    [InlineData("--Portal:DataFolder={0}")]
    [InlineData("--Portal:DataFolder {0}")]
    [InlineData("--portal:datafolder={0}")]
    public async Task Settings_are_written_as_for_the_portal(string setting)
    {
        var run = await PortalProcess.RunAsync(["migrate", "--json", .. string.Format(System.Globalization.CultureInfo.InvariantCulture, setting, _folder.Location).Split(' ')]);
        Assert.Equal("""{"migrated":true}""", Assert.Single(run.Output));
        Assert.Equal((0, true), (run.Exit, File.Exists(Path.Combine(_folder.Location, "portal.db"))));
    }

    private Dictionary<string, string> Variables() => new() { ["Portal__DataFolder"] = _folder.Location };

    /// <summary>The one document of a command that must succeed.</summary>
    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var (exit, output, error) = await RunAsync([.. arguments, "--json"]);
        Assert.Equal((0, ""), (exit, error));
        return JsonDocument.Parse(output).RootElement;
    }

    private async Task FailsAsync(int exit, string saying, params string[] arguments)
    {
        var run = await RunAsync(arguments);
        Assert.Equal((exit, ""), (run.Exit, run.Output));
        var line = Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.StartsWith("error: ", line);
        Assert.Contains(saying, line);
    }

    /// <summary>In this process, which the start of a program would cost a second; in Development where nothing is noted or said.</summary>
    private async Task<(int Exit, string Output, string Error)> RunAsync(string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var isSaid = arguments.Contains("--environment") || File.Exists(Path.Combine(_folder.Location, "environment"));
        string[] environment = isSaid ? [] : ["--environment", "Development"];
        var exit = await PortalCommands.RunAsync([.. arguments, .. environment, $"--Portal:DataFolder={_folder.Location}"], output, error);
        return (exit, output.ToString(), error.ToString());
    }
}
