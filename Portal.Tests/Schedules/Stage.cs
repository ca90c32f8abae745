using Portal.Domain.Cancels;
using Portal.Domain.Counters;
using Portal.Domain.Gateway;
using Portal.Domain.Notifications;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Privacy;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Schedules;

/// <summary>The flows as one process has them.</summary>
internal sealed class PlayedProcess(Stage stage, int number)
{
    private readonly PlayedGateway _gateway = new(stage, number);
    private readonly PlayedWorks _works = new(stage, number);

    public QueryPayment Query => field ??= new QueryPayment(_works, _gateway, stage, stage.Clock, stage);

    public AskForRefund AskRefund => field ??= new AskForRefund(_works, _gateway, stage, CrashPoints.None, stage.Clock, stage);

    public AskForCancel AskCancel => field ??= new AskForCancel(_works, _gateway, CrashPoints.None, stage.Clock, stage);

    public RefundPayment Refund => field ??= new RefundPayment(_works, AskRefund, new NoRefundLimits(), new LimitWatch(_works, stage.Clock), CrashPoints.None, stage.Clock);

    public EndRefund End => field ??= new EndRefund(_works, _gateway, AskRefund, stage.Clock, stage);

    public CancelPayment Cancel => field ??= new CancelPayment(_works, AskCancel, new NoRefundLimits(), new LimitWatch(_works, stage.Clock), CrashPoints.None, stage.Clock);
}

/// <summary>One trade at Alipay, one record of it here, two processes, people and a clock; no database, no network. The product's own flows act on it.</summary>
internal sealed class Stage : IJitter, IPublicAddress, IPayerHashes
{
    public static readonly Tenant Tenant = Tenant.Register(
        TenantId.New(), new TenantDetails("Harbour Tea", "HKD", "Asia/Hong_Kong", "HK", "3 Star Ferry Pier", "5812", false), [], Given.Noon);

    /// <summary>The same tenant, as it is while it leaves refunds to the night.</summary>
    public static readonly Tenant NightTenant = LeavingToNight(Tenant.Register(
        Tenant.Id, new TenantDetails("Harbour Tea", "HKD", "Asia/Hong_Kong", "HK", "3 Star Ferry Pier", "5812", false), [], Given.Noon));

    public static readonly GatewayAccount Account = GatewayAccount.Open(Tenant.Id, AccountId.New(), "2088000000000001", SignAlgorithm.Md5, [], null, GatewayAccount.SimulatorWord, Given.Noon);

    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(30);
    private static readonly Actor s_job = Actor.Job(Tenant.Id);
    private static readonly NotifyAddress s_address = Given.AnAddress() with { Tenant = Tenant.Id, Account = Account.Id };

    private readonly List<DueRow> _due = [];
    private Dice _dice;

    public Stage() => Processes = [new PlayedProcess(this, 0), new PlayedProcess(this, 1)];

    public Turns Turns { get; } = new();

    public Records Records { get; } = new();

    public PlayedClock Clock { get; } = new();

    public ref Dice Dice => ref _dice;

    public Trade Trade { get; private set; } = new();

    public Bug Bug { get; private set; }

    /// <summary>What the tenant has chosen just now.</summary>
    public bool LeavesRefundsToNight { get; set; }

    public PlayedProcess[] Processes { get; }

    /// <summary>Everything that was begun and may have thrown.</summary>
    public List<Task> Begun { get; } = [];

    public int Alarms { get; set; }

    /// <summary>What happened, line by line, where somebody wants to read it.</summary>
    public List<string>? Story { get; init; }

    /// <summary>True: the line and the processes do as they should.</summary>
    public bool IsCalm { get; set; }

    string? IPublicAddress.Base => null;

    double IJitter.Next() => 0.5;

    /// <summary>A customer pays, or is about to, and Alipay's message of it is on record.</summary>
    public void Begin(ulong seed, Bug bug)
    {
        (_dice, Bug, Alarms, IsCalm, LeavesRefundsToNight) = (new Dice(seed), bug, 0, false, false);
        Turns.Clear();
        Begun.Clear();
        Clock.Now = Given.Noon.AddMinutes(_dice.Next(4) switch { 0 => 0, 1 => (12 * 60) - 3 - _dice.Next(10), 2 => (12 * 60) + 5 + _dice.Next(80), _ => _dice.Next(720) });
        var isPaid = !_dice.Percent(15);
        var createdAt = Clock.Now.AddSeconds(-_dice.Next(100));
        Trade = new Trade
        {
            State = isPaid ? TradeState.Paid : TradeState.Waiting, AmountMinor = 8880, CreatedAt = createdAt, PaidAt = isPaid ? createdAt : null,
            HasFunds = !_dice.Percent(20), IsForgetful = _dice.Percent(30),
        };
        Records.Begin(Payment.Report(s_address, Given.ANotice(paidAt: isPaid ? createdAt : null) with { PaidAt = Trade.PaidAt }, Clock.Now));
    }

    public Fault DrawFault() => IsCalm || _dice.Percent(55) ? Fault.None : (Fault)(1 + _dice.Next(7));

    /// <summary>What is due is claimed by one process and handed to its flows.</summary>
    public void Tick(int process)
    {
        _due.Clear();
        _due.AddRange(Records.Due(Clock.Now));
        foreach (var row in _due)
        {
            Story?.Add($"{Clock.Now:dd HH:mm:ss} process {process} claims {row.GetType().Name}");
            var lease = row.TakeLease(Clock.Now, s_lease);
            Begun.Add(row switch
            {
                Refund refund => Processes[process].AskRefund.RunAsync(s_job, refund.Id, lease, Caller.Job, default),
                Cancel cancel => Processes[process].AskCancel.RunAsync(s_job, cancel.Id, lease, Caller.Job, default),
                _ => Processes[process].Query.RunAsync(s_job, Records.Payment.Id, lease, default),
            });
        }
    }

    public void MoveTo(DateTimeOffset instant)
    {
        Turns.TakeUntil(instant);
        Clock.Now = instant > Clock.Now ? instant : Clock.Now;
    }

    /// <summary>The gateway answers again: what waits for it is asked now.</summary>
    public void PullForward()
    {
        foreach (var refund in Records.Refunds)
        {
            if (refund is { Status: RefundStatus.Unknown, IsRefusedDoubtfully: false } && refund.DueAt > Clock.Now)
            {
                DueNow(refund);
            }
        }
        foreach (var cancel in Records.Cancels)
        {
            if (cancel.Status == CancelStatus.Sent && cancel.DueAt > Clock.Now)
            {
                DueNow(cancel);
            }
        }
    }

    [System.Runtime.CompilerServices.UnsafeAccessor(System.Runtime.CompilerServices.UnsafeAccessorKind.Method, Name = "set_DueAt")]
    private static extern void SetDue(DueRow row, DateTimeOffset? at);

    private void DueNow(DueRow row) => SetDue(row, Clock.Now);

    /// <summary>Who paid plays no part in the rules of money.</summary>
    byte[] IPayerHashes.Of(Tenant tenant, string buyerId) => [];

    private static Tenant LeavingToNight(Tenant tenant)
    {
        tenant.TryLeaveRefundsToNight(true);
        return tenant;
    }
}
