using Portal.Domain.Alarms;
using Portal.Domain.Approvals;
using Portal.Domain.Attention;
using Portal.Domain.Audit;
using Portal.Domain.Cancels;
using Portal.Domain.Claims;
using Portal.Domain.Counters;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Tests.Schedules;

/// <summary>The work factory of one process on the played records.</summary>
internal sealed class PlayedWorks(Stage stage, int process) : IPortalWorkFactory
{
    public Task<IPortalWork> BeginAsync(Actor actor, Permission permission, CancellationToken ct) => Task.FromResult<IPortalWork>(new PlayedWork(stage, process, actor));
}

/// <summary>One piece of work: reads copies, saves them by version in one turn. Nothing of it is on disk before.</summary>
internal sealed class PlayedWork(Stage stage, int process, Actor actor) : IPortalWork, IPaymentStore, IRefundStore, ICancelStore, IAlarmStore, ICounterStore
{
    private readonly List<Held<Refund>> _refunds = [];
    private readonly List<Held<Cancel>> _cancels = [];
    private Held<Payment>? _payment;
    private bool _pullsForward;

    private sealed class Held<T>(T row, T? read)
        where T : class
    {
        public T Row => row;

        /// <summary>As it was read; null: new.</summary>
        public T? Read { get; set; } = read;
    }

    public Actor Actor => actor;

    public Tenant Tenant => stage.LeavesRefundsToNight ? Stage.NightTenant : Stage.Tenant;

    public GatewayAccount Account => Stage.Account;

    public bool HasAccount => true;

    /// <summary>Nobody joins or leaves in a schedule.</summary>
    public IPeopleStore People => throw new NotSupportedException();

    public ICounterStore Counters => this;

    public IPaymentStore Payments => this;

    public IRefundStore Refunds => this;

    /// <summary>Nobody has limits in a schedule.</summary>
    public IApprovalStore Approvals => throw new NotSupportedException();

    public ILimitStore Limits => throw new NotSupportedException();

    public ICancelStore Cancels => this;

    /// <summary>Nobody claims anything in a schedule.</summary>
    public IClaimStore Claims => throw new NotSupportedException();

    public IAlarmStore Alarms => this;

    /// <summary>Nobody decides by hand in a schedule.</summary>
    public IAttentionStore Attention => throw new NotSupportedException();

    /// <summary>Who did it changes nothing of what happens to the money.</summary>
    public void Audit(AuditEntry entry)
    {
    }

    /// <summary>Nobody has limits in a schedule.</summary>
    public void AtCommit(Func<CancellationToken, Task<PortalError?>> check) => throw new NotSupportedException();

    public Task<PortalError?> CommitAsync(CancellationToken ct) => stage.Turns.Await(process, Save);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    Task<Payment?> IPaymentStore.FindAsync(PaymentId id, CancellationToken ct)
    {
        _payment ??= Hold(stage.Records.Payment);
        return Task.FromResult<Payment?>(_payment.Row);
    }

    Task<IReadOnlyList<Payment>> IPaymentStore.SearchAsync(ClaimQuestion question, DateTimeOffset now, int limit, CancellationToken ct) => throw new NotSupportedException();

    Task<Payment?> IPaymentStore.OfTradeAsync(AlipayTradeNo trade, CancellationToken ct) => throw new NotSupportedException();

    Task<bool> IPaymentStore.HasMoneyBackAsync(PaymentId id, CancellationToken ct) =>
        Task.FromResult(stage.Records.Cancels.Count + stage.Records.Refunds.Count + stage.Records.Notices.Count > 0);

    void IPaymentStore.Add(Payment payment) => throw new NotSupportedException();

    Task IPaymentStore.PullForwardAsync(DateTimeOffset now, CancellationToken ct)
    {
        _pullsForward = true;
        return Task.CompletedTask;
    }

    Task<Refund?> IRefundStore.FindAsync(RefundId id, CancellationToken ct) => Task.FromResult(Hold(_refunds, stage.Records.Refunds, refund => refund.Id == id));

    Task<Refund?> IRefundStore.FindByKeyAsync(string key, CancellationToken ct) => Task.FromResult(Hold(_refunds, stage.Records.Refunds, refund => refund.Key == key));

    Task<IReadOnlyList<Refund>> IRefundStore.OfPaymentAsync(PaymentId payment, CancellationToken ct)
    {
        var all = new List<Refund>(stage.Records.Refunds.Count);
        for (var i = stage.Records.Refunds.Count - 1; i >= 0; i--)
        {
            var id = stage.Records.Refunds[i].Id;
            all.Add(Hold(_refunds, stage.Records.Refunds, refund => refund.Id == id)!);
        }
        return Task.FromResult<IReadOnlyList<Refund>>(all);
    }

    Task<IReadOnlyList<RefundNotice>> IRefundStore.NoticesAsync(PaymentId payment, CancellationToken ct) => Task.FromResult<IReadOnlyList<RefundNotice>>(
        stage.Bug == Bug.OwnRefundsAreForeign ? [.. stage.Records.Notices.Select(notice => notice with { Number = RefundNo.Of("Z" + notice.Number) })] : [.. stage.Records.Notices]);

    Task<IReadOnlyList<DateTimeOffset>> IRefundStore.TimesAsync(UserId by, DateTimeOffset after, CancellationToken ct) => throw new NotSupportedException();

    Task<IReadOnlyList<DateTimeOffset>> ICancelStore.TimesAsync(UserId by, DateTimeOffset after, CancellationToken ct) => throw new NotSupportedException();

    Task<string> IRefundStore.NameAsync(UserId by, CancellationToken ct) => Task.FromResult("");

    void IRefundStore.Add(Refund refund) => _refunds.Add(new Held<Refund>(refund, null));

    Task<Cancel?> ICancelStore.FindAsync(CancelId id, CancellationToken ct) => Task.FromResult(Hold(_cancels, stage.Records.Cancels, cancel => cancel.Id == id));

    Task<Cancel?> ICancelStore.FindByKeyAsync(string key, CancellationToken ct) => Task.FromResult(Hold(_cancels, stage.Records.Cancels, cancel => cancel.Key == key));

    Task<Cancel?> ICancelStore.LatestAsync(PaymentId payment, CancellationToken ct)
    {
        var last = stage.Bug == Bug.CancelBarsNothing ? null : stage.Records.Cancels.LastOrDefault();
        return Task.FromResult(last is null ? null : Hold(_cancels, stage.Records.Cancels, cancel => cancel.Id == last.Id));
    }

    void ICancelStore.Add(Cancel cancel) => _cancels.Add(new Held<Cancel>(cancel, null));

    Task IAlarmStore.RaiseAsync(AlarmKind kind, string cause, string detail, PaymentId? payment, CancellationToken ct)
    {
        stage.Alarms++;
        return Task.CompletedTask;
    }

    Task<Alarm?> IAlarmStore.FindAsync(Guid id, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>A schedule counts alarms and keeps none.</summary>
    Task<IReadOnlyList<Alarm>> IAlarmStore.OpenOfAsync(PaymentId payment, CancellationToken ct) => Task.FromResult<IReadOnlyList<Alarm>>([]);

    Task<Alarm?> IAlarmStore.OpenOfAsync(AlarmKind kind, string cause, CancellationToken ct) => throw new NotSupportedException();

    Task<QrCode?> ICounterStore.OnlyCodeAsync(CancellationToken ct) => throw new NotSupportedException();

    Task<Counter?> ICounterStore.FindByCodeAsync(QrCodeId id, CancellationToken ct) => Task.FromResult<Counter?>(null);

    Task<Counter?> ICounterStore.FindAsync(CounterId id, CancellationToken ct) => throw new NotSupportedException();

    Task<IReadOnlyList<QrCode>> ICounterStore.ActiveCodesAsync(CancellationToken ct) => throw new NotSupportedException();

    Task<Counter?> ICounterStore.FindByKeyAsync(string creationKey, CancellationToken ct) => throw new NotSupportedException();

    Task<bool> ICounterStore.IsNameTakenAsync(CounterName name, CancellationToken ct) => throw new NotSupportedException();

    void ICounterStore.Add(Counter counter) => throw new NotSupportedException();

    void ICounterStore.Note(CodeNote note) => throw new NotSupportedException();

    private PortalError? Save()
    {
        var records = stage.Records;
        var isPaymentChanged = _payment is not null && Fingerprint.Of(_payment.Row) != Fingerprint.Of(_payment.Read!);
        var checksVersions = stage.Bug != Bug.NoVersionCheck;
        if ((checksVersions && isPaymentChanged && !IsCurrent(_payment!.Read!, records.Payment)) || (checksVersions && IsStale(records)) || IsTaken(records))
        {
            return CommonErrors.Stale;
        }
        stage.Bug.Spoil(_payment?.Row, _refunds.Select(held => held.Row), _cancels.Select(held => held.Row));
        foreach (var held in _refunds)
        {
            if (held.Read is null || Fingerprint.Of(held.Row) != Fingerprint.Of(held.Read))
            {
                records.Save(held.Row);
                held.Read = Records.Copy(held.Row);
            }
        }
        foreach (var held in _cancels)
        {
            if (held.Read is null || Fingerprint.Of(held.Row) != Fingerprint.Of(held.Read))
            {
                records.Save(held.Row);
                held.Read = Records.Copy(held.Row);
            }
        }
        if (isPaymentChanged)
        {
            records.Save(_payment!.Row);
            _payment.Read = Records.Copy(_payment.Row);
        }
        if (stage.Story is { } story)
        {
            Tell(story);
        }
        if (_pullsForward)
        {
            stage.PullForward();
            _pullsForward = false;
        }
        return null;
    }

    private void Tell(List<string> story)
    {
        var payment = stage.Records.Payment;
        story.Add($"{stage.Clock.Now:dd HH:mm:ss} process {process} saves: {payment.Status}, holds {payment.HeldMinor}, refunded {payment.RefundedMinor}, due {payment.DueAt:HH:mm:ss}, version {payment.Version}, claims {payment.LeaseToken}");
        story.AddRange(stage.Records.Refunds.Select(row => $"    refund {row.Number} {row.AmountMinor}: {row.Status}, {row.LastAnswer}, may have arrived: {row.MayHaveArrived}, doubted: {row.WasDoubted}, due {row.DueAt:dd HH:mm:ss}"));
        story.AddRange(stage.Records.Cancels.Select(row => $"    cancel {row.Key}: {row.Status}, {row.LastAnswer}, until {row.Until:HH:mm:ss}, due {row.DueAt:dd HH:mm:ss}"));
    }

    private bool IsStale(Records records)
    {
        foreach (var held in _refunds)
        {
            if (held.Read is { } read && Fingerprint.Of(held.Row) != Fingerprint.Of(read)
                && records.Refunds.Find(row => row.Id == read.Id) is { } now && (now.Version != read.Version || now.LeaseToken != read.LeaseToken))
            {
                return true;
            }
        }
        foreach (var held in _cancels)
        {
            if (held.Read is { } read && Fingerprint.Of(held.Row) != Fingerprint.Of(read)
                && records.Cancels.Find(row => row.Id == read.Id) is { } now && (now.Version != read.Version || now.LeaseToken != read.LeaseToken))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>The unique indexes: one refund a key, one cancel a key, one open cancel a payment.</summary>
    private bool IsTaken(Records records)
    {
        foreach (var held in _refunds)
        {
            if (held.Read is null
                && records.Refunds.Exists(row => row.Number == held.Row.Number || (held.Row.Key is { } key && row.Key == key)))
            {
                return true;
            }
        }
        foreach (var held in _cancels)
        {
            if (held.Read is null && records.Cancels.Exists(row => row.Key == held.Row.Key || row.Status.IsOpen()))
            {
                return true;
            }
        }
        return false;
    }

    private static bool IsCurrent(Payment read, Payment now) => now.Version == read.Version && now.LeaseToken == read.LeaseToken;

    private static Held<T> Hold<T>(T row)
        where T : class => new(Records.Copy(row), Records.Copy(row));

    private static T? Hold<T>(List<Held<T>> held, List<T> rows, Predicate<T> isIt)
        where T : class
    {
        foreach (var own in held)
        {
            if (isIt(own.Row))
            {
                return own.Row;
            }
        }
        if (rows.Find(isIt) is not { } found)
        {
            return null;
        }
        var copy = Hold(found);
        held.Add(copy);
        return copy.Row;
    }
}

/// <summary>What of a row would be written.</summary>
internal static class Fingerprint
{
    public static (PaymentStatus, long, long, DateTimeOffset?, DateTimeOffset?, long, (int, bool, DateTimeOffset?, int, int, int)) Of(Payment row) => (
        row.Status, row.HeldMinor, row.RefundedMinor, row.DueAt, row.LeasedUntil, row.LeaseToken,
        (row.NotFoundAnswers, row.IsFrozen, row.SaidPaidAt, row.Attempts, row.Failures, row.StepCount));

    public static (RefundStatus, DateTimeOffset?, DateTimeOffset?, long, bool, bool, (string?, DateTimeOffset?, bool, int, bool, bool, int)) Of(Refund row) => (
        row.Status, row.DueAt, row.LeasedUntil, row.LeaseToken, row.MayHaveArrived, row.WasDoubted,
        (row.LastAnswer, row.LastSentAt, row.WaitsForBalance, row.Misses, row.IsRefusedDoubtfully, row.AtOnce, row.Attempts));

    public static (CancelStatus, DateTimeOffset?, DateTimeOffset?, long, bool, string?, (DateTimeOffset?, int, CancelEffect?)) Of(Cancel row) => (
        row.Status, row.DueAt, row.LeasedUntil, row.LeaseToken, row.WasDoubted, row.LastAnswer, (row.LastSentAt, row.Attempts, row.Effect));
}
