using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>Of all processes on one file one sends; when it dies, another takes over once its time is up.</summary>
/// <remarks>By the machine's own clock: portal and simulator may believe in other times, and each process in its own.</remarks>
internal sealed class NotifierLease(SimulatorFile file, IOptions<SimulatorOptions> options)
{
    private const string Name = "notifier";
    private readonly string _owner = $"{Environment.ProcessId}-{Guid.NewGuid():N}";
    private DateTimeOffset _until;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>Whether this process may send; renews when half of its time is over.</summary>
    public async Task<bool> HoldAsync(CancellationToken ct)
    {
        var now = Now;
        if (_until - now > options.Value.LeaseFor / 2)
        {
            return true;
        }
        await using var context = file.Open();
        var until = now + options.Value.LeaseFor;
        var held = await context.Leases.Where(lease => lease.Name == Name && (lease.Owner == _owner || lease.Until < now))
            .ExecuteUpdateAsync(set => set.SetProperty(lease => lease.Owner, _owner).SetProperty(lease => lease.Until, until), ct) == 1
            || (!await context.Leases.AnyAsync(lease => lease.Name == Name, ct) && await TryAddAsync(context, until, ct));
        _until = held ? until : default;
        return held;
    }

    public async Task ReleaseAsync()
    {
        await using var context = file.Open();
        await context.Leases.Where(lease => lease.Name == Name && lease.Owner == _owner).ExecuteDeleteAsync(CancellationToken.None);
        _until = default;
    }

    private async Task<bool> TryAddAsync(SimulatorContext context, DateTimeOffset until, CancellationToken ct)
    {
        context.Leases.Add(new SimLease { Name = Name, Owner = _owner, Until = until });
        try
        {
            await context.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException)
        {
            return false;           // another process was faster
        }
    }
}
