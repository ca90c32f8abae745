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

namespace Portal.Tests.Domain.Memory;

/// <summary>One piece of work on a shop in memory: rows are the shop's own, what is added is there after the commit.</summary>
internal sealed class MemoryWork(MemoryShop shop, Actor actor)
    : IPortalWork, IPaymentStore, IRefundStore, ICancelStore, IApprovalStore, ILimitStore, IAlarmStore, IAttentionStore, ICounterStore, IPeopleStore, IClaimStore
{
    private readonly List<Action> _added = [];
    private readonly List<Func<CancellationToken, Task<PortalError?>>> _checks = [];
    private AuditEntry? _said;

    public Actor Actor => actor;

    public Tenant Tenant => shop.Tenant;

    public bool HasAccount => shop.Account is not null;

    public GatewayAccount Account => shop.Account ?? throw new InvalidOperationException("The tenant has no account yet.");

    public IPeopleStore People => this;

    public ICounterStore Counters => this;

    public IPaymentStore Payments => this;

    public IRefundStore Refunds => this;

    public IApprovalStore Approvals => this;

    public ILimitStore Limits => this;

    public ICancelStore Cancels => this;

    public IClaimStore Claims => this;

    public IAlarmStore Alarms => this;

    public IAttentionStore Attention => this;

    public void Audit(AuditEntry entry) => _said = entry;

    public void AtCommit(Func<CancellationToken, Task<PortalError?>> check) => _checks.Add(check);

    public async Task<PortalError?> CommitAsync(CancellationToken ct)
    {
        if (shop.StaleCommits > 0)
        {
            shop.StaleCommits--;
            return CommonErrors.Stale;
        }
        foreach (var check in _checks)
        {
            if (await check(ct) is { } refused)
            {
                return refused;
            }
        }
        _added.ForEach(add => add());
        _added.Clear();
        _checks.Clear();
        if (_said is { } said)
        {
            shop.Audits.Add(said);
            _said = null;
        }
        shop.Commits++;
        return null;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    Task<Payment?> IPaymentStore.FindAsync(PaymentId id, CancellationToken ct) => Found(shop.Payments, row => row.Id == id);

    Task<IReadOnlyList<Payment>> IPaymentStore.SearchAsync(ClaimQuestion question, DateTimeOffset now, int limit, CancellationToken ct) => All(shop.Payments.Where(row => question.Number is { } number
        ? row.TradeNo.Value.EndsWith(number, StringComparison.Ordinal) || row.OutTradeNo.Value.EndsWith(number, StringComparison.Ordinal)
        : row.AmountMinor == question.Amount!.MinorUnits && (row.OccurredAt - question.Around!.Value).Duration() <= ClaimQuestion.Spread).Take(limit));

    Task<Payment?> IPaymentStore.OfTradeAsync(AlipayTradeNo trade, CancellationToken ct) => Found(shop.Payments, row => row.TradeNo == trade);

    Task<bool> IPaymentStore.HasMoneyBackAsync(PaymentId id, CancellationToken ct) =>
        Task.FromResult(shop.Cancels.Exists(row => row.PaymentId == id) || shop.Refunds.Exists(row => row.PaymentId == id) || shop.Notices.Count > 0);

    void IPaymentStore.Add(Payment payment) => _added.Add(() => shop.Payments.Add(payment));

    Task<Claim?> IClaimStore.FindAsync(ClaimId id, CancellationToken ct) => Found(shop.Claims, row => row.Id == id);

    Task<Claim?> IClaimStore.LatestAsync(string number, CancellationToken ct) => Task.FromResult(shop.Claims.LastOrDefault(row => row.Number == number));

    Task<Claim?> IClaimStore.OfTradeAsync(AlipayTradeNo trade, CancellationToken ct) => Found(shop.Claims, row => row.FoundTradeNo == trade);

    Task<IReadOnlyList<DateTimeOffset>> IClaimStore.TimesAsync(UserId by, DateTimeOffset after, CancellationToken ct) =>
        All(shop.Claims.Where(row => row.AskedBy == by && row.AskedAt > after).Select(row => row.AskedAt).Order());

    void IClaimStore.Add(Claim claim) => _added.Add(() => shop.Claims.Add(claim));

    Task IPaymentStore.PullForwardAsync(DateTimeOffset now, CancellationToken ct)
    {
        shop.PulledForward++;
        return Task.CompletedTask;
    }

    Task<Refund?> IRefundStore.FindAsync(RefundId id, CancellationToken ct) => Found(shop.Refunds, row => row.Id == id);

    Task<Refund?> IRefundStore.FindByKeyAsync(string key, CancellationToken ct) => Found(shop.Refunds, row => row.Key == key);

    Task<IReadOnlyList<Refund>> IRefundStore.OfPaymentAsync(PaymentId payment, CancellationToken ct) => All(shop.Refunds.Where(row => row.PaymentId == payment).Reverse());

    Task<IReadOnlyList<RefundNotice>> IRefundStore.NoticesAsync(PaymentId payment, CancellationToken ct) => All(shop.Notices);

    Task<IReadOnlyList<DateTimeOffset>> IRefundStore.TimesAsync(UserId by, DateTimeOffset after, CancellationToken ct) =>
        All(shop.Refunds.Where(row => (row.RequestedBy == by || row.ApprovedBy == by) && row.RequestedAt > after && row.Status != RefundStatus.Failed).Select(row => row.RequestedAt).Order());

    Task<string> IRefundStore.NameAsync(UserId by, CancellationToken ct) => Task.FromResult($"name of {by}");

    void IRefundStore.Add(Refund refund) => _added.Add(() => shop.Refunds.Add(refund));

    Task<Cancel?> ICancelStore.FindAsync(CancelId id, CancellationToken ct) => Found(shop.Cancels, row => row.Id == id);

    Task<Cancel?> ICancelStore.FindByKeyAsync(string key, CancellationToken ct) => Found(shop.Cancels, row => row.Key == key);

    Task<Cancel?> ICancelStore.LatestAsync(PaymentId payment, CancellationToken ct) => Task.FromResult(shop.Cancels.LastOrDefault(row => row.PaymentId == payment));

    Task<IReadOnlyList<DateTimeOffset>> ICancelStore.TimesAsync(UserId by, DateTimeOffset after, CancellationToken ct) =>
        All(shop.Cancels.Where(row => row.RequestedBy == by && row.RequestedAt > after).Select(row => row.RequestedAt).Order());

    void ICancelStore.Add(Cancel cancel) => _added.Add(() => shop.Cancels.Add(cancel));

    Task<Approval?> IApprovalStore.FindAsync(ApprovalId id, CancellationToken ct) => Found(shop.Approvals, row => row.Id == id);

    Task<Approval?> IApprovalStore.FindByKeyAsync(string key, CancellationToken ct) => Found(shop.Approvals, row => row.Key == key);

    Task<Approval?> IApprovalStore.OpenOfAsync(PaymentId payment, CancellationToken ct) => Found(shop.Approvals, row => row.PaymentId == payment && row.Status == ApprovalStatus.Asked);

    void IApprovalStore.Add(Approval approval) => _added.Add(() => shop.Approvals.Add(approval));

    Task<LimitRule?> ILimitStore.FindAsync(Role role, CancellationToken ct) => Found(shop.Limits, row => row.Role == role);

    Task<LimitRule?> ILimitStore.FindAsync(UserId user, CancellationToken ct) => Found(shop.Limits, row => row.UserId == user);

    void ILimitStore.Add(LimitRule rule) => _added.Add(() => shop.Limits.Add(rule));

    void ILimitStore.Remove(LimitRule rule) => _added.Add(() => shop.Limits.Remove(rule));

    Task IAlarmStore.RaiseAsync(AlarmKind kind, string cause, string detail, PaymentId? payment, CancellationToken ct)
    {
        var raised = Alarm.Raise(shop.Tenant.Id, kind, cause, detail, payment, shop.Clock.GetUtcNow());
        if (shop.Alarms.Find(row => row.Cause == raised.Cause && row.ClosedAt is null) is { } open)
        {
            open.Again(shop.Clock.GetUtcNow());
        }
        else
        {
            shop.Alarms.Add(raised);
        }
        return Task.CompletedTask;
    }

    Task<Alarm?> IAlarmStore.FindAsync(Guid id, CancellationToken ct) => Found(shop.Alarms, row => row.Id == id);

    Task<IReadOnlyList<Alarm>> IAlarmStore.OpenOfAsync(PaymentId payment, CancellationToken ct) => All(shop.Alarms.Where(row => row.PaymentId == payment && row.ClosedAt is null));

    Task<Alarm?> IAlarmStore.OpenOfAsync(AlarmKind kind, string cause, CancellationToken ct) => Found(shop.Alarms, row => row.Cause == Alarm.CauseOf(kind, cause) && row.ClosedAt is null);

    Task<CaseMark?> IAttentionStore.FindAsync(CaseId id, CancellationToken ct) => Found(shop.Marks, row => row.Kind == id.Kind && row.SubjectId == id.Value);

    void IAttentionStore.Add(CaseMark mark) => _added.Add(() => shop.Marks.Add(mark));

    void IAttentionStore.Add(Note note) => _added.Add(() => shop.Notes.Add(note));

    Task<Counter?> ICounterStore.FindAsync(CounterId id, CancellationToken ct) => Found(shop.Counters, row => row.Id == id);

    Task<Counter?> ICounterStore.FindByCodeAsync(QrCodeId id, CancellationToken ct) => Found(shop.Counters, row => row.FindCode(id) is not null);

    Task<IReadOnlyList<QrCode>> ICounterStore.ActiveCodesAsync(CancellationToken ct) => All(shop.Counters.Select(row => row.ActiveCode));

    Task<QrCode?> ICounterStore.OnlyCodeAsync(CancellationToken ct) => Task.FromResult(shop.Counters.SelectMany(row => row.Codes).ToList() is [var only] ? only : null);

    Task<Counter?> ICounterStore.FindByKeyAsync(string creationKey, CancellationToken ct) => Found(shop.Counters, row => row.CreationKey == creationKey);

    Task<bool> ICounterStore.IsNameTakenAsync(CounterName name, CancellationToken ct) => Task.FromResult(shop.Counters.Exists(row => row.NameKey == name.Key));

    void ICounterStore.Add(Counter counter) => _added.Add(() => shop.Counters.Add(counter));

    void ICounterStore.Note(CodeNote note) => _added.Add(() => shop.CodeNotes.Add(note));

    Task<Membership?> IPeopleStore.FindAsync(UserId user, CancellationToken ct) => Found(shop.Members, row => row.UserId == user);

    Task<Session?> IPeopleStore.SessionAsync(SessionId id, CancellationToken ct) => Found(shop.Sessions, row => row.Id == id);

    Task<int> IPeopleStore.TimesHeldBackAsync(UserId user, DateTimeOffset after, int most, CancellationToken ct) =>
        Task.FromResult(Math.Min(most, shop.Audits.Count(said => said.Act == LimitWatch.Act && said.Subject?.Id == user.ToString())));

    Task<int> IPeopleStore.OwnersAsync(CancellationToken ct) => Task.FromResult(shop.Members.Count(row => row.Role == Role.Owner));

    Task<bool> IPeopleStore.IsMemberAsync(string email, CancellationToken ct) => Task.FromResult(shop.Emails.Contains(email));

    void IPeopleStore.Remove(Membership membership) => _added.Add(() => shop.Members.Remove(membership));

    Task<IReadOnlyList<OneTimeLink>> IPeopleStore.InvitationsAsync(CancellationToken ct) => All(shop.Links.Where(row => row.UsedAt is null && row.WithdrawnAt is null));

    void IPeopleStore.Add(OneTimeLink invitation) => _added.Add(() => shop.Links.Add(invitation));

    Task IPeopleStore.WithdrawAllAsync(DateTimeOffset now, CancellationToken ct)
    {
        shop.Links.ForEach(row => row.Withdraw(now));
        return Task.CompletedTask;
    }

    void IPeopleStore.Revoke(Revocation revocation) => _added.Add(() => shop.Revocations.Add(revocation));

    Task<IReadOnlyList<SupportGrant>> IPeopleStore.GrantsAsync(CancellationToken ct) => All(shop.Grants.Where(row => row.EndedAt is null));

    Task<IReadOnlyList<UserId>> IPeopleStore.VisitorsAsync(Guid grant, CancellationToken ct) => All(shop.Visits.Where(row => row.GrantId == grant).Select(row => row.UserId).Distinct());

    void IPeopleStore.Add(SupportGrant grant) => _added.Add(() => shop.Grants.Add(grant));

    void IPeopleStore.Add(SupportVisit visit) => _added.Add(() => shop.Visits.Add(visit));

    private static Task<T?> Found<T>(List<T> rows, Predicate<T> isIt)
        where T : class => Task.FromResult(rows.Find(isIt));

    private static Task<IReadOnlyList<T>> All<T>(IEnumerable<T> rows) => Task.FromResult<IReadOnlyList<T>>([.. rows]);
}
