using System.Security.Cryptography;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Alipay.Signing;

namespace Portal.Tests.TestKit;

/// <summary>A tenant of a started portal, with the key by which Alipay signs what it says to it.</summary>
internal sealed record PortalTenant(TenantId Id, string Name, string Partner, string Currency, ISigner Alipay);

/// <summary>A counter with what its code's notifications must name.</summary>
internal sealed record PortalCounter(PortalTenant Tenant, CounterId Id, QrCodeId Code, string Token, string Passback)
{
    public string NotifyPath => $"/alipay/notify/{Token}";
}

/// <summary>A person who can sign in.</summary>
internal sealed record PortalPerson(PortalTenant Tenant, Guid Id, string Email, string Password);

/// <summary>Key pairs that are made once: making one costs more than a test.</summary>
internal static class PortalKeys
{
    private static readonly RSA s_alipay = RSA.Create(2048);
    private static readonly RSA s_merchant = RSA.Create(2048);

    public static ISigner AlipaySigner { get; } = new RsaSigner(s_alipay, RsaVerifier.Sha256Name);

    /// <summary>The same key by the older algorithm, which Alipay does not use for these accounts.</summary>
    public static ISigner AlipayOldSigner { get; } = new RsaSigner(s_alipay, RsaVerifier.Sha1Name);

    /// <summary>Somebody's key, but not Alipay's.</summary>
    public static ISigner StrangerSigner { get; } = new RsaSigner(s_merchant, RsaVerifier.Sha256Name);

    public static string AlipayPublicKey { get; } = Convert.ToBase64String(s_alipay.ExportSubjectPublicKeyInfo());

    public static string MerchantPrivateKey { get; } = Convert.ToBase64String(s_merchant.ExportPkcs8PrivateKey());
}
