using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Portal.Tests.TestKit;

/// <summary>SignalR's JSON protocol by hand over a bare socket: handshake, calls, what the server pushes. Messages end in 0x1E.</summary>
internal sealed class PortalHubClient : IAsyncDisposable
{
    private const char End = '\u001e';
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_pingEvery = TimeSpan.FromSeconds(10);

    private readonly ClientWebSocket _socket = new();
    private readonly Queue<JsonElement> _pushed = new();
    private readonly StringBuilder _text = new();
    private int _calls;
    private long _saidAt = TimeProvider.System.GetTimestamp();

    /// <exception cref="WebSocketException">Refused; <see cref="StatusOfAsync"/> tells with which status.</exception>
    public static async Task<PortalHubClient> ConnectAsync(Uri portal, string cookies, string? origin = null)
    {
        var client = new PortalHubClient();
        await client.OpenAsync(portal, cookies, origin);
        await client.SendAsync("""{"protocol":"json","version":1}""");
        Assert.Equal("{}", (await client.NextAsync()).GetRawText());
        return client;
    }

    /// <summary>The status with which the server answers the wish for a socket; 101 when it is granted.</summary>
    public static async Task<int> StatusOfAsync(Uri portal, string cookies, string? origin = null)
    {
        await using var client = new PortalHubClient();
        client._socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await client.OpenAsync(portal, cookies, origin);
        }
        catch (WebSocketException)
        {
            // refused: the status says why
        }
        return (int)client._socket.HttpStatusCode;
    }

    /// <summary>Calls a method of the hub: its result, or the whole completion where it is an error.</summary>
    public async Task<JsonElement> CallAsync(string method, params object[] arguments)
    {
        var id = $"{++_calls}";
        await SendAsync(JsonSerializer.Serialize(new { type = 1, invocationId = id, target = method, arguments }));
        while (true)
        {
            var message = await NextAsync();
            if (message.TryGetProperty("invocationId", out var of) && of.GetString() == id)
            {
                return message.TryGetProperty("result", out var result) ? result : message;
            }
            KeepPush(message);
        }
    }

    /// <summary>The next push: its name and its one argument, if any.</summary>
    public async Task<(string Target, JsonElement Argument)> PushAsync()
    {
        while (_pushed.Count == 0)
        {
            KeepPush(await NextAsync());
        }
        var push = _pushed.Dequeue();
        return (push.GetProperty("target").GetString()!, push.GetProperty("arguments").EnumerateArray().FirstOrDefault());
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task OpenAsync(Uri portal, string cookies, string? origin)
    {
        if (cookies.Length > 0)
        {
            _socket.Options.SetRequestHeader("Cookie", cookies);
        }
        if (origin is not null)
        {
            _socket.Options.SetRequestHeader("Origin", origin);
        }
        using var deadline = new CancellationTokenSource(s_patience);
        await _socket.ConnectAsync(new UriBuilder(portal) { Scheme = "ws", Path = "/hubs/payments" }.Uri, deadline.Token);
    }

    private void KeepPush(JsonElement message)
    {
        if (message.TryGetProperty("target", out _))
        {
            _pushed.Enqueue(message);
        }
    }

    /// <summary>Says that it is there, as every client of the protocol does now and then.</summary>
    private async Task PingAsync()
    {
        if (TimeProvider.System.GetElapsedTime(_saidAt) > s_pingEvery)
        {
            await SendAsync("""{"type":6}""");
        }
    }

    private Task SendAsync(string message)
    {
        _saidAt = TimeProvider.System.GetTimestamp();
        return _socket.SendAsync(Encoding.UTF8.GetBytes(message + End), WebSocketMessageType.Text, true, default);
    }

    private async Task<JsonElement> NextAsync()
    {
        using var deadline = new CancellationTokenSource(s_patience);
        var buffer = new byte[16 * 1024];
        await PingAsync();
        while (true)
        {
            var end = _text.ToString().IndexOf(End, StringComparison.Ordinal);
            if (end >= 0)
            {
                var message = _text.ToString(0, end);
                _text.Remove(0, end + 1);
                return JsonDocument.Parse(message).RootElement;
            }
            var received = await _socket.ReceiveAsync(buffer, deadline.Token);
            _text.Append(Encoding.UTF8.GetString(buffer, 0, received.Count));
        }
    }
}
