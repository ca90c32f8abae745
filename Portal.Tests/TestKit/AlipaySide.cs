using System.Security.Cryptography;
using Portal.Domain.Notifications;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Tenants;

namespace Portal.Tests.TestKit;

/// <summary>Alipay's half of an account: signs answers and notifications, verifies requests. Keys are the throw-away ones of the vectors.</summary>
internal sealed class AlipaySide
{
    private readonly string? _md5Key;
    private readonly RSA? _merchant;
    private readonly RSA? _alipay;

    private AlipaySide(SignAlgorithm algorithm, string? md5Key, RSA? merchant, RSA? alipay)
    {
        (Algorithm, _md5Key, _merchant, _alipay) = (algorithm, md5Key, merchant, alipay);
        if (md5Key is not null)
        {
            var md5 = new Md5Signature(md5Key);
            (Signer, Verifier, RequestVerifier) = (md5, md5, md5);
            return;
        }
        Signer = new RsaSigner(alipay!, SignType);
        Verifier = new RsaVerifier(alipay!, SignType);
        RequestVerifier = new RsaVerifier(merchant!, SignType);
    }

    public static AlipaySide Md5 { get; } = new(SignAlgorithm.Md5, Vectors.Md5Key, null, null);

    public static AlipaySide Rsa { get; } = new(SignAlgorithm.Rsa, null, Vectors.PrivateKey("merchant_rsa_1024"), Vectors.PrivateKey("alipay_rsa_1024"));

    public static AlipaySide Rsa2 { get; } = new(SignAlgorithm.Rsa2, null, Vectors.PrivateKey("merchant_rsa_2048"), Vectors.PrivateKey("alipay_rsa_2048"));

    public SignAlgorithm Algorithm { get; }

    /// <summary>MD5, RSA or RSA2, as the wire says it.</summary>
    public string SignType => Algorithm switch
    {
        SignAlgorithm.Md5 => "MD5",
        SignAlgorithm.Rsa => "RSA",
        _ => "RSA2",
    };

    /// <summary>Signs what Alipay says.</summary>
    public ISigner Signer { get; }

    /// <summary>What the portal believes Alipay by.</summary>
    public IVerifier Verifier { get; }

    /// <summary>What Alipay believes the portal by.</summary>
    public IVerifier RequestVerifier { get; }

    public static AlipaySide Of(SignAlgorithm algorithm) => algorithm switch
    {
        SignAlgorithm.Md5 => Md5,
        SignAlgorithm.Rsa => Rsa,
        _ => Rsa2,
    };

    /// <summary>The same algorithm with keys of somebody else.</summary>
    public AlipaySide Stranger() => _md5Key is not null
        ? new AlipaySide(Algorithm, Vectors.All.GetProperty("keys").GetProperty("md5_other").GetString(), null, null)
        : new AlipaySide(Algorithm, null, _alipay, _merchant);

    /// <summary>What an operator would hand over to open the account.</summary>
    public AccountMaterial Material(string partner, string gateway) => new(
        partner, Algorithm, _md5Key, _merchant is null ? null : Convert.ToBase64String(_merchant.ExportPkcs8PrivateKey()),
        _alipay is null ? null : Convert.ToBase64String(_alipay.ExportSubjectPublicKeyInfo()), gateway);
}
