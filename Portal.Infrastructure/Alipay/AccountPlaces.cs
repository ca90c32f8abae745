using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using Portal.Domain.Gateway;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Alipay;

/// <summary>How many calls of jobs are under way at Alipay at once for an account. Only the call itself takes a place: rows are read and booked beside it.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A semaphore whose wait handle nobody asks for holds nothing.")]
public sealed class AccountPlaces(IOptions<GatewayOptions> options, TimeProvider clock)
{
    /// <summary>Before the row's lease runs out there is time for the call, too, and for a second one of a cancel.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(7);

    private readonly ConcurrentDictionary<TenantId, SemaphoreSlim> _places = new();

    /// <summary>Waits for a place, which is free again when it is disposed of; a person's call needs none.</summary>
    /// <returns>Null: none came free in time.</returns>
    public async ValueTask<IDisposable?> TakeAsync(TenantId tenant, Caller caller)
    {
        if (caller == Caller.Person)
        {
            return new Place(null);
        }
        var places = _places.GetOrAdd(tenant, _ => new SemaphoreSlim(Math.Max(1, options.Value.CallsAtOnce)));
        if (places.Wait(0))
        {
            return new Place(places);
        }
        using var longest = new CancellationTokenSource(s_longest, clock);
        try
        {
            await places.WaitAsync(longest.Token).ConfigureAwait(false);
            return new Place(places);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private sealed class Place(SemaphoreSlim? places) : IDisposable
    {
        public void Dispose() => places?.Release();
    }
}
