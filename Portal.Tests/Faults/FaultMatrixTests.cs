using Portal.Infrastructure.Alipay.Simulator;
using Portal.Tests.TestKit;

namespace Portal.Tests.Faults;

/// <summary>Each service and each fault of the simulator: what the portal holds afterwards stands in <c>docs/faults.md</c>, and is played again here.</summary>
/// <remarks><c>PORTAL_WRITE=docs</c> writes the file anew; then it is read line by line before it is committed.</remarks>
public sealed class FaultMatrixTests
{
    private const string File = "docs/faults.md";
    private const int AtOnce = 12;

    private const string Opening = """
        # What the portal holds after each fault

        Each service of the gateway was called once, through the product's own flow and adapter, at a simulator in which one fault was armed for it. The cells say what stands in the record afterwards: `Live, Stop open, asked again` is a code that still counts as live while its stop is repeated. Cancel, refund and its query have no record of their own yet: their cells give the adapter's answer, as `notify_verify`'s does. *Not known* is never taken for a no; *alarm* means that somebody is told.

        Written by `FaultMatrixTests`, which fails when a run says otherwise.

        """;

    [Fact]
    [Trait("Row", "fault matrix")]
    public async Task Each_fault_of_each_service_leaves_what_the_file_says()
    {
        await using var portal = await FaultStand.PortalAsync();
        var run = await RunAsync(portal);
        var path = Path.Combine(SourceTree.Root, File);
        if (Environment.GetEnvironmentVariable("PORTAL_WRITE") == "docs")
        {
            await System.IO.File.WriteAllTextAsync(path, run);
        }
        Assert.Equal(await System.IO.File.ReadAllTextAsync(path), run, ignoreLineEndingDifferences: true);
    }

    private static async Task<string> RunAsync(PortalFixture portal)
    {
        var faults = new List<string?> { null };
        faults.AddRange(FaultNames.Gateway);
        using var places = new SemaphoreSlim(AtOnce);
        var cells = faults.SelectMany(fault => FaultCases.Services.Select(service => (fault, service.Service, Cell: CellAsync(portal, places, service.RunAsync, fault)))).ToList();
        var messages = new List<string?> { null }.Concat(FaultNames.Notification.Except(["notify-verify-false", "notify-verify-invalid"]))
            .Select(fault => (fault, Cell: CellAsync(portal, places, FaultCases.NotifyAsync, fault))).ToList();
        await Task.WhenAll(cells.Select(cell => cell.Cell).Concat(messages.Select(message => message.Cell)));
        var parts = new List<string> { Opening };
        foreach (var service in FaultCases.Services.Select(service => service.Service))
        {
            var own = cells.Where(cell => cell.Service == service).Select(cell => $"| {cell.fault ?? "none"} | {cell.Cell.Result} |");
            parts.Add($"## {service}\n\n| fault | afterwards |\n|---|---|\n{string.Join('\n', own)}\n");
        }
        var told = messages.Select(message => $"| {message.fault ?? "none"} | {message.Cell.Result} |");
        parts.Add($"## notification\n\n| fault | after the message | after the question that follows |\n|---|---|---|\n{string.Join('\n', told)}\n");
        return string.Join("\n", parts);
    }

    private static async Task<string> CellAsync(PortalFixture portal, SemaphoreSlim places, Func<FaultStand, string?, Task<string>> runAsync, string? fault)
    {
        await places.WaitAsync();
        try
        {
            return await runAsync(await FaultStand.ShopAsync(portal), fault);
        }
        finally
        {
            places.Release();
        }
    }
}
