using System.Text;
using Portal.Tests.TestKit;

namespace Portal.Tests.Web.Open;

/// <summary>The wish for a WebSocket, in the bytes that a browser sends.</summary>
internal static class SocketWish
{
    public const int Granted = 101;
    private const byte Text = 0x81, Masked = 0x80, End = 0x1e;

    /// <returns>The status of the answer.</returns>
    public static async Task<int?> SendAsync(RawConnection line, Uri portal, string path, string cookies, string? origin = null)
    {
        await line.SendAsync(
            $"GET {path} HTTP/1.1\r\nHost: {portal.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + $"Sec-WebSocket-Key: {Convert.ToBase64String(new byte[16])}\r\nOrigin: {origin ?? portal.GetLeftPart(UriPartial.Authority)}\r\n"
            + (cookies.Length > 0 ? $"Cookie: {cookies}\r\n\r\n" : "\r\n"));
        return await line.StatusAsync();
    }

    /// <summary>SignalR's own handshake, with its answer: what was sent has been heard then.</summary>
    public static async Task ShakeHandsAsync(RawConnection line, string protocol)
    {
        await FrameAsync(line, $$"""{"protocol":"{{protocol}}","version":1}""");
        await line.UntilAsync(End);
    }

    public static Task PingAsync(RawConnection line) => FrameAsync(line, """{"type":6}""");

    private static Task FrameAsync(RawConnection line, string message)
    {
        byte[] payload = [.. Encoding.ASCII.GetBytes(message), End];
        return line.SendAsync([Text, (byte)(Masked | payload.Length), 0, 0, 0, 0, .. payload]);       // a mask of zeros changes nothing
    }
}
