using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Domain.Gateway;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Alipay.Wire;

namespace Portal.Infrastructure.Alipay;

/// <summary>One signed request to the gateway and what came back, believed or not. No retry, no redirect, no cookie.</summary>
/// <remarks>Source: PROTOCOL 1.2, 1.4, 2.3, 2.4.</remarks>
public sealed class AlipayCall(
    IHttpClientFactory clients, AccountKeyRing keys, ISimulatorAddress simulator, IOptions<GatewayOptions> options, TimeProvider clock, ILogger<AlipayCall> log)
{
    public const string ClientName = "alipay";
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_personWaits = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_jobWaits = TimeSpan.FromSeconds(15);

    /// <summary>The signed fields of the answer, or why there are none to believe.</summary>
    internal async Task<GatewayAnswer<IReadOnlyDictionary<string, string>>> SendAsync(
        GatewayAccount account, string service, IReadOnlyDictionary<string, string> parameters, Caller caller, CancellationToken ct)
    {
        if (AddressOf(account) is not { } gateway)
        {
            return NotKnown("no_address", surelyNotSent: true);
        }
        var ours = keys.KeysOf(account);
        var form = Signed(account.Partner, service, parameters, ours.Signer);
        var started = clock.GetTimestamp();
        using var timeout = new CancellationTokenSource(caller == Caller.Person ? s_personWaits : s_jobWaits, clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        var answer = await ExchangeAsync(gateway, form, ours, deadline.Token);
        log.LogInformation(
            "Asked {Service} of {Partner}: {Answer} after {Milliseconds} ms", service, account.Partner, Describe(answer), (long)clock.GetElapsedTime(started).TotalMilliseconds);
        return answer;
    }

    private Uri? AddressOf(GatewayAccount account) =>
        account.IsSimulated ? simulator.Gateway
        : Uri.TryCreate(account.Gateway, UriKind.Absolute, out var uri) && options.Value.Allows(uri) ? uri
        : null;

    private static Dictionary<string, string> Signed(string partner, string service, IReadOnlyDictionary<string, string> parameters, ISigner signer)
    {
        var form = new Dictionary<string, string>(parameters, StringComparer.Ordinal)
        {
            [WireNames.Service] = service,
            [WireNames.Partner] = partner,
            [WireNames.InputCharset] = "UTF-8",
        };
        form[WireNames.Sign] = signer.Sign(WireCharset.Utf8.GetBytes(StringToSign.Of(form)));
        form[WireNames.SignType] = signer.SignType;
        return form;
    }

    private async Task<GatewayAnswer<IReadOnlyDictionary<string, string>>> ExchangeAsync(
        Uri gateway, Dictionary<string, string> form, AccountKeys ours, CancellationToken deadline)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{gateway}?{WireNames.InputCharset}=UTF-8")) { Content = new FormUrlEncodedContent(form) };
            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline);
            if (response.StatusCode != System.Net.HttpStatusCode.OK)
            {
                return NotKnown($"http_{(int)response.StatusCode}");
            }
            var body = await ReadCappedAsync(response, deadline);
            var type = response.Content.Headers.ContentType;
            return type?.MediaType?.ToUpperInvariant() is null or "TEXT/XML" or "APPLICATION/XML" && SafeXml.TryRead(body, type?.CharSet, out var answer)
                ? Believe(answer, ours)
                : NotKnown("not_xml", untrusted: SafeXml.ClaimsToBeAnswer(body));
        }
        catch (OperationCanceledException)
        {
            return NotKnown("time_out");
        }
        catch (HttpRequestException failed) when (failed.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            return NotKnown("connect", surelyNotSent: true);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or SocketException)
        {
            return NotKnown("cut_off");
        }
    }

    /// <summary>One byte more than may be read, where there are as many.</summary>
    private static async Task<byte[]> ReadCappedAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var buffer = new byte[SafeXml.MaxBytes + 1];
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return buffer[..length];
    }

    /// <summary>A refusal needs no signature to count as "not executed"; with a wrong one it counts as nothing.</summary>
    private static GatewayAnswer<IReadOnlyDictionary<string, string>> Believe(WireAnswer answer, AccountKeys ours)
    {
        var signed = answer.IsSuccess ? answer.Fields : new Dictionary<string, string> { ["error"] = answer.Error ?? "" };
        if (answer.Sign is null)
        {
            return answer.IsSuccess ? NotKnown("no_sign", untrusted: true) : Refusal(answer.Error);
        }
        if (answer.SignType != ours.Verifier.SignType || !Verifies(signed, answer, ours))
        {
            return NotKnown("bad_sign", untrusted: true);
        }
        return answer.IsSuccess ? new GatewayAnswer<IReadOnlyDictionary<string, string>>.Done(answer.Fields) : Refusal(answer.Error);
    }

    private static bool Verifies(IReadOnlyDictionary<string, string> signed, WireAnswer answer, AccountKeys ours)
    {
        var text = StringToSign.Of(signed);
        return ours.Verifier.Verify(answer.Charset.GetBytes(text), answer.Sign!)
            || (answer.Charset != WireCharset.Utf8 && ours.Verifier.Verify(WireCharset.Utf8.GetBytes(text), answer.Sign!));
    }

    private static GatewayAnswer<IReadOnlyDictionary<string, string>> Refusal(string? error) =>
        error is null || error.Length is 0 or > 64 || GatewayCodes.InDoubt.Contains(error)
            ? NotKnown(error is { Length: > 0 and <= 64 } ? error : "no_code")
            : new GatewayAnswer<IReadOnlyDictionary<string, string>>.Refused(error, GatewayCodes.Configuration.Contains(error) ? GatewayAdvice.Configuration : GatewayAdvice.FixInput);

    private static GatewayAnswer<IReadOnlyDictionary<string, string>>.NotKnown NotKnown(string why, bool untrusted = false, bool surelyNotSent = false) =>
        new(why, untrusted, surelyNotSent);

    private static string Describe(GatewayAnswer<IReadOnlyDictionary<string, string>> answer) => answer switch
    {
        GatewayAnswer<IReadOnlyDictionary<string, string>>.Refused refused => refused.Code,
        GatewayAnswer<IReadOnlyDictionary<string, string>>.NotKnown doubt => doubt.Why,
        _ => "answered",
    };
}
