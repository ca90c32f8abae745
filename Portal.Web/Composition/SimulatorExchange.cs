using Portal.Domain.Gateway;
using Portal.Domain.Tenants;

namespace Portal.Web.Composition;

/// <summary>Keys of owners whose gateway is the simulator.</summary>
public sealed class SimulatorExchange(ISimulatorPartners partners) : IExchangeKeys
{
    public bool IsPossible => partners is not NoSimulatorPartners;

    public Task<string?> ExchangeAsync(string partner, SignAlgorithm algorithm, string key, CancellationToken ct) =>
        partners.RegisterAsync(partner, algorithm switch { SignAlgorithm.Md5 => "MD5", SignAlgorithm.Rsa => "RSA", _ => "RSA2" }, key, ct);
}
