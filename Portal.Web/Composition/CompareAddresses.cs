using Portal.Domain.Counters;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Persistence.Inbox;

namespace Portal.Web.Composition;

/// <summary>Once the portal listens: codes whose payments are reported elsewhere than it is reached now. In Development Alipay is told at once;
/// in Production the codes stand on <c>/attention</c>, and a person decides.</summary>
/// <remarks>Source: CONTRACT, <c>Portal:PublicBaseUrl</c>.</remarks>
public sealed class CompareAddresses(
    IHostApplicationLifetime lifetime, IPublicAddress address, AcrossTenants across, MoveAddresses flow, IDueSignal due, PortalSettings settings, ILogger<CompareAddresses> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var onStart = lifetime.ApplicationStarted.Register(started.SetResult);
        await using var onStop = stoppingToken.Register(() => started.TrySetCanceled(CancellationToken.None));
        try
        {
            await started.Task;
            await CompareAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // stopped before it began
        }
        catch (Exception failed)
        {
            log.LogError(failed, "The addresses of the codes could not be compared; the next start compares them again");
        }
    }

    private async Task CompareAsync(CancellationToken ct)
    {
        if (address.Base is not { } known)
        {
            return;
        }
        foreach (var tenant in await across.TenantsWithCodesElsewhereAsync(known, ct))
        {
            if (!settings.IsDevelopment)
            {
                log.LogWarning("Tenant {Tenant} has codes whose payments are not reported to {Address}; /attention lists them", tenant, known);
            }
            else if (await flow.RunAsync(Actor.Job(tenant), ct) is Outcome<int>.Done moved)
            {
                log.LogInformation("{Count} codes of tenant {Tenant} are told to report to {Address}", moved.Value, tenant, known);
            }
        }
        due.Due();
    }
}
