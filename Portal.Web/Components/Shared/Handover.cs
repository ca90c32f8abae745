using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Portal.Web.Components.Shared;

/// <summary>What was read for the first, plain rendering of a page is handed over to the live one, so that nothing is asked twice and nothing flickers.
/// Only a random ticket travels through the browser; the rows stay here, for half a minute and one use.</summary>
public sealed class HandoverStore(TimeProvider clock)
{
    private const int MaxKept = 1000;
    private static readonly TimeSpan s_keptFor = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, (object Value, long At)> _kept = new();

    public string Keep(object value)
    {
        if (_kept.Count >= MaxKept)
        {
            foreach (var (old, kept) in _kept)
            {
                if (clock.GetElapsedTime(kept.At) > s_keptFor)
                {
                    _kept.TryRemove(old, out _);
                }
            }
        }
        var ticket = RandomNumberGenerator.GetHexString(32, lowercase: true);
        if (_kept.Count < MaxKept)
        {
            _kept[ticket] = (value, clock.GetTimestamp());
        }
        return ticket;
    }

    public T? Take<T>(string ticket)
        where T : class =>
        _kept.TryRemove(ticket, out var kept) && clock.GetElapsedTime(kept.At) <= s_keptFor ? kept.Value as T : null;
}
