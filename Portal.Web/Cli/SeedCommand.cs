using System.CommandLine;
using System.Globalization;
using Portal.Infrastructure.Persistence.Seeding;

namespace Portal.Web.Cli;

/// <summary><c>seed</c>: a plausible month of payments for demos and measurements, beside a running portal.</summary>
internal static class SeedCommand
{
    private const int Most = 100_000_000;
    private static readonly Option<string> s_tenant = new("--tenant") { Required = true, Description = "Name or id." };
    private static readonly Option<int> s_payments = new("--payments") { Required = true, Description = "How many." };
    private static readonly Option<int> s_seed = new("--seed") { DefaultValueFactory = _ => 1, Description = "The same number makes the same month." };

    public static Command Create()
    {
        var command = new Command("seed", "Make up a month of payments, for demos and measurements.") { s_tenant, s_payments, s_seed };
        command.SetAction(async (parsed, ct) =>
        {
            if (parsed.GetRequiredValue(s_payments) is < 1 or > Most)
            {
                throw CommandFailedException.Usage($"--payments is 1 to {Most}");
            }
            await using var host = await CommandHost.OpenAsync(parsed, ct);
            var tenant = await host.TenantAsync(parsed.GetRequiredValue(s_tenant), ct);
            var seeding = host.Get<SeedPayments>();
            var codes = await seeding.CodesAsync(tenant, ct);
            if (codes.Count == 0)
            {
                throw new CommandFailedException($"'{tenant.Name}' has no counter whose code is live; make one with counter add");
            }
            var count = await seeding.RunAsync(tenant, codes, parsed.GetRequiredValue(s_payments), parsed.GetValue(s_seed), ct);
            host.Print(
                new { payments = count.Payments, rows = count.Rows, seconds = Math.Round(count.Took.TotalSeconds, 1), rowsPerSecond = count.RowsPerSecond },
                string.Create(CultureInfo.InvariantCulture, $"{count.Payments} payments, {count.Rows} rows in {count.Took.TotalSeconds:F1} s, {count.RowsPerSecond} rows/s"));
        });
        return command;
    }
}
