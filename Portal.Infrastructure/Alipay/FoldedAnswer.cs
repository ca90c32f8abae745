using Portal.Domain.Gateway;
using Portal.Infrastructure.Alipay.Wire;

namespace Portal.Infrastructure.Alipay;

/// <summary>A number that was asked with. An answer that names another one is an answer to another question.</summary>
/// <param name="Name">The field of the answer.</param>
/// <param name="IsNeeded">A success without it is not believed.</param>
internal readonly record struct AskedNumber(string Name, string Value, bool IsNeeded = false);

/// <summary>The signed part of query, cancel and refund, folded to done, refused or not known.</summary>
/// <remarks>Source: PROTOCOL 2.4 (the signature does not bind the answer to the question, so the numbers must), 3.0 (spellings).</remarks>
internal static class FoldedAnswer
{
    public const string Done = "SUCCESS";

    public static GatewayAnswer<T> Fold<T>(
        IReadOnlyDictionary<string, string> fields, IReadOnlyList<AskedNumber> asked, Func<GatewayAnswer<T>> done, Func<GatewayAnswer<T>> failed)
    {
        var result = fields.GetValueOrDefault(WireNames.ResultCode);
        return asked.Any(number => IsAnother(fields, number, result == Done)) ? OtherNumber<T>() : result switch
        {
            Done => done(),
            "FAIL" or "FAILED" => failed(),
            _ => new GatewayAnswer<T>.NotKnown("unknow"),
        };
    }

    public static GatewayAnswer<T> OtherNumber<T>() => new GatewayAnswer<T>.NotKnown("other_id", IsUntrusted: true);

    /// <summary>Whether the answer names another number than the one that was asked with, or none where it needs one.</summary>
    public static bool IsAnother(IReadOnlyDictionary<string, string> fields, AskedNumber number, bool isSuccess) =>
        fields.TryGetValue(number.Name, out var said) && said.Length > 0 ? said != number.Value : number.IsNeeded && isSuccess;
}
