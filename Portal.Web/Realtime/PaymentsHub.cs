using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Web.Composition;
using Portal.Web.Realtime.Open;

namespace Portal.Web.Realtime;

/// <summary>What <c>Since</c> answers.</summary>
public sealed record MissedPayments(IReadOnlyList<PaymentMessage> Events, bool More);

/// <summary>Payments for scripts and devices. What a connection receives follows from the membership; the client can only narrow it.</summary>
public sealed class PaymentsHub(IPaymentQueries payments, HubSubscriptions subscriptions) : Hub
{
    /// <summary>Said to a connection before it is closed, because its owner lost what it was opened with.</summary>
    public const string Revoked = "Revoked";

    private Actor Actor => Context.User?.Actor() ?? throw new HubException("forbidden");

    public override async Task OnConnectedAsync()
    {
        var socket = SocketGate.SocketOf(Context);
        socket?.HubConnection = Context.ConnectionId;                                           // from here on it is told when it is closed
        try
        {
            var last = await payments.LastSequenceAsync(Actor, Context.ConnectionAborted);      // the membership is read before anything is sent
            var scope = await payments.LiveScopeAsync(Actor, Context.ConnectionAborted);
            subscriptions.Start(Context.ConnectionId, new Audience(Actor.Tenant, scope), last);
            if (socket?.IsClosed == true)
            {
                subscriptions.Stop(Context.ConnectionId);
            }
        }
        catch (AccessDeniedException)
        {
            await Clients.Caller.SendAsync(Revoked, Context.ConnectionAborted);
            Context.Abort();
        }
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        subscriptions.Stop(Context.ConnectionId);
        return Task.CompletedTask;
    }

    /// <summary>Changes after a number, at most 500; where <c>more</c> is true, ask again from the last one's number.</summary>
    public async Task<MissedPayments> Since(long sequence)
    {
        try
        {
            var missed = await payments.SinceAsync(Actor, sequence, subscriptions.OnlyOf(Context.ConnectionId), Context.ConnectionAborted);
            return new MissedPayments([.. missed.Rows.Select(PaymentMessage.Of)], missed.More);
        }
        catch (AccessDeniedException denied)
        {
            throw await RevokedAsync(denied);
        }
    }

    /// <summary>Narrows to one counter; a counter of somebody else's brings nothing.</summary>
    public async Task Only(string counterId)
    {
        if (!CounterId.TryParse(counterId, out var counter))
        {
            throw new HubException(CommonErrors.NotFound.Code);
        }
        try
        {
            await payments.LastSequenceAsync(Actor, Context.ConnectionAborted);
        }
        catch (AccessDeniedException denied)
        {
            throw await RevokedAsync(denied);
        }
        subscriptions.Narrow(Context.ConnectionId, counter);
    }

    /// <summary>The membership is gone: nothing more is pushed, and the client is told before it is refused.</summary>
    private async Task<HubException> RevokedAsync(AccessDeniedException denied)
    {
        subscriptions.Stop(Context.ConnectionId);
        await Clients.Caller.SendAsync(Revoked, Context.ConnectionAborted);
        return new HubException(denied.Error.Code);
    }
}

/// <summary>Joins hub connections to the feed of their tenant.</summary>
public sealed class HubSubscriptions(IPaymentFeed feed, IHubContext<PaymentsHub> hub)
{
    private readonly ConcurrentDictionary<string, IDisposable> _open = new();
    private readonly ConcurrentDictionary<string, CounterId> _only = new();

    public void Start(string connection, Audience audience, long after) => _open[connection] = feed.Subscribe(audience, null, after, news => SendAsync(connection, news));

    /// <summary>The subscription stays as it is, so that nothing is lost or doubled while it narrows.</summary>
    public void Narrow(string connection, CounterId only) => _only[connection] = only;

    public void Stop(string connection)
    {
        if (_open.TryRemove(connection, out var open))
        {
            open.Dispose();
        }
        _only.TryRemove(connection, out _);
    }

    public CounterId? OnlyOf(string connection) => _only.TryGetValue(connection, out var only) ? only : null;

    private async Task SendAsync(string connection, FeedNews news)
    {
        foreach (var row in news.Rows.Where(row => (OnlyOf(connection) ?? row.CounterId) == row.CounterId && _open.ContainsKey(connection)))
        {
            await hub.Clients.Client(connection).SendAsync("PaymentChanged", PaymentMessage.Of(row));
        }
    }
}
