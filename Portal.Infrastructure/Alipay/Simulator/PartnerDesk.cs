using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Alipay.Signing;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>What a partner's contract limits: null for no limit.</summary>
/// <param name="Services">Names of services it may call.</param>
/// <param name="Addresses">IP addresses from which it may call.</param>
public sealed record PartnerTerms(IReadOnlyList<string>? Services, IReadOnlyList<string>? Addresses);

/// <summary>The partners with their keys: verifies what they sign, signs what Alipay says to them.</summary>
public sealed class PartnerDesk(SimulatorFile file)
{
    private const int PartnerDigits = 16;
    private const int MaxSecret = 128;
    private readonly ConcurrentDictionary<string, RSA> _publicKeys = new();

    /// <summary>One line of Base64, SubjectPublicKeyInfo.</summary>
    public string AlipayPublicKey => Convert.ToBase64String(file.AlipayKey.ExportSubjectPublicKeyInfo());

    public static bool IsPartner(string? text) => text is { Length: PartnerDigits } && text.All(char.IsAsciiDigit);

    /// <summary>Registers or replaces a partner.</summary>
    /// <param name="key">The MD5 secret, or an RSA public key of at least 1024 bits as PEM or one line.</param>
    /// <returns>Null when done, else what is wrong, as a sentence.</returns>
    public Task<string?> RegisterAsync(string? partner, string? signType, string? key, CancellationToken ct) => RegisterAsync(partner, signType, key, new PartnerTerms(null, null), ct);

    /// <summary>Registers or replaces a partner whose contract is limited.</summary>
    public async Task<string?> RegisterAsync(string? partner, string? signType, string? key, PartnerTerms terms, CancellationToken ct)
    {
        if (!IsPartner(partner))
        {
            return "partner needs 16 digits";
        }
        if (signType is not (Md5Signature.Name or RsaVerifier.Sha1Name or RsaVerifier.Sha256Name))
        {
            return "signType is MD5, RSA or RSA2";
        }
        var isMd5 = signType == Md5Signature.Name;
        if (terms.Services?.All(GatewayServices.OfTheProduct.Contains) == false || terms.Addresses?.All(address => IPAddress.TryParse(address, out _)) == false)
        {
            return $"services are some of {string.Join(' ', GatewayServices.OfTheProduct)}; addresses are IP addresses";
        }
        string? publicKey = null;
        if (isMd5 && (key is not { Length: > 0 and <= MaxSecret } || !key.All(c => c is > ' ' and <= '~')))
        {
            return "md5Key needs 1 to 128 visible ASCII characters";
        }
        if (!isMd5)
        {
            using var read = KeyReading.PublicKey(key ?? "");
            if (read is null)
            {
                return "publicKey needs an RSA key of at least 1024 bits, SubjectPublicKeyInfo as PEM or one line";
            }
            publicKey = Convert.ToBase64String(read.ExportSubjectPublicKeyInfo());
        }
        await using var context = file.Open();
        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        await context.Partners.Where(row => row.Partner == partner).ExecuteDeleteAsync(ct);
        context.Partners.Add(new SimPartner { Partner = partner!, SignType = signType, Md5Key = isMd5 ? key : null, PublicKey = publicKey, Services = Joined(terms.Services), Addresses = Joined(terms.Addresses) });
        await context.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return null;
    }

    private static string? Joined(IReadOnlyList<string>? words) => words is null ? null : string.Join(' ', words);

    public async Task<SimPartner?> FindAsync(string? partner, CancellationToken ct)
    {
        if (!IsPartner(partner))
        {
            return null;
        }
        await using var context = file.Open();
        return await context.Partners.AsNoTracking().FirstOrDefaultAsync(row => row.Partner == partner, ct);
    }

    internal bool Verifies(SimPartner partner, string signType, byte[] text, string sign) => signType == Md5Signature.Name
        ? new Md5Signature(partner.Md5Key!).Verify(text, sign)
        : new RsaVerifier(_publicKeys.GetOrAdd(partner.PublicKey!, key => KeyReading.PublicKey(key)!), signType).Verify(text, sign);

    /// <summary>Alipay's hand towards this partner: its MD5 secret, or the simulator's key.</summary>
    internal ISigner SignerFor(SimPartner partner, string signType) =>
        signType == Md5Signature.Name && partner.Md5Key is { } secret ? new Md5Signature(secret)
        : new RsaSigner(file.AlipayKey, signType == Md5Signature.Name ? RsaVerifier.Sha256Name : signType);
}
