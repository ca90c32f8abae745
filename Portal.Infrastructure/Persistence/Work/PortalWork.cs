using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Alarms;
using Portal.Domain.Cancels;
using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Infrastructure.Persistence.Work;

/// <summary>One piece of work on one context. Changed payments are numbered and get their event rows in the commit.</summary>
internal sealed class PortalWork : IPortalWork
{
    private readonly PortalContext _context;
    private readonly IFeedSignal _feed;

    public PortalWork(PortalContext context, Actor actor, Tenant tenant, GatewayAccount account, IFeedSignal feed, TimeProvider clock)
    {
        (_context, _feed, Actor, Tenant, Account) = (context, feed, actor, tenant, account);
        Counters = new CounterStore(context);
        Payments = new PaymentStore(context);
        Refunds = new RefundStore(context);
        Cancels = new CancelStore(context);
        Alarms = new AlarmStore(context, clock);
    }

    public Actor Actor { get; }

    public Tenant Tenant { get; }

    public GatewayAccount Account { get; }

    public ICounterStore Counters { get; }

    public IPaymentStore Payments { get; }

    public IRefundStore Refunds { get; }

    public ICancelStore Cancels { get; }

    public IAlarmStore Alarms { get; }

    public async Task<PortalError?> CommitAsync(CancellationToken ct)
    {
        try
        {
            // On SQLite this takes the write lock at once, so that the numbers below are ours until the commit.
            await using var transaction = await _context.Database.BeginTransactionAsync(ct);
            CountVersions();
            var changed = await NumberChangesAsync(ct);
            await _context.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            if (changed)
            {
                _feed.Changed(Tenant.Id);
            }
            return null;
        }
        catch (DbUpdateConcurrencyException)
        {
            return CommonErrors.Stale;
        }
        catch (DbUpdateException refused) when (refused.InnerException is DbException inner && UniqueViolation.Is(inner))
        {
            return CommonErrors.Stale;
        }
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private void CountVersions()
    {
        foreach (var entry in _context.ChangeTracker.Entries<Refund>().Where(entry => entry.State is EntityState.Added or EntityState.Modified))
        {
            entry.Entity.Changed();
        }
        foreach (var entry in _context.ChangeTracker.Entries<Cancel>().Where(entry => entry.State is EntityState.Added or EntityState.Modified))
        {
            entry.Entity.Changed();
        }
    }

    private async Task<bool> NumberChangesAsync(CancellationToken ct)
    {
        var changed = _context.ChangeTracker.Entries<Payment>()
            .Where(entry => entry.State is EntityState.Added or EntityState.Modified)
            .Select(entry => entry.Entity).ToList();
        if (changed.Count == 0)
        {
            return false;
        }
        await _context.Feeds.ExecuteUpdateAsync(set => set.SetProperty(feed => feed.LastSequence, feed => feed.LastSequence + changed.Count), ct);
        var last = await _context.Feeds.Select(feed => feed.LastSequence).SingleAsync(ct);
        for (var i = 0; i < changed.Count; i++)
        {
            changed[i].ChangedAs(last - changed.Count + i + 1);
            _context.PaymentEvents.Add(PaymentEvent.Of(changed[i]));
        }
        return true;
    }
}
