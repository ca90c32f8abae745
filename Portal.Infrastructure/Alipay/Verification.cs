using System.Text;
using Portal.Domain.Gateway;
using Portal.Domain.Notifications;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Alipay.Wire;

namespace Portal.Infrastructure.Alipay;

/// <summary>From the bytes of an answer and the account's keys to fields that may be believed, or why there are none. Nothing else decides.</summary>
/// <remarks>Source: PROTOCOL 1.4, 2.4.</remarks>
internal static class Verification
{
    /// <param name="headerCharset">What the header says; the document's own declaration wins.</param>
    /// <param name="movesMoney">The call may have moved money: only a listed refusal counts.</param>
    public static GatewayAnswer<IReadOnlyDictionary<string, string>> Of(ReadOnlySpan<byte> body, string? headerCharset, IVerifier verifier, bool movesMoney) =>
        SafeXml.TryRead(body, headerCharset, out var answer) ? Believe(answer, verifier, movesMoney) : Unreadable(body);

    /// <summary>Whatever came is no answer. What claims to be one was made so by somebody, and wants an alarm.</summary>
    public static GatewayAnswer<IReadOnlyDictionary<string, string>> Unreadable(ReadOnlySpan<byte> body) => Doubt("not_xml", untrusted: SafeXml.ClaimsToBeAnswer(body));

    /// <summary>A refusal needs no signature to count as "not executed", but where money could move; with a wrong one it counts as nothing.</summary>
    private static GatewayAnswer<IReadOnlyDictionary<string, string>> Believe(WireAnswer answer, IVerifier verifier, bool movesMoney)
    {
        if (answer.Sign is null)
        {
            return answer.IsSuccess ? Doubt("no_sign", untrusted: true)
                : movesMoney ? Refusals.Unsigned<IReadOnlyDictionary<string, string>>(answer.Error)
                : Refusals.OfGateway<IReadOnlyDictionary<string, string>>(answer.Error, movesMoney);
        }
        var signed = answer.IsSuccess ? answer.Fields : new Dictionary<string, string> { [WireNames.Error] = answer.Error ?? "" };
        if (answer.SignType != verifier.SignType || !Verifies(signed, answer, verifier))
        {
            return Doubt("bad_sign", untrusted: true);
        }
        return answer.IsSuccess
            ? new GatewayAnswer<IReadOnlyDictionary<string, string>>.Done(answer.Fields)
            : Refusals.OfGateway<IReadOnlyDictionary<string, string>>(answer.Error, movesMoney);
    }

    private static bool Verifies(IReadOnlyDictionary<string, string> signed, WireAnswer answer, IVerifier verifier)
    {
        var text = StringToSign.Of(signed);
        return Verifies(text, answer.Charset, answer.Sign!, verifier)
            || (answer.Charset != WireCharset.Utf8 && Verifies(text, WireCharset.Utf8, answer.Sign!, verifier));
    }

    /// <summary>A character reference can name what the document's charset has no bytes for: then these are not the bytes that were signed.</summary>
    private static bool Verifies(string text, Encoding charset, string sign, IVerifier verifier)
    {
        try
        {
            return verifier.Verify(charset.GetBytes(text), sign);
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    private static GatewayAnswer<IReadOnlyDictionary<string, string>>.NotKnown Doubt(string why, bool untrusted = false) => new(why, untrusted);
}
