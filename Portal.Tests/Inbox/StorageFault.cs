using Microsoft.Data.Sqlite;
using Portal.Tests.TestKit;

namespace Portal.Tests.Inbox;

/// <summary>Something that happens to the disk or the file of a running portal, and ends again.</summary>
/// <param name="Holds">How long it lasts.</param>
/// <param name="BeginAsync">Begins it; what comes back ends it.</param>
internal sealed record StorageFault(string Name, TimeSpan Holds, Func<Victim, Task<IAsyncDisposable>> BeginAsync)
{
    private static readonly string[] s_errors = ["fsync:error=EIO", "pwrite64:error=EIO", "pwrite64:error=ENOSPC"];

    public static StorageFault NoSpace { get; } = SystemCall("no space", "pwrite64:error=ENOSPC", TimeSpan.FromSeconds(2));

    public static StorageFault SyncFails { get; } = SystemCall("fsync fails", "fsync:error=EIO", TimeSpan.FromSeconds(2));

    public static StorageFault WriteFails { get; } = SystemCall("a write fails", "pwrite64:error=EIO", TimeSpan.FromSeconds(2));

    public static StorageFault WriteFailsNowAndThen { get; } = SystemCall("no space now and then", "pwrite64:error=ENOSPC:when=60+7", TimeSpan.FromSeconds(4));

    public static StorageFault Locked { get; } = LockedFor(TimeSpan.FromSeconds(8));

    /// <summary>Another process holds the one write lock, as a backup does.</summary>
    public static StorageFault LockedFor(TimeSpan holds) => new($"locked {holds.TotalSeconds:0.0} s", holds, async victim =>
    {
        var other = new SqliteConnection($"Data Source={Path.Combine(victim.DataFolder, "portal.db")};Pooling=False");
        await other.OpenAsync();
        await using var begin = new SqliteCommand("BEGIN IMMEDIATE", other);
        await begin.ExecuteNonQueryAsync();
        return other;
    });

    /// <summary>Any of the kinds, at any time and for any time.</summary>
    public static StorageFault OfPlan(Random random)
    {
        var holds = TimeSpan.FromMilliseconds(random.Next(300, 4000));
        if (random.Next(4) == 0)
        {
            return LockedFor(holds * 2);
        }
        var error = s_errors[random.Next(s_errors.Length)];
        var injection = random.Next(2) == 0 ? error : $"{error}:when={random.Next(1, 40)}+{random.Next(2, 12)}";
        return SystemCall(injection, injection, holds);
    }

    private static StorageFault SystemCall(string name, string injection, TimeSpan holds) =>
        new(name, holds, async victim => await SystemCallFault.BeginAsync(victim.ProcessId, injection));
}

/// <summary>The portal that the fault happens to.</summary>
internal sealed record Victim(HttpClient Client, int ProcessId, string DataFolder);

/// <summary>What a fault did to a stream of messages.</summary>
/// <param name="Lost">Acknowledged and not stored.</param>
/// <param name="DuringFault">Acknowledged though sent while the fault held.</param>
/// <param name="BackAfter">From the end of the fault to the first message acknowledged that was sent after it.</param>
internal sealed record FaultOutcome(int Acknowledged, int Refused, int DuringFault, IReadOnlyList<string> Lost, TimeSpan BackAfter, TimeSpan LongestAnswer)
{
    private const int EnoughToBegin = 20;
    private static readonly TimeSpan s_backWithin = TimeSpan.FromSeconds(30);

    /// <param name="reads">A portal with a sound view of the same file.</param>
    public static async Task<FaultOutcome> PlayAsync(StorageFault fault, Victim victim, PortalFixture reads, PortalCounter counter)
    {
        await using var stream = NoticeStream.Start(() => victim.Client, counter);
        await PortalWait.UntilAsync($"messages are taken before: {fault.Name}", () => stream.AcknowledgedCount >= EnoughToBegin);
        int during;
        await using (await fault.BeginAsync(victim))
        {
            var begun = TimeProvider.System.GetTimestamp();
            await PortalWait.UntilAsync("the fault has held long enough", () => TimeProvider.System.GetElapsedTime(begun) >= fault.Holds);
            during = stream.AcknowledgedSince(begun);
        }
        var over = TimeProvider.System.GetTimestamp();
        await PortalWait.UntilAsync($"messages are taken after: {fault.Name}", () => stream.AcknowledgedSince(over) > 0, s_backWithin);
        var back = TimeProvider.System.GetElapsedTime(over);
        await stream.StopAsync();
        return new FaultOutcome(stream.AcknowledgedCount, stream.Refused, during, stream.LostOf(await reads.StoredAsync(counter.Tenant)), back, stream.LongestAnswer);
    }
}
