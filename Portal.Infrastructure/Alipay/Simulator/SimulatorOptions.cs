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

    /// <summary>An unpaid trade is closed after this.</summary>
    public TimeSpan BuyerHas { get; set; } = TimeSpan.FromMinutes(3);
}
