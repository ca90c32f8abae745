using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Alarms;
using Portal.Domain.Approvals;
using Portal.Domain.Attention;
using Portal.Domain.Audit;
using Portal.Domain.Cancels;
using Portal.Domain.Claims;
using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence.Audit;

namespace Portal.Infrastructure.Persistence.Work;

/// <summary>One piece of work on one context. Changed payments are numbered and get their event rows in the commit, people's and operators' acts their rows in the audit.</summary>
internal sealed class PortalWork : IPortalWork
{
    private readonly PortalContext _context;
    private readonly IFeedSignal _feed;
    private readonly TimeProvider _clock;
    private readonly GatewayAccount? _account;
    private readonly List<Func<CancellationToken, Task<PortalError?>>> _checks = [];
    private string _act;
    private AuditEntry? _said;

    public PortalWork(PortalContext context, Actor actor, Permission permission, Tenant tenant, GatewayAccount? account, IFeedSignal feed, TimeProvider clock)
    {
        (_context, _feed, _clock, Actor, Tenant, _account) = (context, feed, clock, actor, tenant, account);
        _act = permission.Name();
        Counters = new CounterStore(context);
        Payments = new PaymentStore(context);
        Refunds = new RefundStore(context);
        Approvals = new ApprovalStore(context);
        Limits = new LimitStore(context);
        Cancels = new CancelStore(context);
        Claims = new ClaimStore(context);
        Alarms = new AlarmStore(context, clock);
        Attention = new AttentionStore(context);
        People = new PeopleStore(context);
    }

    public Actor Actor { get; }

    public Tenant Tenant { get; }

    public bool HasAccount => _account is not null;

    public GatewayAccount Account => _account ?? throw new InvalidOperationException("The tenant has no account yet.");

    public IPeopleStore People { get; }

    public ICounterStore Counters { get; }

    public IPaymentStore Payments { get; }

    public IRefundStore Refunds { get; }

    public IApprovalStore Approvals { get; }

    public ILimitStore Limits { get; }

    public ICancelStore Cancels { get; }

    public IClaimStore Claims { get; }

    public IAlarmStore Alarms { get; }

    public IAttentionStore Attention { get; }

    public void Audit(AuditEntry entry)
    {
        _said = entry;
        _act = entry.Act ?? _act;
    }

    public void AtCommit(Func<CancellationToken, Task<PortalError?>> check) => _checks.Add(check);

    public async Task<PortalError?> CommitAsync(CancellationToken ct)
    {
        try
        {
            using var turn = await _context.Writers.TakeAsync(ct);
            // On SQLite this takes the write lock at once, so that the numbers below are ours until the commit.
            await using var transaction = await _context.Database.BeginTransactionAsync(ct);
            CountVersions();
            var changed = await NumberChangesAsync(ct);              // holds the tenant's number, on SQL Server too, until the end
            foreach (var check in _checks)
            {
                if (await check(ct) is { } refused)
                {
                    AuditWriter.Forget(_context);
                    return refused;
                }
            }
            if (Actor.Kind != ActorKind.Job || _said is not null)
            {
                await AuditWriter.WriteAsync(_context, Actor, _act, _said, _clock.GetUtcNow(), ct);
            }
            await _context.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            _said = null;
            _checks.Clear();
            if (changed)
            {
                _feed.Changed(Tenant.Id);
            }
            return null;
        }
        catch (DbUpdateConcurrencyException)
        {
            AuditWriter.Forget(_context);
            return CommonErrors.Stale;
        }
        catch (DbUpdateException refused) when (refused.InnerException is DbException inner && UniqueViolation.Is(inner))
        {
            AuditWriter.Forget(_context);
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
            .Where(entry => entry.State is EntityState.Added or EntityState.Modified).ToList();
        if (changed.Count == 0)
        {
            return false;
        }
        await _context.Feeds.ExecuteUpdateAsync(set => set.SetProperty(feed => feed.LastSequence, feed => feed.LastSequence + changed.Count), ct);
        var last = await _context.Feeds.Select(feed => feed.LastSequence).SingleAsync(ct);
        for (var i = 0; i < changed.Count; i++)
        {
            var (payment, number) = (changed[i].Entity, last - changed.Count + i + 1);
            if (changed[i].State == EntityState.Added)
            {
                payment.ArrivedAs(number);
            }
            else
            {
                payment.ChangedAs(number);
            }
            _context.PaymentEvents.Add(PaymentEvent.Of(payment));
        }
        return true;
    }
}
