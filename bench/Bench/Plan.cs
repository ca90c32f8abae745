namespace Portal.Bench;

/// <summary>What is measured, and how much of it.</summary>
internal sealed class Plan
{
    public const string Notifications = "notifications";
    public const string Live = "live";
    public const string Pages = "pages";
    public const string Start = "start";
    public const string Unknowns = "unknowns";

    /// <summary>Notifications of a busy evening.</summary>
    public const int PerSecond = 200;

    private readonly HashSet<string> _chosen = [];

    private Plan(string commandLine) => CommandLine = commandLine;

    public static IReadOnlyList<string> Names { get; } = [Notifications, Live, Pages, Start, Unknowns];

    public string CommandLine { get; }

    /// <summary>The table goes into docs/performance.md, too.</summary>
    public bool Write { get; private set; }

    /// <summary>Small counts, to see that the program works; its figures mean nothing.</summary>
    public bool Brief { get; private set; }

    /// <summary>A new folder for the data of all servers; it is deleted at the end.</summary>
    public string Folder { get; private set; } = Path.Combine(Path.GetTempPath(), $"portal-bench-{Environment.ProcessId}");

    /// <summary>Connections, and notifications of one block.</summary>
    public IReadOnlyList<(int Connections, int Count)> Levels => Brief ? [(1, 100), (16, 400), (64, 800)] : [(1, 800), (16, 5000), (64, 10_000)];

    public int WarmUp => Brief ? 500 : 6000;

    /// <summary>Rounds of A B B A.</summary>
    public int Rounds => Brief ? 1 : 2;

    public int OnePageSeconds => Brief ? 3 : 15;

    public int ManyPagesSeconds => Brief ? 5 : 30;

    public int OpenPages => Brief ? 20 : 100;

    public IReadOnlyList<int> PageSteps => Brief ? [10, 20, 30] : [50, 100, 150];

    public int StartRounds => Brief ? 1 : 3;

    /// <summary>Payments about which Alipay has said nothing.</summary>
    public int Unknown => Brief ? 200 : 10_000;

    public int UnknownWhileBusy => Brief ? 100 : 1000;

    public TimeSpan CappedWindow => TimeSpan.FromSeconds(Brief ? 5 : 60);

    public TimeSpan Idle => TimeSpan.FromSeconds(Brief ? 2 : 6);

    /// <returns>Null: not understood.</returns>
    public static Plan? Read(string[] args)
    {
        var plan = new Plan(string.Join(' ', ["bench/run.sh", .. args]));
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--write":
                    plan.Write = true;
                    break;
                case "--brief":
                    plan.Brief = true;
                    break;
                case "--folder" when i + 1 < args.Length:
                    plan.Folder = Path.Combine(Path.GetFullPath(args[++i]), $"portal-bench-{Environment.ProcessId}");
                    break;
                case var name when Names.Contains(name):
                    plan._chosen.Add(name);
                    break;
                default:
                    return null;
            }
        }
        return plan;
    }

    public bool Measures(string section) => _chosen.Count == 0 || _chosen.Contains(section);
}
