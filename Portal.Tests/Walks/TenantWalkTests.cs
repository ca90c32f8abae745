using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Domain.Counters;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence.Queries;
using Portal.Tests.TestKit;

namespace Portal.Tests.Walks;

/// <summary>What is another tenant's does not exist: by no route, for nobody. Parameters, flows and time have classes of their own, so that they run beside one another.</summary>
public sealed class TenantWalkTests
{
    [Fact]
    [Trait("Row", "S1")]
    [Trait("Row", "T-01")]
    [Trait("Row", "T-03")]
    public async Task Every_id_of_the_other_tenant_is_answered_as_one_of_nobodys()
    {
        await using var stage = await WalkStage.StartAsync();
        var (routes, unclassified) = TenantWalk.RoutesOf(stage.Portal.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>());
        None.Of(unclassified);
        Assert.True(routes.Count >= 8, string.Join(", ", routes));
        var walk = new TenantWalk(stage);
        var ids = await ForeignIds.OfAsync(stage);
        await walk.TryRoutesAsync(routes, ids);
        TestContext.Current.TestOutputHelper?.WriteLine($"{routes.Count} routes with ids, {ids.Count} kinds of ids, {stage.Walkers.Count} walkers, {walk.Probes} probes, {walk.Leaks.Count} leaks");
        None.Of(walk.Leaks);
    }

    [Fact]
    public async Task A_route_without_its_filter_is_found_control()
    {
        var hole = new Hole();
        await using var stage = await WalkStage.StartAsync(services => services.Replace(ServiceDescriptor.Singleton<ICounterQueries>(provider =>
            new Leaking(ActivatorUtilities.CreateInstance<CounterQueries>(provider), hole))));
        hole.Tenant = stage.Theirs.Counter.Tenant.Id;
        var (routes, _) = TenantWalk.RoutesOf(stage.Portal.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>());
        var walk = new TenantWalk(stage);
        await walk.TryRoutesAsync(routes, [new ForeignId("counter", $"{stage.Theirs.Counter.Id}", $"{CounterId.New()}")]);
        Assert.Contains(walk.Leaks, leak => leak.Contains("/counters/{id}/qr.svg", StringComparison.Ordinal) && leak.Contains("owner", StringComparison.Ordinal));
        Assert.DoesNotContain(walk.Leaks, leak => leak.Contains("/payments/", StringComparison.Ordinal));
    }

    [Fact]
    public void A_route_that_nobody_has_thought_of_is_found_control()
    {
        var pattern = Microsoft.AspNetCore.Routing.Patterns.RoutePatternFactory.Parse("/payments/{id}/new-command");
        var endpoint = new RouteEndpoint(_ => Task.CompletedTask, pattern, 0, new(new HttpMethodMetadata(["POST"])), "new");
        Assert.Equal(["/payments/{id}/new-command"], TenantWalk.RoutesOf([endpoint]).Unclassified);
    }

    private sealed class Hole
    {
        public TenantId? Tenant { get; set; }
    }

    /// <summary>A fault: what is not found here is looked for at the neighbour's.</summary>
    private sealed class Leaking(ICounterQueries real, Hole hole) : ICounterQueries
    {
        public Task<IReadOnlyList<CounterView>> ListAsync(Actor actor, CancellationToken ct) => real.ListAsync(actor, ct);

        public async Task<CounterView?> FindAsync(Actor actor, CounterId id, CancellationToken ct) =>
            await real.FindAsync(actor, id, ct) ?? (hole.Tenant is { } tenant ? await real.FindAsync(Actor.Operator(tenant), id, ct) : null);

        public Task<CounterView?> FindForPrintAsync(Actor actor, CounterId id, CancellationToken ct) => real.FindForPrintAsync(actor, id, ct);

        public Task<CounterHistory> HistoryAsync(Actor actor, CounterId id, CounterHistory? seen, CancellationToken ct) => real.HistoryAsync(actor, id, seen, ct);

        public Task<IReadOnlyList<CodeElsewhere>> ElsewhereAsync(Actor actor, CancellationToken ct) => real.ElsewhereAsync(actor, ct);
    }
}
