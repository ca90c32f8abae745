using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using Xunit.v3;

[assembly: Portal.Tests.TestKit.SlowestTests]

namespace Portal.Tests.TestKit;

/// <summary>Keeps how long each test took, and leaves the ten slowest in a file that <c>dotnet test</c> prints (Directory.Build.targets).</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class SlowestTestsAttribute : BeforeAfterTestAttribute
{
    private const int Most = 10;
    private static readonly ConcurrentDictionary<string, long> s_started = new();
    private static readonly ConcurrentDictionary<string, TimeSpan> s_took = new();

    static SlowestTestsAttribute() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Write();

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => s_started[test.UniqueID] = TimeProvider.System.GetTimestamp();

    public override void After(MethodInfo methodUnderTest, IXunitTest test) => s_took[test.TestDisplayName] = TimeProvider.System.GetElapsedTime(s_started[test.UniqueID]);

    private static void Write() => File.WriteAllLines(
        Path.Combine(AppContext.BaseDirectory, "slowest-tests.txt"),
        s_took.OrderByDescending(test => test.Value).Take(Most).Select(test => string.Create(CultureInfo.InvariantCulture, $"{test.Value.TotalSeconds,8:F1} s  {test.Key}")));
}
