using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Portal.Infrastructure.Alipay.Signing;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>Writes answers, right or as a fault wants them.</summary>
/// <remarks>Source: PROTOCOL 8.2 (answers), 8.5 (faults).</remarks>
internal sealed class FaultyAnswer(IHostApplicationLifetime lifetime, IOptions<SimulatorOptions> options)
{
    private const string Html = "<!DOCTYPE html><html><head><title>Error</title></head><body><h1>The system is busy</h1></body></html>";
    private static readonly Lazy<RSA> s_strangersKey = new(() => RSA.Create(2048));

    /// <summary>What comes before the work: a pause, or the end of the connection.</summary>
    /// <returns>False: the call ends here without effect.</returns>
    public async Task<bool> BeginAsync(HttpContext http, SimFault fault)
    {
        if (fault.Fault == "close-before")
        {
            http.Abort();
            return false;
        }
        return await PauseAsync(http, fault);
    }

    /// <returns>What was said, for the log.</returns>
    public async Task<string> WriteAsync(HttpContext http, SimulatedRequest request, ServiceAnswer answer, ISigner signer, SimFault? fault)
    {
        var (charset, name) = WireCharset.TryGet(fault?.Fault == "gbk" ? "GBK" : options.Value.Charset, out var wanted) && wanted != WireCharset.Utf8 ? (wanted, "GBK") : (WireCharset.Utf8, "UTF-8");
        var hand = fault?.Fault == "other-key" ? Stranger(signer.SignType) : signer;
        var sign = hand.Sign(AnswerXml.ToSign(answer, charset));
        var signType = fault?.Fault == "wrong-sign-type" ? (signer.SignType == Md5Signature.Name ? RsaVerifier.Sha1Name : Md5Signature.Name) : signer.SignType;
        var xml = AnswerXml.Success(
            request, answer, fault?.Fault switch { "no-sign" => null, "bad-sign" => (sign[0] == 'a' ? 'b' : 'a') + sign[1..], _ => sign }, signType, name);
        if (fault?.Fault == "cut-xml")
        {
            xml = xml[..(xml.Length / 2)];
        }
        return await TransportAsync(http, fault) ?? await WriteXmlAsync(http, xml, charset, name);
    }

    public async Task<string> WriteWordAsync(HttpContext http, string word, SimFault? fault) =>
        await TransportAsync(http, fault) ?? await WriteTextAsync(http, StatusCodes.Status200OK, word);

    public static async Task<string> WriteXmlAsync(HttpContext http, string xml, Encoding charset, string name)
    {
        // The Java SDK wants "text/xml;" with the semicolon and nothing else before the charset.
        await WriteAsync(http, StatusCodes.Status200OK, $"text/xml;charset={name}", charset.GetBytes(xml));
        return xml;
    }

    public static async Task<string> WriteTextAsync(HttpContext http, int status, string text)
    {
        await WriteAsync(http, status, "text/plain;charset=UTF-8", Encoding.UTF8.GetBytes(text));
        return text;
    }

    /// <returns>Null where the answer itself is still to be written.</returns>
    private async Task<string?> TransportAsync(HttpContext http, SimFault? fault)
    {
        switch (fault?.Fault)
        {
            case "delay-after":
                return await PauseAsync(http, fault) ? null : "(closed)";
            case "close-after":
                http.Abort();
                return "(closed)";
            case "http-500" or "http-502" or "http-503":
                await WriteAsync(http, int.Parse(fault.Fault[5..], System.Globalization.CultureInfo.InvariantCulture), "text/html;charset=UTF-8", Encoding.UTF8.GetBytes(Html));
                return Html;
            case "html":
                await WriteAsync(http, StatusCodes.Status200OK, "text/html;charset=UTF-8", Encoding.UTF8.GetBytes(Html));
                return Html;
            case "empty":
                await WriteAsync(http, StatusCodes.Status200OK, "text/xml;charset=UTF-8", []);
                return "";
            default:
                return null;
        }
    }

    /// <summary>Waits even when the caller has hung up: the real gateway does its work all the same.</summary>
    private async Task<bool> PauseAsync(HttpContext http, SimFault fault)
    {
        try
        {
            await Task.Delay(fault.Seconds is { } seconds ? TimeSpan.FromSeconds(seconds) : options.Value.Delay, TimeProvider.System, lifetime.ApplicationStopping);
            return true;
        }
        catch (OperationCanceledException)
        {
            http.Abort();
            return false;
        }
    }

    private static ISigner Stranger(string signType) =>
        signType == Md5Signature.Name ? new Md5Signature("another-secret-that-nobody-was-told") : new RsaSigner(s_strangersKey.Value, signType);

    private static async Task WriteAsync(HttpContext http, int status, string contentType, byte[] body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = contentType;
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, CancellationToken.None);
    }
}
