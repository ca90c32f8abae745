using Portal.E2E.Stage;

// Two cores: one browser test after another, all on one browser and, where nothing is killed, one portal.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(SharedStage))]
