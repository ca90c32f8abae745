using System.Security.Cryptography;
using System.Text.Json;
using Portal.Domain.Notifications;
using Portal.Infrastructure.Alipay.Signing;

namespace Portal.Tests.TestKit;

/// <summary>The recorded signature vectors and their throw-away keys.</summary>
internal static class Vectors
{
    public static readonly JsonElement All = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "signature-vectors.json"))).RootElement;

    public static JsonElement Find(string list, string id) => All.GetProperty(list).EnumerateArray().Single(vector => vector.GetProperty("id").GetString() == id);

    public static Dictionary<string, string> Params(JsonElement vector) =>
        vector.GetProperty("params").EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString() ?? "");

    public static string Md5Key => All.GetProperty("keys").GetProperty("md5").GetString()!;

    public static RSA PrivateKey(string name) => KeyReading.PrivateKey(All.GetProperty("keys").GetProperty(name).GetProperty("pkcs8_private_base64").GetString()!)!;

    public static ISigner SignerOf(JsonElement vector) => vector.GetProperty("sign_type").GetString() switch
    {
        "MD5" => new Md5Signature(Md5Key),
        var type => new RsaSigner(PrivateKey(vector.GetProperty("key").GetString()!), type!),
    };

    public static IVerifier VerifierOf(JsonElement vector) => vector.GetProperty("sign_type").GetString() switch
    {
        "MD5" => new Md5Signature(Md5Key),
        var type => new RsaVerifier(PrivateKey(vector.GetProperty("key").GetString()!), type!),
    };

    /// <summary>What the account is configured for, whatever the message says of itself.</summary>
    public static IVerifier AccountVerifierOf(JsonElement vector) => vector.GetProperty("key").GetString() switch
    {
        "md5" => new Md5Signature(Md5Key),
        var key => new RsaVerifier(PrivateKey(key!), "RSA2"),
    };
}
