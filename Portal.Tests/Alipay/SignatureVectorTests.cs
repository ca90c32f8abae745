using System.Text.Json;
using Portal.Domain.Notifications;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay;

/// <summary>The vectors were made with OpenSSL and recomputed by six other programs; each file entry says how (<c>rule</c>, <c>field_help</c>).</summary>
public sealed class SignatureVectorTests
{
    public static TheoryData<string> Positive() => [.. Vectors.All.GetProperty("vectors").EnumerateArray().Select(vector => vector.GetProperty("id").GetString()!)];

    public static TheoryData<string> Negative() => [.. Vectors.All.GetProperty("negative").EnumerateArray()
        .Where(vector => vector.GetProperty("expected").GetString() == "reject").Select(vector => vector.GetProperty("id").GetString()!)];

    [Fact]
    public void The_file_has_34_positive_and_13_negative_vectors()
    {
        Assert.Equal(34, Positive().Count);
        Assert.Equal(12, Negative().Count);
    }

    [Theory]
    [Trait("Row", "trap 1")]
    [Trait("Row", "trap 2")]
    [Trait("Row", "trap 3")]
    [Trait("Row", "trap 4")]
    [MemberData(nameof(Positive))]
    public void The_string_to_sign_is_as_recorded(string id)
    {
        var vector = Vectors.Find("vectors", id);
        Assert.Equal(vector.GetProperty("presign").GetString(), StringToSign.Of(Vectors.Params(vector)));
        Assert.True(WireCharset.TryGet(vector.GetProperty("charset").GetString(), out var charset));
        Assert.Equal(vector.GetProperty("presign_bytes_hex").GetString(), Convert.ToHexStringLower(charset.GetBytes(StringToSign.Of(Vectors.Params(vector)))));
    }

    [Theory]
    [Trait("Row", "trap 6")]
    [MemberData(nameof(Positive))]
    public void The_signature_is_made_and_verified(string id)
    {
        var vector = Vectors.Find("vectors", id);
        var expected = vector.GetProperty("expected_sign").GetString()!;
        Assert.True(WireCharset.TryGet(vector.GetProperty("charset").GetString(), out var charset));
        var data = charset.GetBytes(StringToSign.Of(Vectors.Params(vector)));
        Assert.Equal(expected, Vectors.SignerOf(vector).Sign(data));
        Assert.True(Vectors.VerifierOf(vector).Verify(data, expected));
    }

    [Theory]
    [Trait("Row", "trap 11")]
    [Trait("Row", "trap 12")]
    [MemberData(nameof(Negative))]
    public void A_wrong_message_is_refused(string id) => Assert.False(Verifies(Vectors.Find("negative", id), restoreBlanks: true));

    [Fact]
    [Trait("Row", "trap 10")]
    public void Blanks_in_a_signature_are_pluses_again()
    {
        var vector = Vectors.Find("negative", "neg-rsa2-blank-for-plus");
        Assert.False(Verifies(vector, restoreBlanks: false));
        Assert.True(Verifies(vector, restoreBlanks: true));
    }

    private static bool Verifies(JsonElement vector, bool restoreBlanks)
    {
        var sign = vector.GetProperty("sign").GetString()!;
        var data = WireCharset.Utf8.GetBytes(StringToSign.Of(Vectors.Params(vector)));
        IVerifier verifier = Vectors.AccountVerifierOf(vector);
        return Vectors.Params(vector).GetValueOrDefault("sign_type") == verifier.SignType && verifier.Verify(data, restoreBlanks ? sign.Replace(' ', '+') : sign);
    }
}
