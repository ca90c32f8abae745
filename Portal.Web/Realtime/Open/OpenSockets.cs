using System.Collections.Concurrent;
using Portal.Domain.Primitives;

namespace Portal.Web.Realtime.Open;

/// <summary>Which limit a socket would have broken.</summary>
public enum SocketRefusal
{
    None,
    Person,
    Address,
    All,
}

/// <summary>All that is open in this process: connections, and pages that may still come back. A connection holds its place exactly as long as its request lasts.</summary>
public sealed class OpenSockets(SocketLimits limits)
{
    private readonly ConcurrentDictionary<long, OpenSocket> _sockets = new();
    private readonly ConcurrentDictionary<string, OpenCircuit> _circuits = new();
    private readonly Lock _counting = new();
    private readonly Dictionary<(SocketKind, UserId), int> _persons = [];
    private readonly Dictionary<(SocketKind, string), int> _addresses = [];
    private readonly Dictionary<SocketKind, int> _all = [];
    private long _last;

    public IEnumerable<OpenSocket> Sockets => _sockets.Select(pair => pair.Value);

    /// <summary>Pages that have begun, connected or not.</summary>
    public IEnumerable<OpenCircuit> Circuits => _circuits.Select(pair => pair.Value);

    public long NextNumber() => Interlocked.Increment(ref _last);

    /// <summary>Takes a place, or says which limit is reached.</summary>
    public SocketRefusal Enter(OpenSocket socket)
    {
        var (person, address) = ((socket.Kind, socket.Owner.Person), (socket.Kind, socket.Owner.Address));
        lock (_counting)
        {
            var refusal = _persons.GetValueOrDefault(person) >= limits.OpenPerPerson ? SocketRefusal.Person
                : _addresses.GetValueOrDefault(address) >= limits.OpenPerAddress ? SocketRefusal.Address
                : _all.GetValueOrDefault(socket.Kind) >= limits.OpenInAll ? SocketRefusal.All
                : SocketRefusal.None;
            if (refusal == SocketRefusal.None)
            {
                Count(_persons, person, 1);
                Count(_addresses, address, 1);
                Count(_all, socket.Kind, 1);
                _sockets[socket.Number] = socket;
            }
            return refusal;
        }
    }

    /// <summary>Gives the place back that <see cref="Enter"/> gave.</summary>
    public void Leave(OpenSocket socket)
    {
        socket.Over();
        lock (_counting)
        {
            if (_sockets.TryRemove(socket.Number, out _))
            {
                Count(_persons, (socket.Kind, socket.Owner.Person), -1);
                Count(_addresses, (socket.Kind, socket.Owner.Address), -1);
                Count(_all, socket.Kind, -1);
            }
        }
    }

    public OpenSocket? Find(long number) => _sockets.GetValueOrDefault(number);

    public OpenCircuit? FindCircuit(string secret) => _circuits.GetValueOrDefault(secret);

    /// <summary>A page has begun; from here on its secret ends it.</summary>
    public void Began(OpenCircuit circuit, string secret)
    {
        lock (circuit)
        {
            circuit.Secret = secret;
            if (!circuit.IsGone)
            {
                _circuits[secret] = circuit;
            }
        }
    }

    /// <summary>The framework has disposed of a page.</summary>
    public void Gone(OpenCircuit circuit)
    {
        lock (circuit)
        {
            circuit.IsGone = true;
            if (circuit.Secret is { } secret)
            {
                _circuits.TryRemove(secret, out _);
            }
        }
    }

    private static void Count<TKey>(Dictionary<TKey, int> counts, TKey key, int by)
        where TKey : notnull
    {
        var count = counts.GetValueOrDefault(key) + by;
        if (count > 0)
        {
            counts[key] = count;
        }
        else
        {
            counts.Remove(key);
        }
    }
}
