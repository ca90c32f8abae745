using Microsoft.AspNetCore.SignalR;
using Portal.Domain.People;

namespace Portal.Web.Realtime.Open;

/// <summary>Closes what is open: pushes stop at once, the line is cut, the page cannot come back.</summary>
public sealed class CloseOpen(OpenSockets open, CircuitEnd end, HubSubscriptions subscriptions, IHubContext<PaymentsHub> hub, TimeProvider clock, ILogger<CloseOpen> log)
{
    private static readonly TimeSpan s_tellWithin = TimeSpan.FromSeconds(1);

    /// <summary>A word that was handed over has not gone out yet, and a line that is cut takes it along.</summary>
    private static readonly TimeSpan s_outWithin = TimeSpan.FromMilliseconds(300);

    /// <summary>What belongs to those from whom something was taken.</summary>
    public void Hit(IReadOnlyList<Revocation> revocations) => Close(owner => revocations.Any(owner.IsHitBy), "something was taken from their owners");

    /// <summary>Whose sign-in is too old, and who has been silent for too long.</summary>
    public void Overdue()
    {
        var now = clock.GetUtcNow();
        Close(owner => owner.Until <= now, "their sign-in is too old");
        foreach (var socket in open.Sockets.Where(socket => socket.Silence > SocketLimits.Silent && socket.TryClose()))
        {
            socket.Abort();                            // its page may come back
        }
    }

    private void Close(Func<SocketOwner, bool> isMeant, string why)
    {
        var sockets = open.Sockets.Where(socket => isMeant(socket.Owner) && socket.TryClose()).ToList();
        var circuits = open.Circuits.Where(circuit => isMeant(circuit.Owner)).ToList();
        foreach (var socket in sockets.Where(socket => socket.Kind == SocketKind.Page))
        {
            socket.Abort();
        }
        foreach (var circuit in circuits)
        {
            _ = Task.Run(() => end.RunAsync(circuit.Secret!));
        }
        foreach (var socket in sockets.Where(socket => socket.Kind == SocketKind.Hub))
        {
            if (socket.HubConnection is { } connection)
            {
                subscriptions.Stop(connection);
            }
            _ = TellAsync(socket);
        }
        if (sockets.Count + circuits.Count > 0)
        {
            log.LogInformation("{Sockets} connections and {Pages} pages are closed: {Why}", sockets.Count, circuits.Count, why);
        }
    }

    private async Task TellAsync(OpenSocket socket)
    {
        try
        {
            if (socket.HubConnection is { } connection)
            {
                await hub.Clients.Client(connection).SendAsync(PaymentsHub.Revoked).WaitAsync(s_tellWithin);
                await Task.Delay(s_outWithin, clock);
            }
        }
        catch (Exception gone) when (gone is TimeoutException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // whoever does not listen is cut off without a word
        }
        finally
        {
            socket.Abort();
        }
    }
}
