using Portal.Tests.TestKit;

namespace Portal.Tests.Walks;

/// <summary>What pages and their buttons call knows nothing of another tenant, for nobody.</summary>
public sealed class FlowWalkTests
{
    [Fact]
    [Trait("Row", "T-02")]
    public async Task Every_flow_and_query_answers_ids_of_the_other_tenant_as_those_of_nobody()
    {
        await using var stage = await WalkStage.StartAsync();
        Assert.True(FlowWalk.Methods.Count >= 8);
        var walk = new FlowWalk(stage);
        await walk.RunAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"{FlowWalk.Methods.Count} flows and queries, {walk.Probes} probes");
        None.Of(walk.Leaks);
    }
}
