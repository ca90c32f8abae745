using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Alipay;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Persistence.Inbox;
using Portal.Infrastructure.Persistence.Work;

namespace Portal.Infrastructure.Jobs;

/// <summary>Asks Alipay about whatever is due: claims rows tenant by tenant, the longest not served first, and hands them to flows.</summary>
public sealed class AskDue(
    AcrossTenants across, ClaimRows claims, DueFlows flows, AccountPace pace, AccountBreaker breaker, JobLog reports, JobsOptions options, TimeProvider clock, ILogger<AskDue> log)
    : BackgroundService, IDueSignal, IJobTick
{
    private const int MaxUnderWay = 64;                                                    // of all accounts: a silent gateway holds no other account's place
    private const int TenantsAtOnce = 50;
    private const int RowsATurn = 8;
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_leaseOfCancels = TimeSpan.FromSeconds(45);          // two calls, where the trade is asked for first

    /// <summary>A cancel's time runs out; a refund has somebody waiting; what is left is payments, which are many.</summary>
    private static readonly DueKind[] s_order = [DueKind.QrCode, DueKind.Cancel, DueKind.Refund, DueKind.Payment];

    /// <summary>Answers come in waves. Whatever is done about them takes its turn here, at most so much at once, so that messages, pages and people find a thread.</summary>
    private static readonly TaskScheduler s_hands = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, Math.Max(2, Environment.ProcessorCount / 2)).ConcurrentScheduler;

    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly SemaphoreSlim _places = new(MaxUnderWay);

    public const string JobName = "ask-due";

    public string Name => JobName;

    public DateTimeOffset StartedAt { get; } = clock.GetUtcNow();

    /// <summary>When the loop last went round without throwing.</summary>
    public DateTimeOffset? LastRoundAt { get; private set; }

    public void Due()
    {
        if (options.Enabled && _wake.CurrentCount == 0)
        {
            try
            {
                _wake.Release();
            }
            catch (SemaphoreFullException)
            {
                // another hand woke it in the same moment
            }
        }
    }

    /// <returns>0: what it wakes counts its rows itself.</returns>
    public Task<int> TickAsync(CancellationToken ct)
    {
        Due();
        return Task.FromResult(0);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _wake.WaitAsync(stoppingToken);
                while (await RoundAsync(stoppingToken))
                {
                }
                LastRoundAt = clock.GetUtcNow();
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception failed)
            {
                log.LogError(failed, "A round of questions failed; the next tick tries again");
            }
        }
    }

    /// <returns>True when something was claimed, so that more may be due.</returns>
    private async Task<bool> RoundAsync(CancellationToken ct)
    {
        var claimedAny = false;
        var due = await across.TenantsWithDueAsync(clock.GetUtcNow(), TenantsAtOnce, ct);
        foreach (var tenant in due)
        {
            claimedAny |= await ServeAsync(tenant, ct);
            if (due.Count == TenantsAtOnce)
            {
                await across.ServedAsync(tenant, clock.GetUtcNow(), ct);       // who may not ask just now has had its turn too; where nobody is left out, the order is no matter
            }
        }
        return claimedAny;
    }

    private async Task<bool> ServeAsync(TenantId tenant, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var may = pace.Take(tenant, Math.Min(RowsATurn, breaker.Room(tenant)));
        var handedOver = 0;
        try
        {
            foreach (var kind in s_order)
            {
                if (handedOver < may)
                {
                    var lease = kind == DueKind.Cancel ? s_leaseOfCancels : s_lease;
                    foreach (var row in await claims.ClaimAsync(kind, tenant, now, lease, may - handedOver, ct))
                    {
                        await _places.WaitAsync(ct);
                        handedOver++;
                        _ = Task.Factory.StartNew(() => RunAsync(row), CancellationToken.None, TaskCreationOptions.DenyChildAttach, s_hands);      // before the next kind is claimed: what fails there costs these no lease
                    }
                }
            }
        }
        finally
        {
            pace.Unused(tenant, may - handedOver);
        }
        return handedOver > 0;
    }

    private async Task RunAsync(ClaimedRow row)
    {
        try
        {
            reports.Touched(JobName, row.Tenant, isError: !await flows.RunAsync(row));
        }
        finally
        {
            _places.Release();
            if (pace.Done(row.Tenant))
            {
                Due();
            }
        }
    }
}
