using System.Security.Cryptography;
using System.Text;
using Portal.Domain.Primitives;

namespace Portal.Domain.People;

/// <summary>Ten codes on paper for the day the phone is lost. Each works once; only hashes are kept.</summary>
public static class RecoveryCodes
{
    public const int Count = 10;
    public const int HashBytes = 32;

    /// <summary>80 bits: out of reach of guessing even for whoever holds the hashes.</summary>
    private const int Letters = 16;
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789";

    public static IReadOnlyList<string> New() => [.. Enumerable.Range(0, Count).Select(_ => RandomNumberGenerator.GetString(Alphabet, Letters))];

    public static bool CanBe(string typed) => typed.Length == Letters && typed.All(Alphabet.Contains);

    /// <summary>Bound to the person: the same code of somebody else has another hash.</summary>
    public static byte[] HashOf(UserId user, string code) => SHA256.HashData([.. user.Value.ToByteArray(), .. Encoding.UTF8.GetBytes(code)]);

    /// <summary>As it is shown and written down: in fours.</summary>
    public static string InFours(string code) => string.Join('-', code.Chunk(4).Select(four => new string(four)));
}
