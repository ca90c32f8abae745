namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>A partner as Alipay knows it.</summary>
public sealed class SimPartner
{
    public required string Partner { get; init; }

    public required string SignType { get; set; }

    public string? Md5Key { get; set; }

    /// <summary>The merchant's public key, one line of Base64.</summary>
    public string? PublicKey { get; set; }
}
