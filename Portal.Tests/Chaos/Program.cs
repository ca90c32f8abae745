using Portal.Web.Composition;
using Xunit.Runner.InProc.SystemConsole;

namespace Portal.Tests.Chaos;

/// <summary>The tests' own program: the runner of tests, or, where a child process is wanted that does wrong, the portal with a planted fault.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => args is [PlantedFaults.Verb, var fault, .. var rest]
        ? PortalHost.RunAsync(rest, PlantedFaults.Named(fault))
        : ConsoleRunner.Run(args);
}
