using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>Takes the steps that are due and sends what they tell: different notifications side by side, each one attempt at a time, from one process alone.</summary>
/// <remarks>Source: PROTOCOL 8.4. It is rung for new work and looks by itself for what other processes queued.</remarks>
internal sealed class Notifier(SimulatorFile file, DueSteps steps, NotificationQueue queue, NotificationSender sender, NotifierLease lease, ILogger<Notifier> log) : BackgroundService
{
    private const int AtOnce = 32;
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);
    private readonly ConcurrentDictionary<string, Task> _onTheWay = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await queue.WaitAsync(s_look, stoppingToken);
                await file.ReadClockAsync(stoppingToken);
                if (await lease.HoldAsync(stoppingToken))
                {
                    await steps.RunAsync(stoppingToken);
                    await StartDueAsync(stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception busy) when (busy is DbException or DbUpdateException)
            {
                log.LogWarning(busy, "The simulator's file is busy; looking again");
            }
        }
        await Task.WhenAll(_onTheWay.Values);
        await lease.ReleaseAsync();
    }

    private async Task StartDueAsync(CancellationToken ct)
    {
        if (_onTheWay.Count >= AtOnce)
        {
            return;                 // each that comes back rings
        }
        var before = _onTheWay.Keys.ToHashSet();      // one that ends while the file is read may still be due in what was read, and must not go out again
        foreach (var due in await queue.DueAsync(AtOnce, ct))
        {
            var task = new TaskCompletionSource();
            if (!before.Contains(due.NotifyId) && _onTheWay.Count < AtOnce && _onTheWay.TryAdd(due.NotifyId, task.Task))
            {
                _ = SendAsync(due, task, ct);
            }
        }
    }

    private async Task SendAsync(SimNotification due, TaskCompletionSource task, CancellationToken ct)
    {
        try
        {
            await Task.Yield();
            await sender.SendDueAsync(due, ct);
        }
        catch (OperationCanceledException)
        {
            // Stopping: it is still due and goes out after the next start.
        }
        catch (Exception failed)
        {
            log.LogError(failed, "Notification {NotifyId} could not be sent", due.NotifyId);
        }
        finally
        {
            _onTheWay.TryRemove(due.NotifyId, out _);
            task.SetResult();
            queue.Ring();
        }
    }
}
