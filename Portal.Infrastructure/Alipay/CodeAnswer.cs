using Portal.Domain.Gateway;
using Portal.Infrastructure.Alipay.Wire;

namespace Portal.Infrastructure.Alipay;

/// <summary>The meaning of a signed answer to create, modify and modifyStatus: success is the code's text.</summary>
/// <remarks>Source: PROTOCOL 3.0 (no <c>result_code</c> here), 3.1 to 3.3.</remarks>
internal static class CodeAnswer
{
    private const int MaxCodeText = 512;

    public static GatewayAnswer<CreatedCode> ReadCreated(IReadOnlyDictionary<string, string> fields) =>
        IsFailure(fields) ? Failed<CreatedCode>(fields)
        : TextOf(fields) is { } text ? new GatewayAnswer<CreatedCode>.Done(new CreatedCode(text))
        : new GatewayAnswer<CreatedCode>.NotKnown("no_code_text", IsUntrusted: true);

    /// <summary>The signature does not bind the answer to the question, so the code's text must.</summary>
    public static GatewayAnswer<ChangedCode> ReadChanged(IReadOnlyDictionary<string, string> fields, string asked) =>
        IsFailure(fields) ? Failed<ChangedCode>(fields)
        : TextOf(fields) is not { } text ? new GatewayAnswer<ChangedCode>.NotKnown("no_code_text", IsUntrusted: true)
        : text == asked ? new GatewayAnswer<ChangedCode>.Done(new ChangedCode(text))
        : FoldedAnswer.OtherNumber<ChangedCode>();

    /// <summary>These answers need no result; one that comes all the same is heard.</summary>
    private static bool IsFailure(IReadOnlyDictionary<string, string> fields) => (fields.GetValueOrDefault(WireNames.ResultCode) ?? FoldedAnswer.Done) != FoldedAnswer.Done;

    private static GatewayAnswer<T> Failed<T>(IReadOnlyDictionary<string, string> fields) =>
        FoldedAnswer.Fold<T>(fields, [], () => throw new InvalidOperationException("A failure is no success."), () => Refusals.OfService<T>(fields, movesMoney: false));

    private static string? TextOf(IReadOnlyDictionary<string, string> fields) =>
        fields.GetValueOrDefault(WireNames.QrCode) is { Length: > 0 and <= MaxCodeText } text && !text.Any(char.IsControl) ? text : null;
}
