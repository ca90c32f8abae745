using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Portal.Infrastructure.Alipay.Signing;

namespace Portal.Tests.TestKit;

/// <summary>A request as it arrived: parameters of address and body together, decoded once as UTF-8.</summary>
internal sealed record ReceivedRequest(string Method, IReadOnlyDictionary<string, string> Parameters)
{
    public string Service => Parameters["service"];

    /// <summary>Whether what was signed is what was sent.</summary>
    public bool IsSignedFor(AlipaySide side) =>
        Parameters["sign_type"] == side.SignType && side.RequestVerifier.Verify(Encoding.UTF8.GetBytes(StringToSign.Of(Parameters)), Parameters["sign"]);
}

/// <summary>A gateway on a real port that answers what a test tells it to, and keeps what it was asked.</summary>
internal sealed class ScriptedGateway : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<ReceivedRequest> _received = [];

    private ScriptedGateway(WebApplication server) => _server = server;

    /// <summary>How the next requests are answered.</summary>
    public Func<ReceivedRequest, HttpContext, Task> Reply { get; set; } = Replies.Status(500);

    public string Address => _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/gateway.do";

    public IReadOnlyList<ReceivedRequest> Received => [.. _received];

    /// <param name="tls">Speaks https, with a certificate that nobody vouches for.</param>
    public static async Task<ScriptedGateway> StartAsync(bool tls = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, port =>
        {
            if (tls)
            {
                port.UseHttps(SelfSigned());
            }
        }));
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.Zero);
        var server = builder.Build();
        var gateway = new ScriptedGateway(server);
        server.Run(gateway.HandleAsync);
        await server.StartAsync();
        return gateway;
    }

    /// <summary>Answers documents, the last one for ever.</summary>
    public void Answers(params string[] documents)
    {
        var next = -1;
        Reply = (request, http) => Replies.Xml(documents[Math.Min(Interlocked.Increment(ref next), documents.Length - 1)])(request, http);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }

    private async Task HandleAsync(HttpContext http)
    {
        var parameters = http.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        foreach (var (name, value) in http.Request.HasFormContentType ? await http.Request.ReadFormAsync() : FormCollection.Empty)
        {
            parameters[name] = value.ToString();
        }
        var request = new ReceivedRequest(http.Request.Method, parameters);
        _received.Enqueue(request);
        await Reply(request, http);
    }
}

/// <summary>Ways to answer.</summary>
internal static class Replies
{
    public static Func<ReceivedRequest, HttpContext, Task> Xml(string document) => Bytes(Encoding.UTF8.GetBytes(document), "text/xml;charset=UTF-8");

    public static Func<ReceivedRequest, HttpContext, Task> Bytes(byte[] body, string contentType) => async (_, http) =>
    {
        http.Response.ContentType = contentType;
        await http.Response.Body.WriteAsync(body);
    };

    public static Func<ReceivedRequest, HttpContext, Task> Status(int status, string body = "") => async (_, http) =>
    {
        http.Response.StatusCode = status;
        if (body.Length > 0)
        {
            await http.Response.WriteAsync(body);          // a 204 must have none, not even an empty one
        }
    };

    public static Func<ReceivedRequest, HttpContext, Task> Redirect(string to) => (_, http) =>
    {
        http.Response.Redirect(to);
        return Task.CompletedTask;
    };

    /// <summary>Takes the request and never answers.</summary>
    public static Func<ReceivedRequest, HttpContext, Task> Silence { get; } = (_, http) => Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);

    /// <summary>Begins to answer, then sends nothing more.</summary>
    public static Func<ReceivedRequest, HttpContext, Task> Drip(string beginning) => async (_, http) =>
    {
        http.Response.ContentType = "text/xml;charset=UTF-8";
        await http.Response.WriteAsync(beginning);
        await http.Response.Body.FlushAsync();
        await Silence(_, http);
    };

    /// <summary>Takes the request and cuts the connection.</summary>
    public static Func<ReceivedRequest, HttpContext, Task> Cut { get; } = (_, http) =>
    {
        http.Abort();
        return Task.CompletedTask;
    };
}
