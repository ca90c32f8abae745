using System.Diagnostics;
using System.Threading.Channels;

namespace Portal.Bench.Load;

/// <summary>Requests at their appointed times, whether or not the ones before were answered; times count from the appointment.</summary>
internal sealed class OpenLoop(int count)
{
    private const int Connections = 32;
    private readonly long[] _appointed = new long[count];
    private int _failed;

    public Latencies Answers { get; } = new(count);

    public int Failed => _failed;

    /// <summary>When request <paramref name="index"/> should have left; 0 before the run.</summary>
    public long AppointedAt(int index) => Volatile.Read(ref _appointed[index]);

    public async Task RunAsync(Uri server, ArraySegment<byte[]> requests, int perSecond)
    {
        var idle = Channel.CreateUnbounded<NoticeConnection>();
        for (var i = 0; i < Connections; i++)
        {
            idle.Writer.TryWrite(await NoticeConnection.OpenAsync(server));
        }
        var start = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 20);
        for (var i = 0; i < count; i++)
        {
            Volatile.Write(ref _appointed[i], start + (i * Stopwatch.Frequency / perSecond));
        }
        var underWay = new Task[count];
        for (var i = 0; i < count; i++)
        {
            while (_appointed[i] - Stopwatch.GetTimestamp() is > 0 and var early)
            {
                await Task.Delay(TimeSpan.FromSeconds(Math.Max(0.001, (double)early / Stopwatch.Frequency)));
            }
            underWay[i] = SendAsync(idle, requests[i], i);
        }
        await Task.WhenAll(underWay);
        while (idle.Reader.TryRead(out var connection))
        {
            connection.Dispose();
        }
    }

    private async Task SendAsync(Channel<NoticeConnection> idle, byte[] request, int index)
    {
        var connection = await idle.Reader.ReadAsync();
        if (!await connection.SendAsync(request))
        {
            Interlocked.Increment(ref _failed);
        }
        Answers.Set(index, Stopwatch.GetTimestamp() - _appointed[index]);
        idle.Writer.TryWrite(connection);
    }
}
