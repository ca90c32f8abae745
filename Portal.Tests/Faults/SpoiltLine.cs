using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Portal.Tests.Faults;

/// <summary>Between the product and the simulator: what the simulator answered, and did, arrives otherwise.</summary>
internal sealed class SpoiltLine(ConcurrentDictionary<(string Partner, string Service), string> armed, ConcurrentDictionary<string, byte[]> heard) : DelegatingHandler
{
    private const string Closed = "http://127.0.0.1:9/gateway.do";
    private const string NoPort = "closed-port";
    private const string Xml = "text/xml";

    private static readonly Dictionary<string, Func<byte[], HttpResponseMessage>> s_ways = new()
    {
        ["http-404"] = _ => new HttpResponseMessage(HttpStatusCode.NotFound),
        ["http-429"] = _ => new HttpResponseMessage(HttpStatusCode.TooManyRequests),
        ["http-204"] = _ => new HttpResponseMessage(HttpStatusCode.NoContent),
        ["redirect"] = _ => new HttpResponseMessage(HttpStatusCode.Redirect) { Headers = { Location = new Uri("http://127.0.0.1:9/elsewhere") } },
        ["doctype"] = answer => Of(With(Text(answer), "<alipay><is", "<!DOCTYPE alipay><alipay><is")),
        ["entities"] = answer => Of(With(With(Text(answer), "<alipay><is", "<!DOCTYPE alipay [<!ENTITY a \"T\">]><alipay><is"), "success>T<", "success>&a;<")),
        ["two-answers"] = answer => Of(Text(answer) + Text(answer)),
        ["doubled-field"] = answer => Of(With(Text(answer), "<result_code>", "<result_code>SUCCESS</result_code><result_code>")),
        ["too-long"] = answer => Of(With(Text(answer), "<response>", new string(' ', 70_000) + "<response>")),
        ["zero-byte"] = answer => Of(Text(answer) + "\0"),
        ["only-is-success"] = _ => Of("""<?xml version="1.0" encoding="utf-8"?><alipay><is_success>T</is_success></alipay>"""),
        ["success-turned"] = answer => Of(With(Text(answer), "SUCCESS", "FAIL")),
        ["failure-unsigned"] = _ => Of("""<?xml version="1.0" encoding="utf-8"?><alipay><is_success>F</is_success><error>SYSTEM_ERROR</error></alipay>"""),
        ["called-json"] = answer => Of(answer, "application/json"),
        ["compressed"] = answer => Of(Zipped(answer), Xml),
        ["utf-16"] = answer => Of([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Text(answer))], Xml),
    };

    /// <summary>Where nothing arrives at the simulator; where another's answer comes; and what is done to a right one.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [NoPort, "anothers-answer", .. s_ways.Keys];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var form = await request.Content!.ReadAsStringAsync(cancellationToken);
        var (partner, service) = (Field(form, "partner"), Field(form, "service"));
        armed.TryRemove((partner, service), out var kind);
        if (kind == NoPort)
        {
            request.RequestUri = new Uri(Closed);
        }
        var response = await base.SendAsync(request, cancellationToken);
        var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (kind is not null && kind != NoPort)
        {
            response.Dispose();
            return kind == "anothers-answer" ? Of(heard[service], Xml) : s_ways[kind](answer);
        }
        heard.TryAdd(service, answer);
        return response;
    }

    private static string Field(string form, string name) => form.Split('&').FirstOrDefault(pair => pair.StartsWith(name + '=', StringComparison.Ordinal))?[(name.Length + 1)..] ?? "";

    /// <summary>A fault that changes nothing would be none.</summary>
    private static string With(string answer, string part, string instead) =>
        answer.Contains(part, StringComparison.Ordinal) ? answer.Replace(part, instead, StringComparison.Ordinal) : throw new InvalidOperationException($"no {part} in {answer}");

    private static string Text(byte[] answer) => Encoding.UTF8.GetString(answer);

    private static HttpResponseMessage Of(string answer) => Of(Encoding.UTF8.GetBytes(answer), Xml);

    private static HttpResponseMessage Of(byte[] answer, string type)
    {
        var content = new ByteArrayContent(answer);
        content.Headers.ContentType = new MediaTypeHeaderValue(type, "UTF-8");
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    }

    private static byte[] Zipped(byte[] answer)
    {
        using var into = new MemoryStream();
        using (var zip = new GZipStream(into, CompressionMode.Compress))
        {
            zip.Write(answer);
        }
        return into.ToArray();
    }
}
