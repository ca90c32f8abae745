using System.CommandLine;
using System.Globalization;
using Portal.Infrastructure.Backups;
using Portal.Infrastructure.Persistence;
using Portal.Web.Composition;

namespace Portal.Web.Cli;

/// <summary><c>backup</c>, beside a running portal, and <c>restore</c>, into an empty data folder.</summary>
internal static class BackupCommands
{
    private static readonly Option<string> s_to = new("--to") { Required = true, Description = "The file to be made." };
    private static readonly Option<string> s_from = new("--from") { Required = true, Description = "A file that backup made." };
    private static readonly Option<string> s_passphrase = new("--passphrase-file") { Required = true, Description = "Its first line is the passphrase, 12 characters or more." };

    public static Command Backup()
    {
        var command = new Command("backup", "Make one encrypted file of the database, the keys and the statements.") { s_to, s_passphrase };
        command.SetAction(async (parsed, ct) =>
        {
            await using var host = await CommandHost.OpenAsync(parsed, ct);
            var file = Typed(parsed.GetRequiredValue(s_to));
            var bytes = await host.Get<PortalBackup>().RunAsync(host.Get<DataFolder>().Location, file, Typed(parsed.GetRequiredValue(s_passphrase)), ct);
            host.Print(new { file, bytes }, string.Create(CultureInfo.InvariantCulture, $"{file}  {bytes} bytes"));
        });
        return command;
    }

    public static Command Restore()
    {
        var command = new Command("restore", "Put a backup into an empty data folder.") { s_from, s_passphrase };
        command.SetAction(async (parsed, ct) =>
        {
            var configuration = CommandHost.First(parsed).Configuration;
            if (configuration["Portal:Database:Provider"] == DatabaseOptions.SqlServer)
            {
                throw new CommandFailedException("the database is on SQL Server: restore it there, and put keys/ back into the data folder");
            }
            var folder = PortalPaths.DataFolder(configuration["Portal:DataFolder"]);
            var names = await PortalRestore.RunAsync(
                folder, Typed(parsed.GetRequiredValue(s_from)), Typed(parsed.GetRequiredValue(s_passphrase)), aside => CheckAsync(aside, ct), ct);
            CommandHost.Print(parsed, new { folder, files = names.Count }, string.Create(CultureInfo.InvariantCulture, $"{folder}  {names.Count} files"));
        });
        return command;
    }

    private static async Task CheckAsync(string aside, CancellationToken ct)
    {
        var database = new PortalDatabase(new DatabaseOptions(), aside);
        var check = new DatabaseCheck(database);
        try
        {
            await check.BeforeUpgradeAsync(ct);
            await new DatabaseUpgrade(database, TimeProvider.System).RunAsync(ct);
            await check.AfterUpgradeAsync(ct);
        }
        finally
        {
            check.Close();
        }
    }

    private static string Typed(string path) => Path.GetFullPath(path, PortalPaths.TypedIn);
}
