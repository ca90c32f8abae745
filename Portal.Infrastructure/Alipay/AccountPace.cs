using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Alipay;

/// <summary>How many calls an account may make now: a bucket of calls per second, which persons and jobs share, and a cap on the rows
/// that jobs have under way.</summary>
/// <remarks>A job reserves its calls before it claims rows, so that no claimed row waits for the bucket. A person waits a moment at most.</remarks>
public sealed class AccountPace(IOptions<GatewayOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<TenantId, Bucket> _buckets = new();

    /// <summary>Reserves up to <paramref name="wanted"/> calls of a job; each is given back by <see cref="Done"/> or <see cref="Unused"/>.</summary>
    public int Take(TenantId tenant, int wanted) => BucketOf(tenant).Take(wanted, options.Value, clock.GetUtcNow());

    /// <returns>True: there is room for more rows of the account.</returns>
    public bool Done(TenantId tenant) => BucketOf(tenant).GiveBack(1, options.Value) > 0;

    public void Unused(TenantId tenant, int count) => BucketOf(tenant).GiveBack(count, options.Value);

    /// <summary>One call, by whomever: how long to wait before it; null when the bucket is empty for longer than anybody should wait.</summary>
    public TimeSpan? Turn(TenantId tenant) => BucketOf(tenant).Turn(options.Value.CallsPerSecond, clock.GetUtcNow());

    private Bucket BucketOf(TenantId tenant) => _buckets.GetOrAdd(tenant, _ => new Bucket(options.Value.CallsPerSecond, clock.GetUtcNow()));

    private sealed class Bucket(int full, DateTimeOffset filledAt)
    {
        private readonly Lock _lock = new();
        private double _calls = full;
        private int _reserved;
        private int _underWay;
        private DateTimeOffset _filledAt = filledAt;

        public int Take(int wanted, GatewayOptions options, DateTimeOffset now)
        {
            lock (_lock)
            {
                Fill(options.CallsPerSecond, now);
                var free = options.CallsPerSecond == 0 ? wanted : (int)Math.Floor(_calls) - _reserved;
                var taken = Math.Max(0, Math.Min(wanted, Math.Min(free, Room(options))));
                _reserved += taken;
                _underWay += taken;
                return taken;
            }
        }

        /// <summary>A row that is done needs its call no more, made or not.</summary>
        /// <returns>How many rows more there is room for.</returns>
        public int GiveBack(int count, GatewayOptions options)
        {
            lock (_lock)
            {
                _underWay -= count;
                _reserved = Math.Min(_reserved, _underWay);
                return Room(options);
            }
        }

        public TimeSpan? Turn(int perSecond, DateTimeOffset now)
        {
            lock (_lock)
            {
                if (perSecond == 0)
                {
                    return TimeSpan.Zero;
                }
                Fill(perSecond, now);
                var wait = TimeSpan.FromSeconds(Math.Max(0, (1 - _calls) / perSecond));
                if (wait > s_longestWait)
                {
                    return null;
                }
                _calls--;
                _reserved = Math.Max(0, _reserved - 1);
                return wait;
            }
        }

        /// <summary>Rows are claimed by several: a search for each that is done would cost as much as the row.</summary>
        private int Room(GatewayOptions options)
        {
            var room = options.RowsAtOnce - _underWay;
            return room < options.RowsAtOnce / 4 ? 0 : room;
        }

        private void Fill(int perSecond, DateTimeOffset now)
        {
            _calls = Math.Min(perSecond, _calls + (perSecond * Math.Max(0, (now - _filledAt).TotalSeconds)));
            _filledAt = now;
        }
    }
}
