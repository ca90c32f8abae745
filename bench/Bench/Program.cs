using Portal.Bench;
using Portal.Bench.Report;
using Portal.Bench.Sections;
using Portal.Bench.Servers;

// bench/run.sh [notifications] [live] [pages] [start] [unknowns] [--write] [--brief] [--folder PATH]
if (Plan.Read(args) is not { } plan)
{
    await Console.Error.WriteLineAsync($"usage: bench/run.sh [{string.Join("] [", Plan.Names)}] [--write] [--brief] [--folder PATH]");
    return 2;
}
Directory.CreateDirectory(plan.Folder);
try
{
    await using var stand = await Stand.PrepareAsync(plan);
    var table = new FigureTable();
    foreach (var (name, measure) in new (string, Func<Stand, Plan, FigureTable, Task>)[]
    {
        (Plan.Notifications, NotificationSection.MeasureAsync),
        (Plan.Live, LiveSection.MeasureAsync),
        (Plan.Pages, PageSection.MeasureAsync),
        (Plan.Start, StartSection.MeasureAsync),
        (Plan.Unknowns, UnknownSection.MeasureAsync),
    })
    {
        if (plan.Measures(name))
        {
            Progress.Say($"== {name}");
            await measure(stand, plan, table);
        }
    }
    var text = $"{await Surroundings.DescribeAsync(plan)}\n\n{table.ToMarkdown()}";
    await Console.Out.WriteLineAsync(text);
    if (plan.Write)
    {
        await PerformancePage.ReplaceAsync(text);
    }
    return 0;
}
finally
{
    Directory.Delete(plan.Folder, recursive: true);
}
