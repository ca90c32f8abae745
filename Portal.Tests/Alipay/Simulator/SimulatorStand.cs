using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Alipay.Simulator;
using Portal.Infrastructure.Alipay.Wire;
using Portal.Web.Cli;

namespace Portal.Tests.Alipay.Simulator;

/// <summary>The simulator alone, on a free port and in a folder of its own, with one partner who signs by MD5.</summary>
internal sealed class SimulatorStand : IAsyncDisposable
{
    public const string Partner = "2088000000000001";
    public const string Secret = "8xa640r5ubnjbbza5qt90zr4qr5mqpc7";
    private static readonly Lazy<string> s_alipayKey = new(() =>
    {
        using var made = RSA.Create(2048);
        return Convert.ToBase64String(made.ExportPkcs8PrivateKey());
    });

    private readonly WebApplication _app;
    private readonly bool _ownsFolder;

    private SimulatorStand(WebApplication app, string folder, bool ownsFolder)
    {
        (_app, Folder, _ownsFolder) = (app, folder, ownsFolder);
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public string Folder { get; }

    public HttpClient Http { get; }

    public SimulatorFile File => _app.Services.GetRequiredService<SimulatorFile>();

    /// <param name="before">What stands in the file when the notifier starts.</param>
    /// <param name="folder">Null for one of its own, which is deleted in the end.</param>
    public static async Task<SimulatorStand> StartAsync(Action<SimulatorOptions>? behaviour = null, string? folder = null, Func<SimulatorFile, Task>? before = null)
    {
        var place = folder ?? Directory.CreateTempSubdirectory("simulator-").FullName;
        var app = SimulatorCommand.Build("http://127.0.0.1:0", place, "Development", builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.Configure(behaviour ?? (_ => { }));
        });
        await GiveKeyAsync(app.Services.GetRequiredService<SimulatorFile>());
        await app.Services.GetRequiredService<SimulatorFile>().PrepareAsync(default);
        if (before is not null)
        {
            await before(app.Services.GetRequiredService<SimulatorFile>());
        }
        await app.StartAsync();
        var stand = new SimulatorStand(app, place, folder is null);
        await stand.PostAsync("partners", new { partner = Partner, signType = "MD5", md5Key = Secret });
        return stand;
    }

    public static Dictionary<string, string> Signed(Dictionary<string, string> parameters, string secret = Secret, string charset = "UTF-8")
    {
        WireCharset.TryGet(charset, out var encoding);
        var text = StringToSign.Of(parameters);
        return new Dictionary<string, string>(parameters) { ["sign"] = new Md5Signature(secret).Sign(encoding!.GetBytes(text)), ["sign_type"] = "MD5" };
    }

    public Dictionary<string, string> Create(string store = "S-1", string? notifyUrl = null, string more = "")
    {
        var parameters = new Dictionary<string, string>
        {
            ["service"] = "alipay.commerce.qrcode.create", ["partner"] = Partner, ["_input_charset"] = "UTF-8",
            ["timestamp"] = WireTimestamp.Text(File.Now), ["biz_type"] = "OVERSEASHOPQRCODE",
            ["biz_data"] = $$"""{"secondary_merchant_industry":"5812","secondary_merchant_id":"SM1","secondary_merchant_name":"北京小馆","store_id":"{{store}}","store_name":"北京小馆 尖沙咀","trans_currency":"HKD","currency":"HKD","country_code":"HK","address":"-","passback_parameters":{"code":"abc"}{{more}}}""",
        };
        if (notifyUrl is not null)
        {
            parameters["notify_url"] = notifyUrl;
        }
        return parameters;
    }

    public static Dictionary<string, string> QueryOf(string tradeNo, string outTradeNo = "") => new()
    {
        ["service"] = "alipay.acquire.overseas.query", ["partner"] = Partner, ["_input_charset"] = "UTF-8", ["alipay_trans_id"] = tradeNo, ["partner_trans_id"] = outTradeNo,
    };

    /// <summary>A modify or modifyStatus of this code, signed.</summary>
    public Dictionary<string, string> Change(string service, string code, params (string Name, string Value)[] more)
    {
        var parameters = new Dictionary<string, string>
        {
            ["service"] = $"alipay.commerce.qrcode.{service}", ["partner"] = Partner, ["_input_charset"] = "UTF-8", ["timestamp"] = WireTimestamp.Text(File.Now),
            ["biz_type"] = "OVERSEASHOPQRCODE", ["qrcode"] = code,
        };
        return Signed(With(parameters, more));
    }

    private static Dictionary<string, string> With(Dictionary<string, string> parameters, (string Name, string Value)[] more)
    {
        foreach (var (name, value) in more)
        {
            parameters[name] = value;
        }
        return parameters;
    }

    /// <summary>Moves the simulator's clock to this time of GMT+8.</summary>
    public Task AtAsync(string local) => PostAsync("clock", new
    {
        offsetSeconds = (long)(DateTimeOffset.Parse(local + "+08:00", System.Globalization.CultureInfo.InvariantCulture) - (File.Now - TimeSpan.FromSeconds(File.OffsetSeconds))).TotalSeconds,
    });

    /// <summary>One of Alipay's numbers to the other.</summary>
    public async Task<string> OutTradeNoAsync(string tradeNo) => (await GetAsync($"trades/{tradeNo}")).GetProperty("outTradeNo").GetString()!;

    public async Task<WireAnswer> CancelAsync(string outTradeNo, params (string Name, string Value)[] more) => await AskAsync(Signed(With(
        new() { ["service"] = "alipay.acquire.cancel", ["partner"] = Partner, ["_input_charset"] = "UTF-8", ["timestamp"] = $"{File.Now.ToUnixTimeMilliseconds()}", ["out_trade_no"] = outTradeNo }, more)));

    public async Task<WireAnswer> RefundAsync(string outTradeNo, string refundNo, string amount, params (string Name, string Value)[] more) => await AskAsync(Signed(With(
        new()
        {
            ["service"] = "alipay.acquire.overseas.spot.refund", ["partner"] = Partner, ["_input_charset"] = "UTF-8", ["partner_trans_id"] = outTradeNo, ["partner_refund_id"] = refundNo,
            ["refund_amount"] = amount, ["currency"] = "HKD",
        },
        more)));

    public async Task<WireAnswer> RefundQueryAsync(string outTradeNo, string refundNo) => await AskAsync(Signed(new()
    {
        ["service"] = "alipay.acquire.refund.query", ["partner"] = Partner, ["_input_charset"] = "UTF-8", ["out_trade_no"] = outTradeNo, ["out_return_no"] = refundNo,
    }));

    public async Task<WireAnswer> AskAsync(Dictionary<string, string> signed)
    {
        using var response = await SendAsync(signed);
        var body = await response.Content.ReadAsByteArrayAsync();
        Assert.True(SafeXml.TryRead(body, null, out var answer), Encoding.UTF8.GetString(body));
        return answer;
    }

    public Task<HttpResponseMessage> SendAsync(Dictionary<string, string> signed, CancellationToken ct = default) =>
        Http.PostAsync("/simulator/gateway.do", new FormUrlEncodedContent(signed), ct);

    public async Task<string> CodeAsync(string store = "S-1", string? notifyUrl = null, string more = "") =>
        (await AskAsync(Signed(Create(store, notifyUrl, more)))).Fields["qrcode"];

    public async Task<string> PayAsync(string code, string amount = "88.80", string outcome = "paid", bool notify = true) =>
        (await PostAsync("payments", new { qrcode = code, amount, outcome, notify })).GetProperty("tradeNo").GetString()!;

    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await Http.PostAsJsonAsync($"/simulator/api/{path}", body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public Task<JsonElement> GetAsync(string path) => Http.GetFromJsonAsync<JsonElement>($"/simulator/api/{path}");

    public Task FaultAsync(string service, string fault, int times = 1, int? seconds = null) => PostAsync("faults", new { service, fault, times, seconds });

    /// <summary>Waits until the trade's only notification is as wished; ten seconds at most.</summary>
    public async Task<JsonElement> NotificationAsync(string tradeNo, Func<JsonElement, bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (true)
        {
            var found = (await GetAsync($"trades/{tradeNo}")).GetProperty("notifications");
            if (found.GetArrayLength() == 1 && isSo(found[0]))
            {
                return found[0];
            }
            Assert.False(patience.IsCancellationRequested, $"The notification stayed {found}");
            await Task.Delay(10);
        }
    }

    /// <summary>One key pair for all stands: making one takes longer than most tests.</summary>
    private static async Task GiveKeyAsync(SimulatorFile file)
    {
        await using var context = file.Open();
        await SimulatorSchema.BringUpToDateAsync(context, default);
        if (!await context.States.AnyAsync(state => state.Name == "alipay-key"))
        {
            context.States.Add(new SimState { Name = "alipay-key", Value = s_alipayKey.Value });
            await context.SaveChangesAsync();
        }
    }

    public static string NewPublicKey(out RSA pair)
    {
        pair = RSA.Create(2048);
        return Convert.ToBase64String(pair.ExportSubjectPublicKeyInfo());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await using var context = File.Open();
        await _app.StopAsync();         // disposing alone does not wait for the notifier to give its lease back
        await _app.DisposeAsync();
        SqliteConnection.ClearPool((SqliteConnection)context.Database.GetDbConnection());
        if (_ownsFolder)
        {
            Remove(Folder);
        }
    }

    public static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // A test beside this one clears all pools at this moment and closes our file; the folder stays to the system's cleaning.
        }
    }
}

/// <summary>One simulator for the tests of a class that leave nothing behind in it.</summary>
public sealed class SharedSimulator : IAsyncLifetime
{
    internal SimulatorStand Stand { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Stand = await SimulatorStand.StartAsync();

    public ValueTask DisposeAsync() => Stand.DisposeAsync();
}
