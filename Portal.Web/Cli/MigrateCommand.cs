using System.CommandLine;

namespace Portal.Web.Cli;

/// <summary><c>migrate</c>: brings the database to this program's model.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var command = new Command("migrate", "Bring the database to this program's model.");
        command.SetAction(async (parsed, ct) =>
        {
            await using var host = await CommandHost.OpenAsync(parsed, ct);
            host.Print(new { migrated = true }, "The database is up to date.");
        });
        return command;
    }
}
