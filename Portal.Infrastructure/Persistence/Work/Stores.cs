using Microsoft.EntityFrameworkCore;
using Portal.Domain.Alarms;
using Portal.Domain.Cancels;
using Portal.Domain.Claims;
using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Infrastructure.Mail;

namespace Portal.Infrastructure.Persistence.Work;

internal sealed class CounterStore(PortalContext context) : ICounterStore
{
    public Task<Counter?> FindAsync(CounterId id, CancellationToken ct) =>
        WithCodes().FirstOrDefaultAsync(counter => counter.Id == id, ct);

    public Task<Counter?> FindByCodeAsync(QrCodeId id, CancellationToken ct) =>
        WithCodes().FirstOrDefaultAsync(counter => counter.Codes.Any(code => code.Id == id), ct);

    public async Task<IReadOnlyList<QrCode>> ActiveCodesAsync(CancellationToken ct) => await context.QrCodes.Where(code => code.IsActive).ToListAsync(ct);

    public async Task<QrCode?> OnlyCodeAsync(CancellationToken ct) => await context.QrCodes.Take(2).ToListAsync(ct) is [{ } only] ? only : null;

    public Task<Counter?> FindByKeyAsync(string creationKey, CancellationToken ct) =>
        WithCodes().FirstOrDefaultAsync(counter => counter.CreationKey == creationKey, ct);

    public Task<bool> IsNameTakenAsync(CounterName name, CancellationToken ct) =>
        context.Counters.AnyAsync(counter => counter.NameKey == name.Key, ct);

    public void Add(Counter counter) => context.Counters.Add(counter);

    public void Note(CodeNote note) => context.CodeNotes.Add(note);

    private IQueryable<Counter> WithCodes() => context.Counters.Include(counter => counter.Codes);
}

internal sealed class PaymentStore(PortalContext context) : IPaymentStore
{
    public Task<Payment?> FindAsync(PaymentId id, CancellationToken ct) => context.Payments.FirstOrDefaultAsync(payment => payment.Id == id, ct);

    public async Task<IReadOnlyList<Payment>> SearchAsync(ClaimQuestion question, DateTimeOffset now, int limit, CancellationToken ct) =>
        question.IsWhole && AlipayTradeNo.TryRead(question.Number, out var trade) && await OfTradeAsync(trade, ct) is { } named
            ? [named]
            : await ClaimedPayments.Of(context.Payments, question, now).OrderByDescending(payment => payment.OccurredAt).Take(limit).ToListAsync(ct);

    /// <summary>By account and number, which is the index that there is.</summary>
    public Task<Payment?> OfTradeAsync(AlipayTradeNo trade, CancellationToken ct) =>
        (from account in context.Accounts
         join payment in context.Payments on account.Id equals payment.AccountId
         where payment.TradeNo == trade
         select payment).FirstOrDefaultAsync(ct);

    /// <summary>Most have none, and one statement says so.</summary>
    public async Task<bool> HasMoneyBackAsync(PaymentId id, CancellationToken ct)
    {
        var cancels = context.Cancels.Where(cancel => cancel.PaymentId == id);
        var refunds = context.Refunds.Where(refund => refund.PaymentId == id);
        var notices = RefundStore.NoticesOf(context, id);
        return await context.Feeds.AnyAsync(_ => cancels.Any() || refunds.Any() || notices.Any(), ct);
    }

    public void Add(Payment payment) => context.Payments.Add(payment);

    /// <summary>Each of many answers calls it, and all but the first find nothing: to look takes no lock, to update nothing would.</summary>
    public async Task PullForwardAsync(DateTimeOffset now, CancellationToken ct)
    {
        var payments = context.Payments.Where(payment => payment.Status == PaymentStatus.Unknown && payment.DueAt > now);
        var refunds = context.Refunds.Where(refund => refund.Status == RefundStatus.Unknown && refund.DueAt > now && !refund.IsRefusedDoubtfully);
        var cancels = context.Cancels.Where(cancel => cancel.Status == CancelStatus.Sent && cancel.DueAt > now);
        if (await context.Feeds.AnyAsync(_ => payments.Any() || refunds.Any() || cancels.Any(), ct))
        {
            using var turn = await context.Writers.TakeAsync(ct);
            await payments.ExecuteUpdateAsync(set => set.SetProperty(payment => payment.DueAt, now), ct);
            await refunds.ExecuteUpdateAsync(set => set.SetProperty(refund => refund.DueAt, now), ct);
            await cancels.ExecuteUpdateAsync(set => set.SetProperty(cancel => cancel.DueAt, now), ct);
        }
    }
}

internal sealed class AlarmStore(PortalContext context, TimeProvider clock) : IAlarmStore
{
    public async Task RaiseAsync(AlarmKind kind, string cause, string detail, PaymentId? payment, CancellationToken ct)
    {
        var raised = Alarm.Raise(context.CurrentTenant, kind, cause, detail, payment, clock.GetUtcNow());
        if (await context.Alarms.FirstOrDefaultAsync(alarm => alarm.Cause == raised.Cause && alarm.ClosedAt == null, ct) is { } open)
        {
            open.Again(clock.GetUtcNow());
            return;
        }
        context.Alarms.Add(raised);
        if (MailOf(kind) is { } mail)
        {
            context.OutgoingMails.Add(OutgoingMail.Of(raised.TenantId, mail, raised.Id.ToString("N"), payment, 1, raised.RaisedAt));
        }
    }

    public Task<Alarm?> FindAsync(Guid id, CancellationToken ct) => context.Alarms.FirstOrDefaultAsync(alarm => alarm.Id == id, ct);

    public async Task<IReadOnlyList<Alarm>> OpenOfAsync(PaymentId payment, CancellationToken ct)
    {
        await context.Alarms.Where(alarm => alarm.PaymentId == payment && alarm.ClosedAt == null).LoadAsync(ct);
        return [.. context.Alarms.Local.Where(alarm => alarm.PaymentId == payment && alarm.ClosedAt is null)];           // those that this work raises, too
    }

    public async Task<Alarm?> OpenOfAsync(AlarmKind kind, string cause, CancellationToken ct)
    {
        var named = Alarm.CauseOf(kind, cause);
        return await context.Alarms.FirstOrDefaultAsync(alarm => alarm.Cause == named && alarm.ClosedAt == null, ct);
    }

    /// <summary>What people are told of by mail; null: the queue is enough.</summary>
    private static MailKind? MailOf(AlarmKind kind) => kind switch
    {
        AlarmKind.RefundFailed => MailKind.RefundFailed,
        AlarmKind.MoneyAfterEnd => MailKind.MoneyAfterEnd,
        _ => null,
    };
}
