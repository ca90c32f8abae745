using System.Text;
using Microsoft.Extensions.Logging;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Tests.TestKit;

namespace Portal.Tests.Secrets;

/// <summary>Keys, passwords, cookies and buyers in what the portal leaves behind: log, pages, answers, database file.</summary>
public sealed class LeakTests
{
    private const string Password = "correct horse";
    private const string BuyerId = "2088999900001111";
    private const string BuyerLogin = "jane.canary@mail.example";

    [Fact]
    [Trait("Row", "S6")]
    [Trait("Row", "S14")]
    [Trait("Row", "I-11")]
    [Trait("Row", "O-01")]
    public async Task No_secret_is_left_in_logs_answers_addresses_or_the_database()
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:Jobs:Enabled=false");
        var run = await RunAsync(portal);
        Assert.True(run.Secrets.Count >= 7);
        Assert.Empty(Found(run.Secrets, string.Join('\n', portal.Log.Lines), "log"));
        Assert.Empty(Found(run.Secrets, run.Answers, "answer"));
        Assert.Empty(Found(run.Secrets, DumpOf(portal.Folder), "database"));
    }

    [Fact]
    public async Task A_secret_that_is_logged_is_found_control()
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:Jobs:Enabled=false");
        var run = await RunAsync(portal);
        portal.Get<ILogger<LeakTests>>().LogWarning("Sign-in with {Password}", Password);
        Assert.Equal(["log: password"], Found(run.Secrets, string.Join('\n', portal.Log.Lines), "log"));
    }

    [Fact]
    public async Task The_dump_of_the_database_is_the_database_control()
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:Jobs:Enabled=false");
        await RunAsync(portal);
        Assert.Equal(["dump: name"], Found(new() { ["name"] = "Canary Till", ["nothing"] = "not in there" }, DumpOf(portal.Folder), "dump"));
    }

    /// <summary>A little of everything that a portal does, and of what goes wrong in it.</summary>
    private static async Task<(Dictionary<string, string> Secrets, string Answers)> RunAsync(PortalFixture portal)
    {
        var tenant = await portal.AddTenantAsync(algorithm: SignAlgorithm.Rsa2);
        var counter = await portal.AddCounterAsync(tenant, "Canary Till");
        var person = await portal.AddPersonAsync(tenant);
        var answers = new StringBuilder();
        var wrong = PortalSession.Stranger(portal);
        using (var refused = await wrong.PostSignInAsync(person.Email, Password + " wrong", "//elsewhere.test"))
        {
            answers.Append(refused.Headers.Location).Append(await refused.Content.ReadAsStringAsync());
        }
        var session = await portal.SignInAsync(person);
        var token = await session.TokenAsync();
        var notice = PortalNotice.Of(counter).With("buyer_id", BuyerId).With("buyer_email", BuyerLogin);
        foreach (var body in new[] { notice.SignedBy(tenant.Alipay), notice.SignedBy(PortalKeys.StrangerSigner), notice.With("trans_amount", "no amount").With("notify_id", "2").SignedBy(tenant.Alipay) })
        {
            using var answer = await portal.PostAsync(counter.NotifyPath, body);
            answers.Append(await answer.Content.ReadAsStringAsync());
        }
        var payment = (await portal.ReadAsync(tenant, db => Task.FromResult(db.Payments.First()))).Id;
        foreach (var path in new[] { "/", "/payments", $"/payments/{payment}", "/attention", "/settings", "/counters", "/not-here", $"/counters/{CounterId.New()}", "/account/login" })
        {
            using var page = await session.GetPageAsync(path);
            using var json = await session.GetJsonAsync(path);
            answers.Append(page.Headers.Location).Append(await page.Content.ReadAsStringAsync()).Append(await json.Content.ReadAsStringAsync());
        }
        using var command = await session.PostJsonAsync("/counters", new { name = "", key = "k" });
        answers.Append(await command.Content.ReadAsStringAsync());
        return (new()
        {
            ["password"] = Password,
            ["wrong password"] = Password + " wrong",
            ["private key"] = PortalKeys.MerchantPrivateKey[100..160],
            ["private key, raw"] = Encoding.Latin1.GetString(Convert.FromBase64String(PortalKeys.MerchantPrivateKey)[100..140]),
            ["cookie"] = session.Cookies.Split("portal=")[1].Split(';')[0],
            ["request token"] = token,
            ["buyer"] = BuyerId,
            ["buyer's login"] = BuyerLogin,
        }, answers.ToString());
    }

    private static List<string> Found(Dictionary<string, string> secrets, string text, string where) =>
        [.. secrets.Where(secret => text.Contains(secret.Value, StringComparison.Ordinal)).Select(secret => $"{where}: {secret.Key}")];

    /// <summary>The file and its log as they lie on the disk.</summary>
    private static string DumpOf(string folder) => string.Concat(new[] { "portal.db", "portal.db-wal" }.Select(name => Path.Combine(folder, name)).Where(File.Exists).Select(path =>
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return Encoding.Latin1.GetString(bytes.ToArray());
    }));
}
