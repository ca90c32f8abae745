using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace Portal.Bench.Load;

/// <summary>One kept-alive connection: sends a request that is rendered already, and looks only whether <c>success</c> came.</summary>
internal sealed class NoticeConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _answer = new byte[4096];

    public static async Task<NoticeConnection> OpenAsync(Uri server)
    {
        var connection = new NoticeConnection();
        await connection._socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port));
        return connection;
    }

    /// <returns>Whether it was acknowledged.</returns>
    public async ValueTask<bool> SendAsync(byte[] request)
    {
        await _socket.SendAsync(request);
        var length = 0;
        while (true)
        {
            var read = await _socket.ReceiveAsync(_answer.AsMemory(length));
            if (read == 0)
            {
                throw new IOException("the server closed the connection");
            }
            length += read;
            if (IsWhole(_answer.AsSpan(0, length)))
            {
                return _answer.AsSpan(0, length).StartsWith("HTTP/1.1 200"u8) && _answer.AsSpan(0, length).EndsWith("\r\n\r\nsuccess"u8);
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }
        var named = answer[..head].IndexOf("Content-Length: "u8);
        return named < 0 || (Utf8Parser.TryParse(answer[(named + "Content-Length: ".Length)..], out int body, out _) && answer.Length >= head + 4 + body);
    }
}
