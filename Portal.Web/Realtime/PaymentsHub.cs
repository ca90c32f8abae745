using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Web.Composition;

namespace Portal.Web.Realtime;

/// <summary>What <c>Since</c> answers.</summary>
public sealed record MissedPayments(IReadOnlyList<PaymentMessage> Events, bool More);

/// <summary>Payments for scripts and devices. What a connection receives follows from the membership; the client can only narrow it.</summary>
public sealed class PaymentsHub(IPaymentQueries payments, HubSubscriptions subscriptions) : Hub
{
    private Actor Actor => Context.User?.Actor() ?? throw new HubException("forbidden");

    public override async Task OnConnectedAsync()
    {
        try
        {
            await payments.LastSequenceAsync(Actor, Context.ConnectionAborted);      // the membership is read before anything is sent
        }
        catch (AccessDeniedException)
        {
            Context.Abort();
            return;
        }
        subscriptions.Start(Context.ConnectionId, Actor.Tenant, null);
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
            throw new HubException(denied.Error.Code);
        }
    }

    /// <summary>Narrows to one counter; a counter of somebody else's brings nothing.</summary>
    public void Only(string counterId)
    {
        if (!CounterId.TryParse(counterId, out var counter))
        {
            throw new HubException(CommonErrors.NotFound.Code);
        }
        subscriptions.Start(Context.ConnectionId, Actor.Tenant, counter);
    }
}

/// <summary>Joins hub connections to the feed of their tenant.</summary>
public sealed class HubSubscriptions(IPaymentFeed feed, IHubContext<PaymentsHub> hub)
{
    private readonly ConcurrentDictionary<string, (IDisposable Subscription, CounterId? Only)> _open = new();

    public void Start(string connection, TenantId tenant, CounterId? only)
    {
        Stop(connection);
        _open[connection] = (feed.Subscribe(tenant, only, news => SendAsync(connection, news)), only);
    }

    public void Stop(string connection)
    {
        if (_open.TryRemove(connection, out var open))
        {
            open.Subscription.Dispose();
        }
    }

    public CounterId? OnlyOf(string connection) => _open.TryGetValue(connection, out var open) ? open.Only : null;

    private async Task SendAsync(string connection, FeedNews news)
    {
        foreach (var row in news.Rows)
        {
            await hub.Clients.Client(connection).SendAsync("PaymentChanged", PaymentMessage.Of(row));
        }
    }
}
