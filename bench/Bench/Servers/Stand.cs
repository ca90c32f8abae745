using System.Security.Cryptography;
using System.Text.Json;

namespace Portal.Bench.Servers;

/// <summary>A counter that takes notifications.</summary>
internal sealed record Till(string Tenant, string Partner, string Owner, string Counter, string NotifyPath, string Passback, string Currency)
{
    public string Page => $"/till/{Counter}";
}

/// <summary>A data folder with the demo and one counter for each of its tenants, copied for every server that is measured.</summary>
internal sealed class Stand : IAsyncDisposable
{
    private readonly string _template;
    private readonly string _folder;
    private int _copies;

    private Stand(string folder)
    {
        _folder = folder;
        _template = Path.Combine(folder, "template");
        PublicKeyFile = Path.Combine(folder, "alipay.pub");
    }

    public Till Harbour { get; private set; } = null!;

    public Till London { get; private set; } = null!;

    public string Password { get; private set; } = "";

    /// <summary>Signs as Alipay; the simulator's own.</summary>
    public RSA AlipayKey { get; } = RSA.Create();

    /// <summary>Its other half, one line of Base64.</summary>
    public string PublicKeyFile { get; }

    public static async Task<Stand> PrepareAsync(Plan plan)
    {
        var stand = new Stand(plan.Folder);
        await using (await ServerProcess.PortalAsync(stand._template))
        {
            stand.Harbour = await stand.CounterAsync("Harbour Tea", "2088000000000101", "owner@harbour.test", "HKD");
            stand.London = await stand.CounterAsync("London Noodles", "2088000000000202", "owner@london.test", "GBP");
        }
        stand.Password = (await File.ReadAllTextAsync(Path.Combine(stand._template, "demo-password"))).Trim();
        stand.AlipayKey.ImportPkcs8PrivateKey(Convert.FromBase64String(DatabaseFile.Text(stand._template, "simulator.db", "SELECT Value FROM States WHERE Name = 'alipay-key'")), out _);
        await File.WriteAllTextAsync(stand.PublicKeyFile, Convert.ToBase64String(stand.AlipayKey.ExportSubjectPublicKeyInfo()));
        return stand;
    }

    /// <summary>A folder of its own for a portal.</summary>
    public string CopyForPortal() => CopyOf(_template);

    /// <summary>A copy of a folder that no process uses just now.</summary>
    public string CopyOf(string folder)
    {
        var copy = EmptyFolder();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(copy, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
        return copy;
    }

    public string EmptyFolder() => Directory.CreateDirectory(Path.Combine(_folder, $"data-{++_copies}")).FullName;

    public ValueTask DisposeAsync()
    {
        AlipayKey.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<Till> CounterAsync(string tenant, string partner, string owner, string currency)
    {
        var said = await Child.RunAsync(Repository.Portal, "counter", "add", "--tenant", tenant, "--name", "Counter 1", "--json", "--environment", "Development", $"--Portal:DataFolder={_template}");
        using var document = JsonDocument.Parse(said);
        var notifyPath = new Uri(document.RootElement.GetProperty("notifyUrl").GetString()!).AbsolutePath;
        var passback = DatabaseFile.Text(_template, "portal.db", $"SELECT Passback FROM QrCodes WHERE AddressToken = '{notifyPath.Split('/')[^1]}'");
        return new Till(tenant, partner, owner, document.RootElement.GetProperty("id").GetString()!, notifyPath, passback, currency);
    }
}
