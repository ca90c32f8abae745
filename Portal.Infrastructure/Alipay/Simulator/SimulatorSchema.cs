using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>The tables of the simulator's file: made whole where there are none, else brought up to date step by step. The file keeps its own version.</summary>
/// <remarks>The transaction takes SQLite's write lock at once, so of two processes at the same moment the second finds the work done.</remarks>
internal static class SimulatorSchema
{
    private const string VersionName = "schema";

    /// <summary>Step n brings a file of version n to n + 1. A step that went out is never changed.</summary>
    private static readonly Action<MigrationBuilder>[] s_steps = [SimulatorSchemaSteps.ChangeableCodes, SimulatorSchemaSteps.MoneyBack, SimulatorSchemaSteps.KeptRequests];

    /// <exception cref="InvalidOperationException">A later version of the product made the file.</exception>
    public static async Task BringUpToDateAsync(SimulatorContext context, CancellationToken ct)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        var creator = (RelationalDatabaseCreator)context.GetService<IDatabaseCreator>();
        if (!await creator.HasTablesAsync(ct))
        {
            await creator.CreateTablesAsync(ct);
            context.States.Add(Version());
        }
        else
        {
            var kept = await context.States.FirstOrDefaultAsync(state => state.Name == VersionName, ct);
            var from = int.Parse(kept?.Value ?? "0", CultureInfo.InvariantCulture);
            if (from > s_steps.Length)
            {
                throw new InvalidOperationException($"simulator.db has version {from}, and this program knows {s_steps.Length} at most; a later one made it.");
            }
            await StepAsync(context, s_steps[from..], ct);
            if (kept is null)
            {
                context.States.Add(Version());
            }
            else
            {
                kept.Value = Version().Value;
            }
        }
        await context.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        context.ChangeTracker.Clear();
    }

    private static async Task StepAsync(SimulatorContext context, IEnumerable<Action<MigrationBuilder>> steps, CancellationToken ct)
    {
        var model = context.GetService<IDesignTimeModel>().Model;
        foreach (var step in steps)
        {
            var migration = new MigrationBuilder(context.Database.ProviderName);
            step(migration);
            var commands = context.GetService<IMigrationsSqlGenerator>().Generate(migration.Operations, model);
            await context.GetService<IMigrationCommandExecutor>().ExecuteNonQueryAsync(commands, context.GetService<IRelationalConnection>(), ct);
        }
    }

    private static SimState Version() => new() { Name = VersionName, Value = s_steps.Length.ToString(CultureInfo.InvariantCulture) };
}
