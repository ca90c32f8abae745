using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Persistence;

namespace Portal.Web.Realtime.Open;

/// <summary>One a process: sees what was taken from whom, by this process at once and by others within a second, and closes what they have open.</summary>
/// <remarks>Source: RELIABILITY rule 15.</remarks>
public sealed class RevocationWatch(
    RevocationLog revocations, PortalDatabase database, SeenRevocations seen, CloseOpen closing, TimeProvider clock, ILogger<RevocationWatch> log) : BackgroundService
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_forgetEvery = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly HashSet<long> _known = [];
    private long _last;
    private long _forgotAt;

    /// <summary>Before anything is open, whatever was said is old.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _last = await revocations.LastAsync(cancellationToken);
        _known.UnionWith((await revocations.AfterAsync(_last, cancellationToken)).Select(revocation => revocation.Id));
        await revocations.ForgetOldAsync(cancellationToken);
        _forgotAt = clock.GetTimestamp();
        database.Revoked += Wake;
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        database.Revoked -= Wake;
        _wake.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _wake.WaitAsync(s_look, stoppingToken);
                closing.Overdue();
                await LookAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failed)
            {
                log.LogError(failed, "Revocations could not be read; the next look tries again");
                await Task.Delay(s_look, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        var fresh = (await revocations.AfterAsync(_last, ct)).Where(revocation => _known.Add(revocation.Id)).ToList();
        if (fresh.Count > 0)
        {
            _last = Math.Max(_last, fresh[^1].Id);
            _known.RemoveWhere(id => id <= _last - RevocationLog.Overlap);
            seen.Add(fresh);
            closing.Hit(fresh);
        }
        if (clock.GetElapsedTime(_forgotAt) >= s_forgetEvery)
        {
            _forgotAt = clock.GetTimestamp();
            await revocations.ForgetOldAsync(ct);
        }
    }

    private void Wake()
    {
        try
        {
            if (_wake.CurrentCount == 0)
            {
                _wake.Release();
            }
        }
        catch (Exception late) when (late is SemaphoreFullException or ObjectDisposedException)
        {
            // another hand woke it in the same moment, or it has stopped
        }
    }
}
