using System.Diagnostics;
using Portal.Domain.Work;

namespace Portal.Web.Composition;

/// <summary>Ends the process at the place that a test names, as a power cut would. Development only; the one place that reads the name.</summary>
internal static class CrashPoint
{
    public static CrashPoints Of(PortalSettings settings) => settings is { IsDevelopment: true, CrashPoint: { } name }
        ? new CrashPoints(reached => KillAt(name, reached))
        : CrashPoints.None;

    private static void KillAt(string name, string reached)
    {
        if (name == reached)
        {
            Process.GetCurrentProcess().Kill();
            Thread.CurrentThread.Join();                               // nothing of this thread runs any more while the system ends the process
        }
    }
}
