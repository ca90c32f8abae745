using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Portal.E2E;

/// <summary>
/// A wire between a browser and the portal that can be cut or slowed. It passes bytes on as they are, so the Host that the browser names stays its origin's.
/// Cut, it behaves as a lost network does: nothing is refused, nothing arrives. What was connected before the cut stays dead afterwards.
/// </summary>
internal sealed class Relay : IAsyncDisposable
{
    private const int BufferBytes = 16 * 1024;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Wire, Task> _wires = new();
    private readonly Uri _portal;
    private readonly Task _accepting;
    private TaskCompletionSource _open = Opened();
    private TaskCompletionSource _answers = Opened();

    private Relay(Uri portal)
    {
        _portal = portal;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    /// <summary>Where the browser finds the portal.</summary>
    public Uri Address { get; }

    public static Relay To(Uri portal) => new(portal);

    /// <summary>A slow line: what the browser sends arrives, what the portal says is held back. Pages hold the line for lost after 8 s of silence.</summary>
    public void HoldAnswers() => _answers = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was held back arrives, in order.</summary>
    public void LetAnswersGo() => _answers.SetResult();

    /// <summary>The line is down for so long, then up again.</summary>
    /// <returns>Ends when it is up again.</returns>
    public async Task CutAsync(TimeSpan duration)
    {
        _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var severed = _wires.Keys.ToList();
        foreach (var wire in severed)
        {
            wire.IsSevered = true;
        }
        await Task.Delay(duration, TimeProvider.System, _end.Token);
        foreach (var wire in severed)
        {
            wire.Dispose();
        }
        _open.SetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _open.TrySetResult();
        _answers.TrySetResult();
        _listener.Stop();
        await _accepting;
        foreach (var wire in _wires.Keys)
        {
            wire.Dispose();
        }
        await Task.WhenAll(_wires.Values);
        _end.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var wire = new Wire(await _listener.AcceptTcpClientAsync(_end.Token));
                _wires[wire] = CarryAsync(wire);
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task CarryAsync(Wire wire)
    {
        try
        {
            await _open.Task;
            await wire.Portal.ConnectAsync(_portal.Host, _portal.Port, _end.Token);
            await Task.WhenAny(PumpAsync(wire, wire.Browser, wire.Portal, () => Task.CompletedTask), PumpAsync(wire, wire.Portal, wire.Browser, () => _answers.Task));
        }
        catch (Exception ended) when (IsEnd(ended))
        {
            // either side may go whenever it likes
        }
        wire.Dispose();
        _wires.TryRemove(wire, out _);
    }

    private async Task PumpAsync(Wire wire, TcpClient from, TcpClient to, Func<Task> gate)
    {
        var buffer = new byte[BufferBytes];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, _end.Token) is > 0 and var read)
            {
                await gate();
                if (!wire.IsSevered)
                {
                    await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _end.Token);
                }
            }
        }
        catch (Exception ended) when (IsEnd(ended))
        {
            // the wire is taken down by whoever waits for this
        }
    }

    private static bool IsEnd(Exception ended) => ended is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException;

    private sealed class Wire(TcpClient browser) : IDisposable
    {
        public TcpClient Browser => browser;

        public TcpClient Portal { get; } = new() { NoDelay = true };

        /// <summary>What is sent over it is lost from now on.</summary>
        public volatile bool IsSevered;

        public void Dispose()
        {
            browser.Dispose();
            Portal.Dispose();
        }
    }
}
