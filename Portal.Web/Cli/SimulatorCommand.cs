using System.CommandLine;

namespace Portal.Web.Cli;

/// <summary><c>simulator</c>: runs the simulator alone.</summary>
internal static class SimulatorCommand
{
    public static Command Create() => new("simulator", "Run the simulator alone.");
}
