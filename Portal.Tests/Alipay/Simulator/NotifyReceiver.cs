using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Portal.Domain.Notifications;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Alipay.Wire;

namespace Portal.Tests.Alipay.Simulator;

/// <summary>A merchant's notify address: a real server that keeps what came and answers what the test wants.</summary>
internal sealed class NotifyReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SemaphoreSlim _arrived = new(0);

    private NotifyReceiver(WebApplication app) => _app = app;

    public ConcurrentQueue<(byte[] Body, string ContentType)> Received { get; } = new();

    public string Url => _app.Urls.First() + "/notify/1";

    public static async Task<NotifyReceiver> StartAsync(Func<HttpContext, Task>? answer = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var receiver = new NotifyReceiver(app);
        app.Map("/notify/{n}", async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            receiver.Received.Enqueue((body.ToArray(), http.Request.ContentType!));
            await (answer ?? (context => context.Response.Body.WriteAsync("success"u8.ToArray()).AsTask()))(http);
            receiver._arrived.Release();
        });
        await app.StartAsync();
        return receiver;
    }

    public async Task<(byte[] Body, string ContentType)> NextAsync()
    {
        Assert.True(await _arrived.WaitAsync(TimeSpan.FromSeconds(10)), "Nothing arrived.");
        return Received.Last();
    }

    /// <summary>As the portal reads it: signature first.</summary>
    public static NoticeReading Read((byte[] Body, string ContentType) sent) =>
        new NotificationReader().Read(sent.Body, sent.ContentType, new Md5Signature(SimulatorStand.Secret));

    public static Dictionary<string, string> Fields((byte[] Body, string ContentType) sent) =>
        Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(Encoding.ASCII.GetString(sent.Body)).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _arrived.Dispose();
    }
}
