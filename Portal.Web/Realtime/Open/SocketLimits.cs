namespace Portal.Web.Realtime.Open;

/// <summary>How many pages may be open at once, and as many connections of scripts and devices; settings below <c>Portal:Limits</c>.</summary>
public sealed class SocketLimits
{
    /// <summary>So long may a connection send nothing, not even the ping that keeps it; a page sends one every four seconds, a SignalR client every fifteen.</summary>
    public static readonly TimeSpan Silent = TimeSpan.FromSeconds(25);

    public int OpenPerPerson { get; set; } = 20;

    /// <summary>All people of one IP address together.</summary>
    public int OpenPerAddress { get; set; } = 100;

    public int OpenInAll { get; set; } = 2000;

    /// <summary>Why this cannot be meant; null: it can.</summary>
    public string? Check() => OpenPerPerson > 0 && OpenPerAddress > 0 && OpenInAll > 0 ? null : "Portal:Limits: each limit must be 1 or more";
}
