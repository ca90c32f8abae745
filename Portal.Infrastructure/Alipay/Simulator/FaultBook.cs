using Microsoft.EntityFrameworkCore;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>The armed faults, kept in the file: they survive a restart and are taken once each, whoever calls at the same time.</summary>
public sealed class FaultBook(SimulatorFile file)
{
    public async Task<SimFault> ArmAsync(string service, string fault, int times, int? seconds, string? partner, CancellationToken ct)
    {
        var lasts = seconds is { } length && !FaultNames.IsDelay(fault) ? file.Now.AddSeconds(length) : (DateTimeOffset?)null;
        var armed = new SimFault { Service = service, Fault = fault, Left = times == 0 ? null : times, Seconds = seconds, Partner = partner, EndsAt = lasts };
        await using var context = file.Open();
        context.Faults.Add(armed);
        await context.SaveChangesAsync(ct);
        return armed;
    }

    public async Task<IReadOnlyList<SimFault>> ListAsync(CancellationToken ct)
    {
        await using var context = file.Open();
        return await context.Faults.AsNoTracking().OrderBy(fault => fault.Id).ToListAsync(ct);
    }

    public async Task ClearAsync(CancellationToken ct)
    {
        await using var context = file.Open();
        await context.Faults.ExecuteDeleteAsync(ct);
    }

    /// <summary>Takes one back; one that is gone already is no matter.</summary>
    public async Task ClearAsync(long id, CancellationToken ct)
    {
        await using var context = file.Open();
        await context.Faults.Where(fault => fault.Id == id).ExecuteDeleteAsync(ct);
    }

    internal async Task<SimFault?> TakeAsync(string service, string partner, string[] names, CancellationToken ct)
    {
        await using var context = file.Open();
        return await TakeAsync(context, service, partner, names, ct);
    }

    /// <summary>The oldest fault of these names that is meant for this partner, counted down; null where there is none.</summary>
    internal async Task<SimFault?> TakeAsync(SimulatorContext context, string service, string partner, string[] names, CancellationToken ct)
    {
        while (true)
        {
            var now = file.Now;
            var found = await context.Faults.AsNoTracking()
                .Where(fault => fault.Service == service && names.Contains(fault.Fault) && (fault.Partner == null || fault.Partner == partner) && (fault.EndsAt == null || fault.EndsAt > now))
                .OrderBy(fault => fault.Id)
                .FirstOrDefaultAsync(ct);
            if (found?.Left is not { } left)
            {
                return found;
            }
            var same = context.Faults.Where(fault => fault.Id == found.Id && fault.Left == left);
            var taken = left == 1 ? await same.ExecuteDeleteAsync(ct) : await same.ExecuteUpdateAsync(set => set.SetProperty(fault => fault.Left, left - 1), ct);
            if (taken == 1)
            {
                return found;
            }
        }
    }
}
