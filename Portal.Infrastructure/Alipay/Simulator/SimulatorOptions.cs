namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>How the simulator behaves where the sources leave a choice.</summary>
public sealed class SimulatorOptions
{
    /// <summary>Folder of <c>simulator.db</c>.</summary>
    public string DataFolder { get; set; } = ".";

    /// <summary>Pauses between the sends of one notification, each counted from the previous (PROTOCOL 3.4).</summary>
    public IReadOnlyList<TimeSpan> Schedule { get; set; } =
    [
        TimeSpan.Zero, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10),
        TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(6), TimeSpan.FromHours(15),
    ];

    /// <summary>Pauses are multiplied by this; tests shorten them.</summary>
    public double TimeScale { get; set; } = 1;

    /// <summary>How long the notifier waits for an answer.</summary>
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a process may send without renewing its right to.</summary>
    public TimeSpan LeaseFor { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>Length of a delay that names none: longer than any caller waits.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>A notification can be confirmed by notify_verify for this long after its last send (PROTOCOL 2.6).</summary>
    public TimeSpan NotifyIdValidFor { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>An unpaid trade is closed after this.</summary>
    public TimeSpan BuyerHas { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>How the gateway spells that it does not know: UNKNOW or UNKNOWN (PROTOCOL 3.0).</summary>
    public string Unknown { get; set; } = "UNKNOW";

    /// <summary>Whether refusals are signed, over <c>error=CODE</c> (PROTOCOL 1.4).</summary>
    public bool SignsRefusals { get; set; }

    /// <summary>Whether answers keep to the fields that the oldest clients know (PROTOCOL 8.2).</summary>
    public bool ClassicFields { get; set; }

    /// <summary>Charset of the answers: UTF-8 or GBK.</summary>
    public string Charset { get; set; } = "UTF-8";

    /// <summary>Services that are closed for everybody.</summary>
    public IReadOnlyList<string> ClosedServices { get; set; } = [];

    /// <summary>Whether the closing of an unpaid trade is told (optional in PROTOCOL 7.1).</summary>
    public bool TellsClosing { get; set; } = true;

    /// <summary>An unpaid trade of the day before can be cancelled for this long after it was made (PROTOCOL 3.6).</summary>
    public TimeSpan CancelBuffer { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Whether a cancel's timestamp in milliseconds expires like the others (PROTOCOL 1.3: not documented).</summary>
    public bool CancelExpires { get; set; }

    /// <summary>Alipay's share of a payment; 0.01 as in the sample files.</summary>
    public decimal FeeRate { get; set; } = 0.01m;

    /// <summary>Whether a refund brings its part of the fee back; a cancel always does (PROTOCOL 3.8).</summary>
    public bool ReturnsFee { get; set; }

    /// <summary>Whether the contract allows refunds.</summary>
    public bool RefundsAllowed { get; set; } = true;

    /// <summary>Days after the payment within which it can be refunded.</summary>
    public int RefundDays { get; set; } = 365;

    /// <summary>An accepted refund that lacks funds is tried for this long, then it fails (PROTOCOL 3.8).</summary>
    public TimeSpan RefundsTriedFor { get; set; } = TimeSpan.FromDays(180);

    /// <summary>Asynchronous refunds of earlier days are carried out from this time of the day on, GMT+8.</summary>
    public TimeOnly NightFrom { get; set; } = new(23, 0);

    /// <summary>And until this time of the next morning.</summary>
    public TimeOnly NightUntil { get; set; } = new(5, 0);

    /// <summary>From midnight until this time no synchronous refund is taken.</summary>
    public TimeOnly SyncRefundsFrom { get; set; } = new(1, 30);

    /// <summary>Whether a refund of JPY or KRW may be written with <c>.00</c> (PROTOCOL 3.0).</summary>
    public bool ToleratesZeroDecimals { get; set; }
}
