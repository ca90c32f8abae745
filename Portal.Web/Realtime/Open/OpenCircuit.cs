namespace Portal.Web.Realtime.Open;

/// <summary>An open page as the server keeps it: it outlives its connection for a while, so that a page can come back.</summary>
public sealed class OpenCircuit(SocketOwner owner)
{
    public SocketOwner Owner => owner;

    /// <summary>By which its browser finds it again, and by which it is ended; null until it has begun.</summary>
    public string? Secret { get; set; }

    /// <summary>The framework has disposed of it.</summary>
    public bool IsGone { get; set; }
}
