using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Portal.Web.Features.Account.Limits;

/// <summary>How many wrong tries are looked at; one place comes back at the end of each span.</summary>
/// <param name="PerAddress">From one remote address at once.</param>
/// <param name="Everywhere">From all addresses together at once, those aside from which somebody has signed in before.</param>
public sealed record SignInLimits(int PerAddress, TimeSpan PerAddressEach, int Everywhere, TimeSpan EverywhereEach)
{
    public static SignInLimits Standard { get; } = new(20, TimeSpan.FromSeconds(15), 120, TimeSpan.FromMilliseconds(500));
}

/// <summary>Stands before every password that is tried and refuses before anything costly is done. Who is signed in never comes by here.</summary>
/// <remarks>A right password gives its place back, so a shop behind one address signs in as often as it likes. Kept in memory, bounded; each process counts for itself.</remarks>
public sealed class SignInGate(SignInLimits limits, TimeProvider clock)
{
    private const int MaxAddresses = 20_000;
    private const int NetworkBytes = 8;

    private readonly ConcurrentDictionary<string, Places> _addresses = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);
    private readonly Places _everywhere = new(limits.Everywhere, limits.EverywhereEach, clock.GetUtcNow());

    /// <summary>Takes a place for one try.</summary>
    /// <returns>Null: come in; else how long until it is worth trying again.</returns>
    public TimeSpan? Enter(IPAddress? from)
    {
        var (address, now) = (NameOf(from), clock.GetUtcNow());
        MakeRoom(now);
        // Where there is no room for one more address, all new ones share the places of everywhere.
        if (_addresses.TryGetValue(address, out var places) || (_addresses.Count < MaxAddresses && (places = Keep(address, now)) is not null))
        {
            if (places.Take(now) is { } wait)
            {
                return wait;
            }
        }
        return _known.ContainsKey(address) ? null : _everywhere.Take(now);
    }

    /// <summary>The password was right: the place is free again, and a flood from elsewhere does not hit this address.</summary>
    public void CameIn(IPAddress? from)
    {
        var address = NameOf(from);
        if (_addresses.TryGetValue(address, out var places))
        {
            places.GiveBack();
        }
        if (_known.Count >= MaxAddresses)
        {
            _known.Clear();
        }
        if (_known.TryAdd(address, true))
        {
            _everywhere.GiveBack();
        }
    }

    /// <summary>One name for one peer: of IPv6 the network, since a household has many addresses in it.</summary>
    public static string NameOf(IPAddress? from) => from switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => from.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(from.GetAddressBytes().AsSpan(0, NetworkBytes)),
        _ => from.ToString(),
    };

    private Places Keep(string address, DateTimeOffset now) => _addresses.GetOrAdd(address, _ => new Places(limits.PerAddress, limits.PerAddressEach, now));

    private void MakeRoom(DateTimeOffset now)
    {
        if (_addresses.Count >= MaxAddresses)
        {
            foreach (var (address, _) in _addresses.Where(kept => kept.Value.IsFull(now)))
            {
                _addresses.TryRemove(address, out _);
            }
        }
    }

    /// <summary>A bucket of places that fills by the clock.</summary>
    private sealed class Places(int most, TimeSpan each, DateTimeOffset from)
    {
        private readonly Lock _lock = new();
        private double _free = most;
        private DateTimeOffset _at = from;

        public TimeSpan? Take(DateTimeOffset now)
        {
            lock (_lock)
            {
                Fill(now);
                if (_free < 1)
                {
                    return each * (1 - _free);
                }
                _free--;
                return null;
            }
        }

        public void GiveBack()
        {
            lock (_lock)
            {
                _free = Math.Min(most, _free + 1);
            }
        }

        public bool IsFull(DateTimeOffset now)
        {
            lock (_lock)
            {
                Fill(now);
                return _free >= most;
            }
        }

        private void Fill(DateTimeOffset now)
        {
            if (now > _at)
            {
                _free = Math.Min(most, _free + ((now - _at) / each));
                _at = now;
            }
        }
    }
}
