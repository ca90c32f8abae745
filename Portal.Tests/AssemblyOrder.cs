using Portal.Tests.Alipay.Simulator;
using Portal.Tests.Chaos;
using Portal.Tests.Chaos.Kills;
using Portal.Tests.Chaos.Pairs;
using Portal.Tests.TestKit;
using Portal.Tests.Walks;

// Two cores; many tests wait for a time-out, a lease or a process, so a third goes on meanwhile. What counts its own cost runs alone (Alipay/Hostile/HostileCostTests).
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
[assembly: Longest(nameof(MoneyKillTests), nameof(KillTests), nameof(QueryWalkTests), nameof(RefundPairTests), nameof(SimulatorFaultMatrixTests))]
