namespace Portal.Web.Composition;

/// <summary>Where a code can be paid as a customer, while a simulator is enabled.</summary>
public interface IWalletAddress
{
    /// <summary>The simulator's wallet for a code's text; null where no simulator is enabled.</summary>
    string? For(string codeText);
}

/// <summary>The wallet of this process, or of the simulator that <c>Portal:Simulator:Address</c> names.</summary>
public sealed class WalletAddress(PortalSettings settings) : IWalletAddress
{
    private readonly string? _base = settings.SimulatorAddress is { } configured ? new Uri(configured).GetLeftPart(UriPartial.Authority) : settings.SimulatorEnabled ? "" : null;

    public string? For(string codeText) => _base is null ? null : $"{_base}/simulator/wallet?code={Uri.EscapeDataString(codeText)}";
}
