using System.Net.Http.Json;
using System.Text.Json;

namespace Portal.E2E;

/// <summary>The simulator by its API: customers who pay, and faults.</summary>
/// <remarks>Source: CONTRACT "Simulator".</remarks>
internal sealed class SimulatorApi(Uri address) : IDisposable
{
    public const string Query = "alipay.acquire.overseas.query";
    public const string ModifyStatus = "alipay.commerce.qrcode.modifyStatus";
    private readonly HttpClient _client = new() { BaseAddress = address };

    /// <summary>A customer scans the code and pays; the notification is on its way.</summary>
    /// <param name="notify">False: Alipay tells nobody by itself.</param>
    /// <returns>Alipay's trade number.</returns>
    public async Task<string> PayAsync(string codeText, string amount, bool notify = true)
    {
        using var answer = await _client.PostAsJsonAsync("/simulator/api/payments", new { qrcode = codeText, amount, notify });
        return (await ReadAsync(answer)).GetProperty("tradeNo").GetString()!;
    }

    /// <param name="times">0: until cleared.</param>
    public async Task ArmAsync(string service, string fault, int times = 1, int? seconds = null)
    {
        using var answer = await _client.PostAsJsonAsync("/simulator/api/faults", new { service, fault, times, seconds });
        await ReadAsync(answer);
    }

    /// <summary>The statuses that codes were asked to take, newest first.</summary>
    public async Task<IReadOnlyList<string>> StepsAskedAsync(string codeText)
    {
        using var answer = await _client.GetAsync(new Uri($"/simulator/api/requests?service={ModifyStatus}&limit=100", UriKind.Relative));
        return [.. (await ReadAsync(answer)).EnumerateArray().Select(request => request.GetProperty("parameters"))
            .Where(sent => sent.GetProperty("qrcode").GetString() == codeText).Select(sent => sent.GetProperty("status").GetString()!)];
    }

    /// <summary>From now on the simulator knows the partner by another key, so that it refuses what the portal signs.</summary>
    public async Task ForgetKeyAsync(string partner)
    {
        using var answer = await _client.PostAsJsonAsync("/simulator/api/partners", new { partner, signType = "MD5", md5Key = "another-key-than-the-portals" });
        await ReadAsync(answer);
    }

    public async Task ClearFaultsAsync()
    {
        using var answer = await _client.DeleteAsync(new Uri("/simulator/api/faults", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Sends a notification of a trade once more, in one of the simulator's ways.</summary>
    public async Task NotifyAsync(string tradeNo, string how)
    {
        using var answer = await _client.PostAsJsonAsync($"/simulator/api/notifications/{tradeNo}", new { how });
        await ReadAsync(answer);
    }

    /// <summary>Moves the simulator's clock alone.</summary>
    public async Task MoveClockAsync(TimeSpan ahead)
    {
        using var answer = await _client.PostAsJsonAsync("/simulator/api/clock", new { offsetSeconds = (int)ahead.TotalSeconds });
        await ReadAsync(answer);
    }

    public void Dispose() => _client.Dispose();

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"the simulator answers {(int)answer.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
