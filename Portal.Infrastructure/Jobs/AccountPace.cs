using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Alipay;

namespace Portal.Infrastructure.Jobs;

/// <summary>How many questions an account may be asked now: a bucket of calls per second, and a cap on calls under way.</summary>
public sealed class AccountPace(IOptions<GatewayOptions> options, TimeProvider clock)
{
    /// <summary>Calls of one tenant under way at once, so that a silent gateway holds no other tenant's place.</summary>
    private const int MaxUnderWay = 8;

    private readonly ConcurrentDictionary<TenantId, Bucket> _buckets = new();

    /// <summary>Takes up to <paramref name="wanted"/> calls; each is given back by <see cref="Done"/> or <see cref="Unused"/>.</summary>
    public int Take(TenantId tenant, int wanted) => _buckets.GetOrAdd(tenant, _ => new Bucket(clock.GetUtcNow())).Take(wanted, options.Value.CallsPerSecond, clock.GetUtcNow());

    public void Done(TenantId tenant) => _buckets[tenant].GiveBack(1, andCall: false);

    public void Unused(TenantId tenant, int count) => _buckets[tenant].GiveBack(count, andCall: true);

    private sealed class Bucket(DateTimeOffset filledAt)
    {
        private readonly Lock _lock = new();
        private double _calls = double.MaxValue;
        private int _underWay;
        private DateTimeOffset _filledAt = filledAt;

        public int Take(int wanted, int perSecond, DateTimeOffset now)
        {
            lock (_lock)
            {
                _calls = perSecond == 0 ? double.MaxValue : Math.Min(perSecond, _calls + (perSecond * Math.Max(0, (now - _filledAt).TotalSeconds)));
                _filledAt = now;
                var taken = Math.Min(wanted, Math.Min((int)Math.Min(_calls, int.MaxValue), MaxUnderWay - _underWay));
                _calls -= taken;
                _underWay += taken;
                return taken;
            }
        }

        public void GiveBack(int count, bool andCall)
        {
            lock (_lock)
            {
                _underWay -= count;
                _calls += andCall ? count : 0;
            }
        }
    }
}
