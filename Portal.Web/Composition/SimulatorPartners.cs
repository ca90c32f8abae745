using System.Text.Json;
using Portal.Infrastructure.Alipay.Simulator;

namespace Portal.Web.Composition;

/// <summary>The simulator of this data folder, in this process or in another.</summary>
public sealed class LocalSimulatorPartners(SimulatorFile file, PartnerDesk desk) : ISimulatorPartners
{
    public async Task<string?> RegisterAsync(string partner, string signType, string key, CancellationToken ct)
    {
        await file.PrepareAsync(ct);
        return await desk.RegisterAsync(partner, signType, key, ct) is { } wrong ? throw new InvalidOperationException($"the simulator refuses the partner: {wrong}")
            : signType == "MD5" ? null
            : desk.AlipayPublicKey;
    }
}

/// <summary>A simulator elsewhere, over its API.</summary>
/// <param name="gateway">Its gateway's address; the API stands at the same origin.</param>
public sealed class RemoteSimulatorPartners(IHttpClientFactory clients, Uri gateway) : ISimulatorPartners
{
    public const string ClientName = "simulator-partners";
    private static readonly TimeSpan s_within = TimeSpan.FromSeconds(10);

    public async Task<string?> RegisterAsync(string partner, string signType, string key, CancellationToken ct)
    {
        using var client = clients.CreateClient(ClientName);
        client.Timeout = s_within;
        object body = signType == "MD5" ? new { partner, signType, md5Key = key } : new { partner, signType, publicKey = key };
        try
        {
            using var response = await client.PostAsJsonAsync(new Uri(gateway, "/simulator/api/partners"), body, ct);
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>(ct);
            if (!response.IsSuccessStatusCode)
            {
                throw new InvalidOperationException($"the simulator at {gateway} refuses the partner: {answer}");
            }
            return signType == "MD5" ? null : answer.GetProperty("alipayPublicKey").GetString();
        }
        catch (Exception failed) when (failed is HttpRequestException or TaskCanceledException or JsonException && !ct.IsCancellationRequested)
        {
            throw new InvalidOperationException($"the simulator at {gateway} does not answer: {failed.Message}", failed);
        }
    }
}

/// <summary>Where no simulator is enabled.</summary>
public sealed class NoSimulatorPartners : ISimulatorPartners
{
    public Task<string?> RegisterAsync(string partner, string signType, string key, CancellationToken ct) =>
        throw new InvalidOperationException("no simulator is enabled here: set Portal:Simulator:Address, or name a gateway");
}
