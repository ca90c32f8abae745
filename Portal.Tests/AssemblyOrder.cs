using Portal.Tests.Chaos;
using Portal.Tests.Chaos.Kills;
using Portal.Tests.Chaos.Pairs;
using Portal.Tests.Faults;
using Portal.Tests.Inbox;
using Portal.Tests.TestKit;
using Portal.Tests.Walks;

// Two cores; many tests wait for a time-out, a lease or a process, so a third and a fourth go on meanwhile. What counts its own cost runs alone (Alipay/Hostile/HostileCostTests).
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
[assembly: Longest(
    nameof(MoneyKillTests), nameof(KillTests), nameof(QueryWalkTests), nameof(RefundPairTests), nameof(StorageFaultTests), nameof(JobStormTests),
    nameof(TwoProcessesTests), nameof(MoneyCutTests), nameof(PowerCutTests), nameof(FaultMatrixTests), nameof(KilledTests))]
