namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>A partner as Alipay knows it.</summary>
public sealed class SimPartner
{
    public required string Partner { get; init; }

    public required string SignType { get; set; }

    public string? Md5Key { get; set; }

    /// <summary>The merchant's public key, one line of Base64.</summary>
    public string? PublicKey { get; set; }

    /// <summary>The services of its contract, separated by blanks; null: all of the product.</summary>
    public string? Services { get; set; }

    /// <summary>The addresses from which it may call, separated by blanks; null: any.</summary>
    public string? Addresses { get; set; }

    internal bool MayCall(string service) => Services is null || Services.Split(' ').Contains(service);

    internal bool MayCallFrom(string? address) => Addresses is null || (address is not null && Addresses.Split(' ').Contains(address));
}
