using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Portal.Infrastructure.Jobs;

/// <summary>Runs a tick by name, one at a time in this process, and counts what came of it. The schedule and people take the same way.</summary>
public sealed class JobRuns(IEnumerable<IJobTick> ticks, JobLog reports, ILogger<JobRuns> log)
{
    private readonly Dictionary<string, IJobTick> _ticks = ticks.ToDictionary(tick => tick.Name);
    private readonly ConcurrentDictionary<string, byte> _running = new();

    public bool Knows(string name) => _ticks.ContainsKey(name);

    /// <returns>Rows touched; null: it is running.</returns>
    public async Task<int?> RunAsync(string name, CancellationToken ct)
    {
        if (!_running.TryAdd(name, 0))
        {
            return null;
        }
        try
        {
            var rows = await _ticks[name].TickAsync(ct);
            reports.Ended(name, rows);
            return rows;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failed)
        {
            log.LogError(failed, "The job {Job} failed; its next tick tries again", name);
            reports.Ended(name, 0, failed);
            return 0;
        }
        finally
        {
            _running.TryRemove(name, out _);
        }
    }
}
