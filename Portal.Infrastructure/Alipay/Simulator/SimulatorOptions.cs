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
}
