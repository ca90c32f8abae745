using System.Globalization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Portal.Web.Realtime.Open;

/// <summary>Takes a page out of what is open once the framework has disposed of it, for whatever reason.</summary>
public sealed class CircuitNotes(OpenSockets open, AuthenticationStateProvider tickets) : CircuitHandler
{
    private OpenCircuit? _circuit;

    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        var number = (await tickets.GetAuthenticationStateAsync()).User.FindFirst(SocketGate.Claim)?.Value;
        _circuit = long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? open.Find(known)?.Circuit : null;
    }

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        if (_circuit is not null)
        {
            open.Gone(_circuit);
        }
        return Task.CompletedTask;
    }
}
