using System.Net.Sockets;

namespace Portal.Bench.Circuits;

/// <summary>A connection that counts what comes over it, compressed and framed as it travels.</summary>
internal sealed class CountedLine : IDisposable
{
    private readonly HttpMessageInvoker _invoker;
    private long _received;

    public CountedLine() => _invoker = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, UseCookies = false, ConnectCallback = ConnectAsync });

    public HttpMessageInvoker Invoker => _invoker;

    public long Received => Interlocked.Read(ref _received);

    public void Dispose() => _invoker.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, ct);
            return new Counted(this, socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class Counted(CountedLine line, Socket socket) : NetworkStream(socket, ownsSocket: true)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            Interlocked.Add(ref line._received, read);
            return read;
        }
    }
}
