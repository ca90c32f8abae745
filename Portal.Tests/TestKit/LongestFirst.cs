using Portal.Tests.Chaos;
using Portal.Tests.Chaos.Kills;
using Portal.Tests.Chaos.Pairs;
using Portal.Tests.Faults;
using Portal.Tests.Inbox;
using Portal.Tests.Walks;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Portal.Tests.TestKit.LongestFirst))]

namespace Portal.Tests.TestKit;

/// <summary>Begins with the classes that take longest, so that none of them runs on alone when all others are through.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] s_long =
    [
        .. new[]
        {
            typeof(MoneyKillTests), typeof(KillTests), typeof(QueryWalkTests), typeof(RefundPairTests), typeof(StorageFaultTests), typeof(JobStormTests),
            typeof(TwoProcessesTests), typeof(MoneyCutTests), typeof(PowerCutTests), typeof(FaultMatrixTests), typeof(KilledTests),
        }.Select(type => type.FullName + " "),
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(Place)];

    private static int Place<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection =>
        Array.FindIndex(s_long, name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal)) is var place and >= 0 ? place : s_long.Length;
}
