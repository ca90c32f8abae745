using System.Net;
using System.Net.Sockets;
using Portal.Infrastructure.Alipay.Wire;

namespace Portal.Infrastructure.Alipay;

/// <summary>What came over the line: a body with status 200, or why there is none.</summary>
/// <param name="Body">Null where <paramref name="Why"/> says what was wrong.</param>
/// <param name="IsXml">Called XML by its header, or nothing at all.</param>
/// <param name="Why"><c>time_out</c>, <c>never_ends</c>, <c>connect</c>, <c>cut_off</c>, <c>not_xml</c>, <c>http_502</c>, …</param>
/// <param name="SurelyNotSent">No connection was made.</param>
/// <param name="Date">The gateway's clock, as its header says.</param>
internal sealed record LineAnswer(byte[]? Body, string? Charset, DateTimeOffset? Date, string Why = "", bool SurelyNotSent = false, bool IsXml = false)
{
    /// <summary>The answer began and did not come to its end in time: somebody holds the line.</summary>
    public bool IsHeld => Why == "never_ends";

    /// <summary>Nobody answered, or only to say that there is no answer now.</summary>
    public bool IsOutage => Body is null && (Why is "connect" or "time_out" or "never_ends" or "cut_off" or "http_429" || Why.StartsWith("http_5", StringComparison.Ordinal));
}

/// <summary>The only place that speaks HTTP to a gateway: no retry, no redirect, no cookie, no proxy, at most 64 KiB.</summary>
public sealed class GatewayLine(IHttpClientFactory clients)
{
    public const string ClientName = "alipay";
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);

    /// <summary>How the line is set up; the factory keeps it.</summary>
    public static SocketsHttpHandler Handler() => new()
    {
        ConnectTimeout = ConnectTimeout,
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    internal async Task<LineAnswer> ExchangeAsync(Uri gateway, GatewayRequest asked, CancellationToken deadline)
    {
        var hasBegun = false;
        try
        {
            using var request = asked.To(gateway);
            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return Failed($"http_{(int)response.StatusCode}");
            }
            hasBegun = true;
            var type = response.Content.Headers.ContentType;
            return new LineAnswer(
                await ReadCappedAsync(response, deadline).ConfigureAwait(false), type?.CharSet, response.Headers.Date,
                IsXml: type?.MediaType?.ToUpperInvariant() is null or "TEXT/XML" or "APPLICATION/XML");
        }
        catch (OperationCanceledException ended) when (ended.InnerException is TimeoutException && !deadline.IsCancellationRequested)
        {
            return Failed("connect", surelyNotSent: true);         // the client itself has no other limit than the one for connecting
        }
        catch (OperationCanceledException)
        {
            return hasBegun ? Failed("never_ends") : Failed("time_out");
        }
        catch (HttpRequestException failed) when (failed.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            return Failed("connect", surelyNotSent: true);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or SocketException)
        {
            return Failed("cut_off");
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

    private static LineAnswer Failed(string why, bool surelyNotSent = false) => new(null, null, null, why, surelyNotSent);
}
