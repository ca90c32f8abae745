namespace Portal.Web.Realtime.Open;

/// <summary>What a socket is for; each kind is counted for itself.</summary>
public enum SocketKind
{
    /// <summary>An open page.</summary>
    Page,

    /// <summary>A script or device at a hub.</summary>
    Hub,
}

/// <summary>One open connection, from the handshake to its end.</summary>
/// <param name="number">Names it within this process.</param>
/// <param name="abort">Cuts the line.</param>
public sealed class OpenSocket(long number, SocketKind kind, SocketOwner owner, Action abort, TimeProvider clock)
{
    private readonly Lock _ending = new();
    private long _heardAt = clock.GetTimestamp();
    private bool _isOver;
    private int _closed;

    public long Number => number;

    public SocketKind Kind => kind;

    public SocketOwner Owner => owner;

    public DateTimeOffset Since { get; } = clock.GetUtcNow();

    /// <summary>The page behind it; a page that comes back brings its own.</summary>
    public OpenCircuit Circuit { get; set; } = new(owner);

    /// <summary>The hub's name for the connection, once it is connected.</summary>
    public string? HubConnection { get; set; }

    /// <summary>How long the other side has not sent a byte.</summary>
    public TimeSpan Silence => clock.GetElapsedTime(Interlocked.Read(ref _heardAt));

    /// <summary>It was decided to close it; nothing more goes out.</summary>
    public bool IsClosed => Volatile.Read(ref _closed) != 0;

    public void Heard() => Interlocked.Exchange(ref _heardAt, clock.GetTimestamp());

    /// <returns>False: somebody else closes it already.</returns>
    public bool TryClose() => Interlocked.Exchange(ref _closed, 1) == 0;

    /// <summary>Cuts the line, unless it has ended by itself: what served it may serve somebody else by then.</summary>
    public void Abort()
    {
        lock (_ending)
        {
            if (!_isOver)
            {
                abort();
            }
        }
    }

    /// <summary>The request behind it is over.</summary>
    public void Over()
    {
        lock (_ending)
        {
            _isOver = true;
        }
    }
}
