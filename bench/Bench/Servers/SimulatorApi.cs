using System.Text;

namespace Portal.Bench.Servers;

/// <summary>What a simulator in a process of its own is told, and what it counted.</summary>
internal sealed class SimulatorApi(ServerProcess simulator) : IDisposable
{
    private const string Query = "alipay.acquire.overseas.query";

    /// <summary>Its log is written every quarter of a second.</summary>
    private static readonly TimeSpan s_untilLogged = TimeSpan.FromMilliseconds(600);

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = simulator.Address };

    /// <summary>Paid trades without a message; numbered from 00000001 on behind the prefix.</summary>
    public Task MakeTradesAsync(Till till, int count, string prefix) =>
        PostAsync("trades", $$"""{"partner":"{{till.Partner}}","count":{{count}},"currency":"{{till.Currency}}","amount":"12.50","prefix":"{{prefix}}"}""");

    /// <summary>Queries are answered late, or without a word about the trade (<c>unknow</c>), until <see cref="ClearAsync"/>.</summary>
    public Task ArmAsync(string fault) => PostAsync("faults", $$"""{"service":"{{Query}}","fault":"{{fault}}","times":0}""");

    public async Task ClearAsync()
    {
        using var answer = await _client.DeleteAsync("/simulator/api/faults");
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>How often it was asked for a trade since it was made; it is asked nothing else once its codes are known.</summary>
    public async Task<long> CallsAsync()
    {
        await Task.Delay(s_untilLogged);
        return DatabaseFile.Number(simulator.Folder, "simulator.db", "SELECT COALESCE(MAX(Id), 0) FROM Requests");
    }

    /// <summary>Queries that were answered within a span, of the last thousand calls.</summary>
    public async Task<long> QueriesAsync(DateTimeOffset from, DateTimeOffset until)
    {
        await Task.Delay(s_untilLogged);
        return DatabaseFile.Number(simulator.Folder, "simulator.db",
            $"SELECT COUNT(*) FROM Requests WHERE Service = '{Query}' AND At >= {from.ToUnixTimeMilliseconds()} AND At < {until.ToUnixTimeMilliseconds()}");
    }

    public void Dispose() => _client.Dispose();

    private async Task PostAsync(string path, string json)
    {
        using var answer = await _client.PostAsync($"/simulator/api/{path}", new StringContent(json, Encoding.UTF8, "application/json"));
        answer.EnsureSuccessStatusCode();
    }
}
