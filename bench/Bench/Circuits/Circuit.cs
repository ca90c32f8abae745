using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;

namespace Portal.Bench.Circuits;

/// <summary>Told of each change of a page as it arrives.</summary>
/// <param name="at">Of <see cref="Stopwatch"/>.</param>
internal delegate void BatchSeen(ReadOnlySpan<byte> batch, long at);

/// <summary>An open page as the server knows it, without a browser: the Blazor socket, spoken as the page's own script speaks it, compression included.</summary>
internal sealed class Circuit : IAsyncDisposable
{
    private const byte Record = 0x1e;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly ClientWebSocket _socket = new();
    private readonly CountedLine _line = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _alive = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _found = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly BatchSeen? _seen;
    private Task _listening = Task.CompletedTask;
    private long _bytes;
    private long _lastAt;
    private bool _closing;

    private Circuit(BatchSeen? seen) => _seen = seen;

    /// <summary>All that came, before compression, but for the pings that keep the line.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>All that came, as it travelled: compressed, with frames, handshake and pings.</summary>
    public long WireBytes => _line.Received;

    /// <summary>How long nothing has come.</summary>
    public TimeSpan Quiet => Stopwatch.GetElapsedTime(Interlocked.Read(ref _lastAt));

    /// <summary>By which the server finds the page again.</summary>
    public string Secret { get; private set; } = "";

    /// <summary>Ends when the line is cut from the other side.</summary>
    public Task Lost => _lost.Task;

    /// <summary>Loads a page and brings it to life.</summary>
    public static async Task<Circuit> OpenAsync(Visitor visitor, string path, BatchSeen? seen) => await OpenAsync(visitor, path, await visitor.PageAsync(path), seen);

    /// <summary>Brings a page to life that was loaded before.</summary>
    public static async Task<Circuit> OpenAsync(Visitor visitor, string path, string page, BatchSeen? seen)
    {
        var circuit = new Circuit(seen);
        try
        {
            await circuit.StartAsync(visitor, path, page).WaitAsync(s_patience);
            return circuit;
        }
        catch
        {
            await circuit.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks on a new line for a page that lost its line.</summary>
    /// <returns>False: the server has it no more.</returns>
    public static async Task<bool> IsKeptAsync(Visitor visitor, string secret)
    {
        await using var circuit = new Circuit(null);
        await circuit.ConnectAsync(visitor);
        await circuit.SendAsync(PackWriter.Call("0", "ConnectCircuit", secret));
        return await circuit._found.Task.WaitAsync(s_patience);
    }

    /// <summary>Goes to another page, as a click on a link does.</summary>
    public Task MoveAsync(string address) => SendAsync(PackWriter.Call(null, "OnLocationChanged", address, null, true));

    public Task PingAsync() => SendAsync(PackWriter.Ping());

    public async ValueTask DisposeAsync()
    {
        _closing = true;
        _socket.Abort();
        await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _line.Dispose();
        _sending.Dispose();
    }

    private async Task ConnectAsync(Visitor visitor)
    {
        var root = visitor.Server.GetLeftPart(UriPartial.Authority);
        _socket.Options.SetRequestHeader("Cookie", visitor.Cookies);
        _socket.Options.SetRequestHeader("Origin", root);
        _socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();           // nothing secret of ours goes over it
        _socket.Options.KeepAliveInterval = TimeSpan.Zero;
        await _socket.ConnectAsync(new UriBuilder(visitor.Server) { Scheme = "ws", Path = "_blazor" }.Uri, _line.Invoker, CancellationToken.None);
        await SendAsync([.. """{"protocol":"blazorpack","version":1}"""u8, Record]);
        _listening = ListenAsync();
    }

    private async Task StartAsync(Visitor visitor, string path, string page)
    {
        var root = visitor.Server.GetLeftPart(UriPartial.Authority);
        await ConnectAsync(visitor);
        var state = PageSource.State(page);
        await SendAsync(PackWriter.Call("0", "StartCircuit", root + "/", root + path, "[]", state));
        await _started.Task;
        await SendAsync(PackWriter.Call(null, "UpdateRootComponents", PageSource.Operations(page), state));
        await _alive.Task;
    }

    private async Task ListenAsync()
    {
        var buffer = new byte[16 * 1024];
        var length = 0;
        var hasShakenHands = false;
        try
        {
            while (true)
            {
                if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }
                var read = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                if (read.MessageType == WebSocketMessageType.Close)
                {
                    throw new IOException($"the server closed the page: {_socket.CloseStatusDescription}");
                }
                length += read.Count;
                if (!read.EndOfMessage)
                {
                    continue;
                }
                var start = hasShakenHands ? 0 : Array.IndexOf(buffer, Record, 0, length) + 1;
                hasShakenHands = true;
                foreach (var answer in Take(buffer.AsSpan(start, length - start)))
                {
                    await SendAsync(answer);
                }
                length = 0;
            }
        }
        catch (Exception failed) when (failed is WebSocketException or IOException or InvalidDataException or ObjectDisposedException or OperationCanceledException)
        {
            _started.TrySetException(failed);
            _alive.TrySetException(failed);
            _found.TrySetException(failed);
            _lost.TrySetResult();
            if (!_closing)
            {
                Progress.Say($"a page was lost: {failed.Message}");
            }
        }
    }

    /// <summary>What one transmission holds, and what the script would answer to it.</summary>
    private List<byte[]> Take(ReadOnlySpan<byte> bytes)
    {
        var at = Stopwatch.GetTimestamp();
        var answers = new List<byte[]>();
        while (PackReader.TryMessage(ref bytes, out var message))
        {
            var reader = new PackReader(message);
            reader.Array();
            switch (reader.Number())
            {
                case 1:
                    Interlocked.Add(ref _bytes, message.Length);
                    Interlocked.Exchange(ref _lastAt, at);
                    reader.NoHeaders();
                    reader.Bytes();
                    TakeCall(ref reader, at, answers);
                    break;
                case 3:
                    reader.NoHeaders();
                    reader.Bytes();
                    TakeAnswer(ref reader);
                    break;
                case 7:
                    throw new IOException($"the server ended the page: {reader.Text()}");
                default:
                    break;
            }
        }
        return answers;
    }

    private void TakeCall(ref PackReader reader, long at, List<byte[]> answers)
    {
        var target = reader.Text();
        reader.Array();
        switch (target)
        {
            case "JS.RenderBatch":
                var batch = reader.Number();
                _seen?.Invoke(reader.Bytes(), at);
                answers.Add(PackWriter.Call(null, "OnRenderCompleted", batch, null));
                break;
            case "JS.BeginInvokeJS" when reader.Number() is var handle and not 0:
                answers.Add(PackWriter.Call(null, "EndInvokeJSFromDotNet", handle, true, $"[{handle},true,null]"));
                break;
            case "JS.EndUpdateRootComponents":
                _alive.TrySetResult();
                break;
            case "JS.Error":
                throw new IOException($"the page broke: {reader.Text()}");
            default:
                break;
        }
    }

    private void TakeAnswer(ref PackReader reader)
    {
        const int Error = 1, Value = 3;
        switch (reader.Number())
        {
            case Value when reader.Truth() is { } isFound:
                _found.TrySetResult(isFound);
                break;
            case Value when reader.Text() is { Length: > 0 } secret:
                Secret = secret;
                _started.TrySetResult();
                break;
            case Error:
                throw new IOException($"the server refused: {reader.Text()}");
            default:
                throw new IOException("the server refused the page");
        }
    }

    private async Task SendAsync(byte[] bytes)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Binary, WebSocketMessageFlags.EndOfMessage, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }
}
