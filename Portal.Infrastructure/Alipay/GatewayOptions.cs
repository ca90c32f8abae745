using Portal.Domain.Tenants;

namespace Portal.Infrastructure.Alipay;

/// <summary>Settings below <c>Portal:Gateway</c> and <c>Portal:Simulator</c>.</summary>
public sealed class GatewayOptions
{
    /// <summary>Calls of jobs and persons per second and account; 0: no cap.</summary>
    public int CallsPerSecond { get; set; } = 5;

    /// <summary>Calls of jobs under way at once for an account, at least 1.</summary>
    public int CallsAtOnce { get; set; } = 8;

    /// <summary>Rows of an account that jobs work on at once: while Alipay has so many of them as it may, the others are read, booked, or wait to be sent.</summary>
    internal int RowsAtOnce => 2 * Math.Max(1, CallsAtOnce);

    /// <summary>So many calls in a row without a proper answer, and the account's calls rest for 10 seconds; 0: never.</summary>
    public int FailuresToRest { get; set; } = 5;

    /// <summary>Hosts that a tenant's gateway address may name (PROTOCOL 1.1).</summary>
    public string[] AllowedHosts { get; set; } =
        ["globalmapi.alipay.com", "intlmapi.alipay.com", "mapi.alipay.com", "mapi.alipaydev.com", "openapi.alipaydev.com"];

    /// <summary>POST, as the official SDK; GET where a contract's address wants it.</summary>
    public GatewayMethod Method { get; set; }

    /// <summary>Where a request goes that surely did not reach its first address.</summary>
    public IList<GatewayBackup> Backups { get; } =
        [new() { Address = "https://globalmapi.alipay.com/gateway.do", Backup = "https://intlmapi.alipay.com/gateway.do" }];

    /// <summary>Development only: any loopback address and port, over http too.</summary>
    public bool AllowLoopback { get; set; }

    /// <summary>Whether <paramref name="address"/> may be called: https to an allowed host, without user, query or fragment.</summary>
    public bool Allows(Uri address) =>
        address.IsAbsoluteUri && address.UserInfo.Length == 0 && address.Query.Length == 0 && address.Fragment.Length == 0
        && ((address.Scheme == Uri.UriSchemeHttps && address.IsDefaultPort && AllowedHosts.Contains(address.Host, StringComparer.OrdinalIgnoreCase))
            || (AllowLoopback && address.IsLoopback && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)));

    /// <summary>What is wrong with an account's number or address, as a sentence for whoever typed it; null when all is well.</summary>
    public string? Refusal(string partner, string gateway) =>
        !GatewayAccount.IsPartner(partner) ? "the partner number needs 16 digits that begin with 2088"
        : gateway == GatewayAccount.SimulatorWord || (Uri.TryCreate(gateway, UriKind.Absolute, out var uri) && Allows(uri)) ? null
        : "the gateway address is not one of Portal:Gateway:AllowedHosts";

    /// <summary>Null where the address has no backup, or one that may not be called.</summary>
    public Uri? BackupOf(Uri address) =>
        Backups.LastOrDefault(pair => Uri.TryCreate(pair.Address, UriKind.Absolute, out var first) && first == address) is { } found
        && Uri.TryCreate(found.Backup, UriKind.Absolute, out var backup) && Allows(backup)
            ? backup
            : null;
}

/// <summary>A gateway's address and the one that stands in for it.</summary>
public sealed class GatewayBackup
{
    public string Address { get; set; } = "";

    public string Backup { get; set; } = "";
}

/// <summary>Where the word <c>simulator</c> leads.</summary>
public interface ISimulatorAddress
{
    /// <summary>Null until this process listens, or where no simulator is enabled.</summary>
    Uri? Gateway { get; }
}
