using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Portal.Bench.Servers;

/// <summary>Has another .NET process collect its garbage, by the diagnostic socket that each of them opens: a trace of the heap begins with a collection.</summary>
internal static class GarbageCollection
{
    private const ulong HeapCollect = 0x800000;
    private const byte EventPipe = 2;
    private const byte CollectTracing = 2;

    public static async Task ForceAsync(int processId)
    {
        // A killed process leaves its socket behind, and numbers of processes come again: the newest is the living one's.
        var path = Directory.GetFiles(Path.GetTempPath(), $"dotnet-diagnostic-{processId}-*-socket").MaxBy(File.GetLastWriteTimeUtc)
            ?? throw new InvalidOperationException($"Process {processId} has no diagnostic socket.");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        await socket.SendAsync(Request());
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        var buffer = new byte[64 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer, limit.Token) > 0)
            {
                // the trace itself is of no interest; closing the socket ends it
            }
        }
        catch (OperationCanceledException)
        {
            // long enough for the collection, which came first
        }
    }

    /// <summary>One session with one provider; all numbers little-endian, texts as UTF-16 with a length that counts the closing zero.</summary>
    private static byte[] Request()
    {
        using var payload = new MemoryStream();
        using var writer = new BinaryWriter(payload, Encoding.Unicode);
        writer.Write(16u);                                           // megabytes of buffer
        writer.Write(1u);                                            // format: nettrace
        writer.Write(1u);                                            // one provider
        writer.Write(HeapCollect);
        writer.Write(4u);                                            // informational
        Text(writer, "Microsoft-Windows-DotNETRuntime");
        Text(writer, "");
        writer.Flush();
        var request = new byte[20 + payload.Length];
        "DOTNET_IPC_V1\0"u8.CopyTo(request);
        BinaryPrimitives.WriteUInt16LittleEndian(request.AsSpan(14), (ushort)request.Length);
        (request[16], request[17]) = (EventPipe, CollectTracing);
        payload.ToArray().CopyTo(request, 20);
        return request;
    }

    private static void Text(BinaryWriter writer, string text)
    {
        writer.Write((uint)text.Length + 1);
        writer.Write(Encoding.Unicode.GetBytes(text + '\0'));
    }
}
