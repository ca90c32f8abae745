using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Domain.Counters;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence.Queries;
using Portal.Tests.Alipay.Hostile;
using Portal.Tests.TestKit;

namespace Portal.Tests.Walks;

/// <summary>What is another tenant's does not exist: by no route, no parameter, no button, no push, for nobody.</summary>
[Collection(Alone.Name)]
public sealed partial class TenantWalkTests
{
    private const int Pairs = 50;
    private const double SameTime = 1.2;

    /// <summary>A machine that does something else meanwhile spoils a measurement; what is really slower is so each time.</summary>
    private const int Measurements = 4;

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
        await walk.TryQueriesAsync(ids);
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

    [Fact]
    [Trait("Row", "T-02")]
    public void Every_parameter_of_every_page_is_walked() => None.Of(Unwalked(
        from type in typeof(Portal.Web.Composition.PortalHost).Assembly.GetTypes()
        from route in type.GetCustomAttributes<RouteAttribute>()
        from property in type.GetProperties()
        let query = property.GetCustomAttribute<SupplyParameterFromQueryAttribute>()
        where query is not null || property.GetCustomAttribute<ParameterAttribute>() is not null
        select query is null ? (route.Template, $"{{{property.Name}}}") : (route.Template, query.Name ?? property.Name)));

    [Fact]
    public void Every_parameter_of_every_page_is_walked_control() => Assert.Equal(["/payments new"], Unwalked([("/payments", "new"), ("/payments", "counter"), ("/payments/{Id}", "{Id}")]));

    [Fact]
    [Trait("Row", "T-01")]
    public async Task An_id_of_the_other_tenant_takes_as_long_as_one_of_nobodys()
    {
        await using var stage = await WalkStage.StartAsync();
        var owner = stage.Walkers[0].Session;
        var slow = new List<string>();
        foreach (var route in TenantWalk.RoutesOf(stage.Portal.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()).Routes)
        {
            var foreign = route.Pattern.StartsWith("/payments", StringComparison.Ordinal) ? $"{stage.Theirs.Payment}" : $"{stage.Theirs.Counter.Id}";
            var ratios = new List<double>();
            while (ratios.Count < Measurements && (ratios.Count == 0 || ratios[^1] > SameTime))
            {
                ratios.Add(await RatioAsync(() => route.CallAsync(owner, foreign), () => route.CallAsync(owner, Guid.CreateVersion7().ToString("N"))));
            }
            TestContext.Current.TestOutputHelper?.WriteLine($"{route}: {string.Join(", ", ratios.Select(ratio => $"{ratio:0.00}"))}");
            if (ratios[^1] > SameTime)
            {
                slow.Add($"{route}: {string.Join(", ", ratios)}");
            }
        }
        Assert.Empty(slow);
    }

    [Fact]
    public async Task An_answer_that_takes_longer_is_found_control() => Assert.True(await RatioAsync(() => SpinAsync(2), () => SpinAsync(1)) > SameTime);

    [GeneratedRegex(@"[?&](?<name>[A-Za-z]+)=\{id\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Asked();

    private static IEnumerable<string> Unwalked(IEnumerable<(string Page, string Parameter)> parameters)
    {
        var walked = TenantWalk.QueryWays.SelectMany(way => Asked().Matches(way).Select(match => match.Groups["name"].Value)).ToHashSet(StringComparer.Ordinal);
        string[] numbers = ["failed", "left"];                                           // of the sign-in: how it went, how many tries are left
        return parameters.Where(parameter => !walked.Contains(parameter.Parameter) && !parameter.Page.Contains(parameter.Parameter, StringComparison.Ordinal) && !numbers.Contains(parameter.Parameter))
            .Select(parameter => $"{parameter.Page} {parameter.Parameter}");
    }

    /// <summary>The longer median over the shorter, called in turn.</summary>
    private static async Task<double> RatioAsync(Func<Task<HttpResponseMessage>> one, Func<Task<HttpResponseMessage>> other)
    {
        var (first, second) = (new List<long>(), new List<long>());
        for (var i = 0; i < Pairs; i++)
        {
            first.Add(await TimeAsync(one));
            second.Add(await TimeAsync(other));
        }
        var (a, b) = ((double)first.Order().ElementAt(Pairs / 2), (double)second.Order().ElementAt(Pairs / 2));
        return Math.Max(a, b) / Math.Min(a, b);
    }

    private static async Task<long> TimeAsync(Func<Task<HttpResponseMessage>> call)
    {
        var from = Stopwatch.GetTimestamp();
        using var answer = await call();
        await answer.Content.ReadAsByteArrayAsync();
        return Stopwatch.GetTimestamp() - from;
    }

    private static Task<HttpResponseMessage> SpinAsync(int rounds)
    {
        System.Security.Cryptography.Rfc2898DeriveBytes.Pbkdf2("x", new byte[16], rounds * 5_000, System.Security.Cryptography.HashAlgorithmName.SHA256, 32);
        return Task.FromResult(new HttpResponseMessage());
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
