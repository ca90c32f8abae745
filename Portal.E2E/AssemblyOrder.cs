using Portal.E2E.Flows;
using Portal.E2E.Stage;
using Portal.Tests.TestKit;

// Two cores, three lanes, one browser, since a page often waits for its server: what shares a portal goes one after another, what has a portal of its own goes beside it.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
[assembly: AssemblyFixture(typeof(SharedStage))]
[assembly: Longest(
    SharedStage.OnePortal, nameof(Looks), nameof(Codes), nameof(Refunds), nameof(Attention), nameof(SecondFactors), nameof(Killed), nameof(LooksOfCodes),
    nameof(PressedTwice), nameof(Removed), nameof(Claims), nameof(Approvals), nameof(TwoProcesses))]
