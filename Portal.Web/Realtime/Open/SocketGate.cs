using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;

namespace Portal.Web.Realtime.Open;

/// <summary>The way in for sockets, after sign-in and origin were checked: counts them, notes whose they are, and gives the place back when the request is over.</summary>
public sealed class SocketGate(RequestDelegate next, OpenSockets open, SeenRevocations seen, TimeProvider clock, ILogger<SocketGate> log)
{
    /// <summary>Names the socket in the ticket that a page gets.</summary>
    public const string Claim = "portal:socket";

    private const string RetryAfterSeconds = "15";
    private static readonly object s_mark = new();
    private static readonly object s_socket = new();

    /// <summary>The socket that a connection came over; null: none that went through the gate.</summary>
    public static OpenSocket? SocketOf(HubCallerContext connection) => connection.GetHttpContext()?.Items.TryGetValue(s_socket, out var socket) == true ? socket as OpenSocket : null;

    /// <summary>Before the ticket is read: what is taken away from here on must not be overlooked.</summary>
    public static void Mark(HttpContext http, SeenRevocations seen) => http.Items[s_mark] = seen.Position;

    public async Task InvokeAsync(HttpContext http)
    {
        if (KindOf(http) is not { } kind)
        {
            await next(http);
            return;
        }
        if (!IsSocket(http))
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;        // other transports have no line that could be cut or heard
            return;
        }
        if (SocketOwner.Of(http) is not { } owner)
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        var socket = new OpenSocket(open.NextNumber(), kind, owner, http.Abort, clock);
        if (open.Enter(socket) is var refusal and not SocketRefusal.None)
        {
            Refuse(http, socket, refusal);
            return;
        }
        try
        {
            if (seen.HasHitSince((long)http.Items[s_mark]!, owner.Tenant, owner.Person, owner.Session))
            {
                http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            }
            http.Items[s_socket] = socket;
            ((ClaimsIdentity)http.User.Identity!).AddClaim(new Claim(Claim, socket.Number.ToString(CultureInfo.InvariantCulture)));
            HeardUpgrade.Listen(http.Features, socket);
            await next(http);
        }
        finally
        {
            open.Leave(socket);
        }
    }

    private void Refuse(HttpContext http, OpenSocket socket, SocketRefusal refusal)
    {
        http.Response.StatusCode = refusal == SocketRefusal.All ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status429TooManyRequests;
        http.Response.Headers.RetryAfter = RetryAfterSeconds;
        log.LogWarning("A socket ({Kind}) of {Person} from {Address} was refused: the limit of {Refusal} is reached", socket.Kind, socket.Owner.Person, socket.Owner.Address, refusal);
    }

    private static SocketKind? KindOf(HttpContext http) =>
        http.GetEndpoint()?.Metadata is { } metadata && metadata.GetMetadata<HubMetadata>() is { } hub && metadata.GetMetadata<NegotiateMetadata>() is null
            ? hub.HubType == typeof(PaymentsHub) ? SocketKind.Hub : SocketKind.Page
            : null;

    private static bool IsSocket(HttpContext http) =>
        http.Features.Get<IHttpUpgradeFeature>()?.IsUpgradableRequest == true || http.Features.Get<IHttpExtendedConnectFeature>()?.IsExtendedConnect == true;
}
