using System.CommandLine;
using Portal.Web.Composition;

namespace Portal.Web.Cli;

/// <summary>The operator's commands: exit 0; 1 with one line on standard error; 2 for wrong usage.</summary>
public static class PortalCommands
{
    private const int WrongUsage = 2;
    private static readonly string[] s_verbs = ["migrate", "tenant", "user", "counter", "simulator", "--help", "-h", "help"];

    /// <summary>Whether the first word is a command; without one the portal starts.</summary>
    public static bool IsVerb(string word) => s_verbs.Contains(word) || (word.Length > 0 && char.IsAsciiLetterLower(word[0]) && !word.Contains('='));

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Commands of the merchant portal's operator. Without a command the portal starts.")
        {
            MigrateCommand.Create(),
            TenantCommands.Create(),
            UserCommands.Create(),
            CounterCommands.Create(),
            SimulatorCommand.Create(),
        };
        foreach (var option in CommonOptions.All)
        {
            root.Options.Add(option);
        }
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync($"error: {parsed.Errors[0].Message}");
            return WrongUsage;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (CommandFailedException failed)
        {
            await Console.Error.WriteLineAsync($"error: {failed.Message}");
            return 1;
        }
        catch (Exception failed) when (PortalHost.Sentence(failed) is { } sentence)
        {
            await Console.Error.WriteLineAsync($"error: {sentence}");
            return 1;
        }
    }
}

/// <summary>A command could not do its work; the message is the operator's line.</summary>
public sealed class CommandFailedException(string message) : Exception(message);

/// <summary>Options that every command takes.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json { get; } = new("--json") { Description = "Standard output is exactly one JSON document.", Recursive = true };

    public static Option<string?> Environment { get; } = new("--environment") { Description = "Development or Production; else as the portal was started.", Recursive = true };

    public static Option<string?> DataFolder { get; } = new("--Portal:DataFolder") { Description = "The data folder.", Recursive = true };

    public static Option[] All { get; } = [Json, Environment, DataFolder];
}
