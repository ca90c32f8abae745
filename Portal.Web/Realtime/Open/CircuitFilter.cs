using Microsoft.AspNetCore.SignalR;

namespace Portal.Web.Realtime.Open;

/// <summary>Learns by which secret each page is found again, and lets a page come back only to whom it belonged.</summary>
public sealed class CircuitFilter(OpenSockets open, CircuitEnd end) : IHubFilter
{
    /// <summary>The calls of Blazor's own hub that make or find a page.</summary>
    private const string Start = "StartCircuit", Resume = "ResumeCircuit", Connect = "ConnectCircuit";

    public ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next) => invocationContext.HubMethodName switch
    {
        Start or Resume => StartAsync(invocationContext, next),
        Connect => ConnectAsync(invocationContext, next),
        _ => next(invocationContext),
    };

    private async ValueTask<object?> StartAsync(HubInvocationContext call, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var answer = await next(call);
        if (answer is string secret && SocketGate.SocketOf(call.Context) is { } socket)
        {
            open.Began(socket.Circuit, secret);
            if (socket.IsClosed)
            {
                await end.RunAsync(secret);            // closed while it began
            }
        }
        return answer;
    }

    private async ValueTask<object?> ConnectAsync(HubInvocationContext call, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        if (call.HubMethodArguments is not [string secret, ..] || SocketGate.SocketOf(call.Context) is not { } socket || open.FindCircuit(secret) is not { } circuit)
        {
            return false;                              // the page loads itself again
        }
        if (!circuit.Owner.IsSameAs(socket.Owner) || socket.IsClosed)
        {
            await end.RunAsync(secret);
            return false;
        }
        socket.Circuit = circuit;
        return await next(call);
    }
}
