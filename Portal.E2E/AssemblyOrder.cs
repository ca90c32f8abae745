using Portal.E2E.Stage;

// Two cores, two lanes, one browser: what shares a portal goes one after another, what has a portal of its own goes beside it.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
[assembly: AssemblyFixture(typeof(SharedStage))]
