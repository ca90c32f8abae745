using System.Net.Sockets;
using System.Text;

namespace Portal.Tests.TestKit;

/// <summary>A socket that speaks HTTP as badly as a test wants.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _client = new() { NoDelay = true };
    private readonly byte[] _buffer = new byte[4096];

    public static async Task<RawConnection> OpenAsync(Uri portal)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(portal.Host, portal.Port);
        return connection;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.ASCII.GetBytes(text));

    public Task SendAsync(byte[] bytes) => _client.GetStream().WriteAsync(bytes).AsTask();

    /// <summary>The status of the next answer; null when the connection ends without one.</summary>
    public async Task<int?> StatusAsync()
    {
        try
        {
            var read = await _client.GetStream().ReadAtLeastAsync(_buffer, 12, throwOnEndOfStream: false);
            return read < 12 ? null : int.Parse(Encoding.ASCII.GetString(_buffer, 9, 3), System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Reads until this byte has come.</summary>
    /// <exception cref="EndOfStreamException">The other side closed before.</exception>
    public async Task UntilAsync(byte end)
    {
        int read;
        do
        {
            read = await _client.GetStream().ReadAsync(_buffer);
            if (read == 0)
            {
                throw new EndOfStreamException();
            }
        }
        while (!_buffer.AsSpan(0, read).Contains(end));
    }

    /// <summary>Waits until the other side has closed.</summary>
    public async Task ClosedAsync()
    {
        try
        {
            while (await _client.GetStream().ReadAsync(_buffer) > 0)
            {
            }
        }
        catch (IOException)
        {
            // reset is an end too
        }
    }

    public void Dispose() => _client.Dispose();
}
