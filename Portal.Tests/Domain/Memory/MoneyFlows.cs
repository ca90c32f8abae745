using Portal.Domain.Alarms;
using Portal.Domain.Attention;
using Portal.Domain.Cancels;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Tests.Domain.Memory;

/// <summary>The flows of money on a shop in memory.</summary>
internal sealed class MoneyFlows
{
    public MoneyFlows(MemoryShop? shop = null, IRefundLimits? limits = null)
    {
        Shop = shop ?? new MemoryShop();
        var held = limits ?? new NoRefundLimits();
        AskRefund = new AskForRefund(Shop, Shop.Gateway, Shop, CrashPoints.None, Shop.Clock, Shop);
        AskCancel = new AskForCancel(Shop, Shop.Gateway, CrashPoints.None, Shop.Clock, Shop);
        var watch = new LimitWatch(Shop, Shop.Clock);
        Refund = new RefundPayment(Shop, AskRefund, held, watch, CrashPoints.None, Shop.Clock);
        Cancel = new CancelPayment(Shop, AskCancel, held, watch, CrashPoints.None, Shop.Clock);
        End = new EndRefund(Shop, Shop.Gateway, AskRefund, Shop.Clock, Shop);
        Query = new QueryPayment(Shop, Shop.Gateway, Shop, Shop.Clock, Shop);
        Pace = new CheckPace(Shop.Clock);
        Check = new CheckPayment(Shop, Query, Pace, Shop.Clock);
        CheckCase = new CheckCase(Shop, Check, AskRefund, AskCancel, Pace, Shop.Clock);
    }

    public MemoryShop Shop { get; }

    public AskForRefund AskRefund { get; }

    public AskForCancel AskCancel { get; }

    public RefundPayment Refund { get; }

    public CancelPayment Cancel { get; }

    public EndRefund End { get; }

    public QueryPayment Query { get; }

    public CheckPace Pace { get; }

    public CheckPayment Check { get; }

    public CheckCase CheckCase { get; }

    public DateTimeOffset Now => Shop.Clock.GetUtcNow();

    public List<(AlarmKind Kind, string About, string Detail)> Alarms => [.. Shop.Alarms.Select(alarm => (alarm.Kind, alarm.About, alarm.Detail))];

    public Task<Outcome<RefundReceipt>> GiveBackAsync(Payment payment, string? amount = "88.80", string? reason = "returned", string? remaining = null, string? key = "k", Actor? by = null) =>
        Refund.RunAsync(by ?? Shop.Owner, payment.Id, new RefundOrder(amount, reason, remaining ?? payment.Refundable.ToPlainText(), key), default);

    /// <summary>A refund of the whole payment, in the state that the answer to its first request left it.</summary>
    public async Task<Refund> ARefundAsync(Payment payment, GatewayAnswer<RefundReport>? answer = null, bool later = false, string amount = "88.80")
    {
        var usual = Shop.Gateway.Refund;
        Shop.Gateway.Refund = answer ?? usual;
        Shop.Tenant.TryLeaveRefundsToNight(later);
        await GiveBackAsync(payment, amount, key: Guid.NewGuid().ToString("N"));
        Shop.Gateway.Refund = usual;
        return Shop.Refunds[^1];
    }

    public async Task<Cancel> ACancelAsync(Payment payment, GatewayAnswer<CancelReport>? answer = null)
    {
        var usual = Shop.Gateway.Cancel;
        Shop.Gateway.Cancel = answer ?? usual;
        await Cancel.RunAsync(Shop.Owner, payment.Id, Guid.NewGuid().ToString("N"), default);
        Shop.Gateway.Cancel = usual;
        return Shop.Cancels[^1];
    }

    /// <summary>A job asks about it, as when it is due.</summary>
    public Task<Outcome<Refund>> AskAgainAsync(Refund refund) => AskRefund.RunAsync(Shop.Job, refund.Id, refund.TakeLease(Now, TimeSpan.FromSeconds(30)), Caller.Job, default);

    /// <inheritdoc cref="AskAgainAsync(Refund)"/>
    public Task<Outcome<Cancel>> AskAgainAsync(Cancel cancel) => AskCancel.RunAsync(Shop.Job, cancel.Id, cancel.TakeLease(Now, TimeSpan.FromSeconds(45)), Caller.Job, default);

    /// <inheritdoc cref="AskAgainAsync(Refund)"/>
    public Task<Outcome<Payment>> AskAgainAsync(Payment payment) => Query.RunAsync(Shop.Job, payment.Id, payment.TakeLease(Now, TimeSpan.FromSeconds(30)), default);

    /// <summary>The last line of a payment's history: from, to, why, by what evidence.</summary>
    public static (PaymentStatus From, PaymentStatus To, string Reason, Evidence Evidence) Last(Payment payment) =>
        payment.History[^1] is var step ? (step.From, step.To, step.Reason, step.Evidence) : default;

    public static string? Code<T>(Outcome<T> outcome) => outcome switch
    {
        Outcome<T>.Refused refused => refused.Error.Reason ?? refused.Error.Code,
        Outcome<T>.Unknown unknown => "unknown:" + (unknown.Error.Reason ?? unknown.Error.Code),
        _ => null,
    };

    public static T Done<T>(Outcome<T> outcome) => Assert.IsType<Outcome<T>.Done>(outcome).Value;
}
