using System.Security.Cryptography;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay;

/// <summary>Keys as people paste them, and why some are refused.</summary>
public sealed class KeyMaterialTests
{
    private static readonly RSA s_ours = Vectors.PrivateKey("merchant_rsa_2048");
    private static readonly RSA s_theirs = Vectors.PrivateKey("alipay_rsa_2048");

    private static string OneLine(byte[] der) => Convert.ToBase64String(der);

    private static string? Refusal(SignAlgorithm algorithm, KeyTexts texts) => KeyMaterial.TryRead(algorithm, texts, out var wrong) is null ? wrong : null;

    private static KeyTexts Texts(string? privateKey = null, string? alipay = null, string? own = null) =>
        new(null, privateKey ?? OneLine(s_ours.ExportPkcs8PrivateKey()), alipay ?? OneLine(s_theirs.ExportSubjectPublicKeyInfo()), own);

    public static TheoryData<string> Forms() => ["pkcs1", "pkcs1 pem", "pkcs8", "pkcs8 pem", "pkcs8 pem in one line", "pkcs8 crlf", "blanks", "line feeds", "byte order mark", "64 a line"];

    [Theory]
    [MemberData(nameof(Forms))]
    [Trait("Row", "trap 11")]
    [Trait("Row", "trap 13")]
    public void A_private_key_is_taken_in_every_form(string form)
    {
        var text = form switch
        {
            "pkcs1" => OneLine(s_ours.ExportRSAPrivateKey()),
            "pkcs1 pem" => s_ours.ExportRSAPrivateKeyPem(),
            "pkcs8" => OneLine(s_ours.ExportPkcs8PrivateKey()),
            "pkcs8 pem" => s_ours.ExportPkcs8PrivateKeyPem(),
            "pkcs8 pem in one line" => s_ours.ExportPkcs8PrivateKeyPem().Replace('\n', ' '),
            "pkcs8 crlf" => s_ours.ExportPkcs8PrivateKeyPem().Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n",
            "blanks" => "  " + OneLine(s_ours.ExportPkcs8PrivateKey()) + " \t ",
            "line feeds" => "\n\n" + OneLine(s_ours.ExportPkcs8PrivateKey()) + "\n\n",
            "byte order mark" => "\ufeff" + s_ours.ExportPkcs8PrivateKeyPem(),
            _ => Convert.ToBase64String(s_ours.ExportPkcs8PrivateKey(), Base64FormattingOptions.InsertLineBreaks),
        };
        var read = KeyMaterial.TryRead(SignAlgorithm.Rsa2, Texts(text), out _);
        Assert.Equal(s_ours.ExportPkcs8PrivateKey(), read?.Secret);
    }

    [Fact]
    public void Alipays_key_is_taken_in_every_form()
    {
        foreach (var text in new[]
        {
            OneLine(s_theirs.ExportSubjectPublicKeyInfo()), s_theirs.ExportSubjectPublicKeyInfoPem(), s_theirs.ExportSubjectPublicKeyInfoPem().Replace('\n', ' ') + "\n",
            s_theirs.ExportRSAPublicKeyPem(),
        })
        {
            Assert.Equal(s_theirs.ExportSubjectPublicKeyInfo(), KeyMaterial.TryRead(SignAlgorithm.Rsa2, Texts(alipay: text), out _)?.AlipayPublicKey);
        }
    }

    [Fact]
    [Trait("Row", "trap 11")]
    public void One_s_own_public_key_in_place_of_alipays_is_refused() =>
        Assert.Contains("your own public key", Refusal(SignAlgorithm.Rsa2, Texts(alipay: s_ours.ExportSubjectPublicKeyInfoPem())), StringComparison.Ordinal);

    [Fact]
    public void Halves_that_are_not_a_pair_are_refused_and_a_pair_is_not()
    {
        Assert.Contains("not a pair", Refusal(SignAlgorithm.Rsa2, Texts(own: s_theirs.ExportSubjectPublicKeyInfoPem())), StringComparison.Ordinal);
        Assert.Contains("not a pair", Refusal(SignAlgorithm.Rsa2, Texts(own: "no key")), StringComparison.Ordinal);
        Assert.Null(Refusal(SignAlgorithm.Rsa2, Texts(own: s_ours.ExportSubjectPublicKeyInfoPem())));
    }

    [Theory]
    [InlineData(SignAlgorithm.Rsa2, 1024, "1024 bits; RSA2 needs at least 2048")]
    [InlineData(SignAlgorithm.Rsa, 768, "768 bits; RSA needs at least 1024")]
    [InlineData(SignAlgorithm.Rsa, 1024, null)]
    [InlineData(SignAlgorithm.Rsa2, 2048, null)]
    public void Short_keys_are_refused_with_their_length(SignAlgorithm algorithm, int bits, string? sentence)
    {
        using var ours = RSA.Create(bits);
        using var theirs = RSA.Create(bits);
        foreach (var texts in new[]
        {
            Texts(OneLine(ours.ExportPkcs8PrivateKey()), OneLine(s_theirs.ExportSubjectPublicKeyInfo())),
            Texts(OneLine(s_ours.ExportPkcs8PrivateKey()), OneLine(theirs.ExportSubjectPublicKeyInfo())),
        })
        {
            var refusal = Refusal(algorithm, texts);
            Assert.True(sentence is null ? refusal is null : refusal?.Contains(sentence, StringComparison.Ordinal) == true, refusal);
        }
    }

    [Fact]
    public void What_is_no_key_is_refused_with_a_sentence()
    {
        using var curve = ECDsa.Create();
        var locked = s_ours.ExportEncryptedPkcs8PrivateKeyPem("word", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        foreach (var text in new[] { "", "no key", "AAAA", locked, curve.ExportPkcs8PrivateKeyPem(), s_ours.ExportSubjectPublicKeyInfoPem(), OneLine([.. s_ours.ExportPkcs8PrivateKey(), 0]) })
        {
            Assert.Contains("the private key is not an RSA key", Refusal(SignAlgorithm.Rsa2, Texts(text)), StringComparison.Ordinal);
        }
        foreach (var text in new[] { "", "no key", s_ours.ExportPkcs8PrivateKeyPem(), curve.ExportSubjectPublicKeyInfoPem() })
        {
            Assert.Contains("Alipay's public key is not", Refusal(SignAlgorithm.Rsa2, Texts(alipay: text)), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("8xa640r5ubnjbbza5qt90zr4qr5mqpc7", true)]
    [InlineData("  8xa640r5ubnjbbza5qt90zr4qr5mqpc7\r\n", true)]
    [InlineData("8xa640r5ubnjbbza 5qt90zr4qr5mqpc7", false)]
    [InlineData("8xa640r5ubnjbbzaé5qt90zr4qr5mqpc7", false)]
    [InlineData("short", false)]
    [Trait("Row", "trap 13")]
    public void An_md5_key_loses_what_came_along_with_the_copy(string text, bool taken)
    {
        var read = KeyMaterial.TryRead(SignAlgorithm.Md5, new KeyTexts(text, null, null), out _);
        Assert.Equal(taken ? "8xa640r5ubnjbbza5qt90zr4qr5mqpc7"u8.ToArray() : null, read?.Secret);
    }
}
