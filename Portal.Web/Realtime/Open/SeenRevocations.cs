using Portal.Domain.People;
using Portal.Domain.Primitives;

namespace Portal.Web.Realtime.Open;

/// <summary>The revocations that this process saw lately, so that what was read before one and shows after it is read again.</summary>
public sealed class SeenRevocations(TimeProvider clock)
{
    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly Queue<(long Position, long At, Revocation Revocation)> _seen = new();
    private long _position;

    /// <summary>Grows with each revocation seen. Take it before reading what a revocation may change.</summary>
    public long Position => Interlocked.Read(ref _position);

    public void Add(IReadOnlyList<Revocation> revocations)
    {
        lock (_lock)
        {
            foreach (var revocation in revocations)
            {
                _seen.Enqueue((_position + 1, clock.GetTimestamp(), revocation));
                Interlocked.Increment(ref _position);
            }
            while (_seen.TryPeek(out var oldest) && clock.GetElapsedTime(oldest.At) > s_kept)
            {
                _seen.Dequeue();
            }
        }
    }

    /// <summary>Whether something was taken from somebody after a position that is at most a minute old.</summary>
    public bool HasHitSince(long position, TenantId? tenant, UserId person, SessionId session)
    {
        if (Position == position)
        {
            return false;
        }
        lock (_lock)
        {
            return _seen.Any(seen => seen.Position > position && seen.Revocation.Hits(tenant, person, session));
        }
    }
}
