using System.CommandLine;
using Portal.Web.Composition;

namespace Portal.Web.Cli;

/// <summary>The operator's commands: exit 0; 1 with one line on standard error; 2 for wrong usage.</summary>
public static class PortalCommands
{
    internal const int WrongUsage = 2;
    private static readonly string[] s_verbs = ["migrate", "tenant", "user", "counter", "keys", "audit", "simulator", "seed", "backup", "restore", "--help", "-h", "help"];

    /// <summary>Whether the first word is a command; without one the portal starts.</summary>
    public static bool IsVerb(string word) => s_verbs.Contains(word) || (word.Length > 0 && char.IsAsciiLetterLower(word[0]) && !word.Contains('='));

    /// <param name="output">What was asked for: lines, or with <c>--json</c> one document.</param>
    /// <param name="error">One line where the command could not do its work.</param>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var root = new RootCommand("Commands of the merchant portal's operator. Without a command the portal starts.")
        {
            MigrateCommand.Create(),
            TenantCommands.Create(),
            UserCommands.Create(),
            CounterCommands.Create(),
            KeyCommands.Create(),
            AuditCommands.Create(),
            SimulatorCommand.Create(),
            SeedCommand.Create(),
            BackupCommands.Backup(),
            BackupCommands.Restore(),
        };
        foreach (var option in CommonOptions.All)
        {
            root.Options.Add(option);
        }
        var parsed = root.Parse([.. CommonOptions.SettingsTaken(args)]);
        if (parsed.Errors.Count > 0)
        {
            await error.WriteLineAsync($"error: {parsed.Errors[0].Message}");
            return WrongUsage;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = error });
        }
        catch (CommandFailedException failed)
        {
            await error.WriteLineAsync($"error: {failed.Message}");
            return failed.Exit;
        }
        catch (Exception failed) when (PortalHost.Sentence(failed) is { } sentence)
        {
            await error.WriteLineAsync($"error: {sentence}");
            return 1;
        }
    }
}

/// <summary>A command could not do its work; the message is the operator's line.</summary>
public sealed class CommandFailedException(string message, int exit = 1) : Exception(message)
{
    public int Exit => exit;

    /// <summary>The command was typed wrongly: exit 2.</summary>
    public static CommandFailedException Usage(string message) => new(message, PortalCommands.WrongUsage);
}

/// <summary>Options that every command takes.</summary>
internal static class CommonOptions
{
    private const string SettingPrefix = "--Portal:";
    private static readonly Option<string[]> s_settings = new("--setting") { Recursive = true, Hidden = true };

    public static Option<bool> Json { get; } = new("--json") { Description = "Standard output is exactly one JSON document.", Recursive = true };

    public static Option<string?> Environment { get; } = new("--environment") { Description = "Development or Production; else as the portal was started.", Recursive = true };

    public static Option[] All { get; } = [Json, Environment, s_settings];

    /// <summary>Settings as configuration reads them from a command line, e.g. <c>--Portal:DataFolder=X</c>.</summary>
    public static string[] Settings(this ParseResult parsed) => [.. (parsed.GetValue(s_settings) ?? []).Select(setting => $"--{setting}")];

    /// <summary>Settings are written as for the portal, <c>--Portal:X=Y</c> or <c>--Portal:X Y</c>; the parser, which takes a colon for the end of an option's name, gets each as one value.</summary>
    public static IEnumerable<string> SettingsTaken(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith(SettingPrefix, StringComparison.OrdinalIgnoreCase) || (!args[i].Contains('=') && i + 1 == args.Length))
            {
                yield return args[i];
                continue;
            }
            yield return s_settings.Name;
            yield return args[i].Contains('=') ? args[i][2..] : $"{args[i][2..]}={args[++i]}";
        }
    }
}
