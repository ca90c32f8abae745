using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Domain.Counters;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Tests.TestKit;
using Portal.Web.Realtime;

namespace Portal.Tests.Walks;

/// <summary>Each role tries each row of <c>docs/permissions.md</c> on the running portal.</summary>
public sealed partial class RoleWalkTests
{
    private static readonly Permission[] s_ofTheProduct = [Permission.AskGateway, Permission.RaiseAlarm];

    /// <summary>Pages that are everybody's, or nobody's in particular.</summary>
    private static readonly string[] s_withoutPermission = 
    [
        "/account/login", "/account/code", "/account/choose", "/account/closed", "/account/forgot", "/account/reset", "/account/invitation", "/account", "/account/second-factor", "/not-found", "/error",
    ];

    [Fact]
    [Trait("Row", "capability 15")]
    public async Task Everybody_is_let_and_refused_as_the_file_says()
    {
        await using var stage = await WalkStage.StartAsync();
        var walk = new RoleWalk(stage, PermissionsFile.Read());
        await walk.RunAsync(RoleWays.All);
        TestContext.Current.TestOutputHelper?.WriteLine($"{walk.Matrix()}\n{walk.Tries} tries");
        None.Of(walk.Differences);
        Assert.True(walk.Tries > 400, $"{walk.Tries} tries");
    }

    [Fact]
    public async Task A_route_without_its_check_is_found_control()
    {
        await using var stage = await WalkStage.StartAsync(services => services.Replace(ServiceDescriptor.Singleton<ICounterQueries>(provider =>
            new LooksForPrint(ActivatorUtilities.CreateInstance<Portal.Infrastructure.Persistence.Queries.CounterQueries>(provider)))));
        var walk = new RoleWalk(stage, PermissionsFile.Read());
        await walk.RunAsync(RoleWays.All.Where(way => way.Permission == Permission.PrintCode));
        Assert.NotEmpty(walk.Differences);
        Assert.All(walk.Differences, found => Assert.StartsWith("print_code, accountant", found));
        Assert.Contains(walk.Differences, found => found.Contains("qr.png", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_permission_that_the_code_asks_for_is_walked_and_every_other_waits_by_name()
    {
        var built = Enum.GetValues<Permission>().Where(IsAskedFor).Except(s_ofTheProduct).ToHashSet();
        var walked = RoleWays.All.Select(way => way.Permission).ToHashSet();
        Assert.True(built.SetEquals(walked), $"a line in RoleWays is missing for: {Named(built.Except(walked))}; nothing asks for: {Named(walked.Except(built))}");
        var file = PermissionsFile.Read();
        var waiting = Enum.GetValues<Permission>().Where(permission => file.WaitsFor(permission) is not null).ToList();
        Assert.True(waiting.ToHashSet().SetEquals(Enum.GetValues<Permission>().Except(built).Except(s_ofTheProduct)),
            $"docs/permissions.md lets wait what is there: {Named(waiting.Intersect(built))}; and does not let wait what is not: {Named(Enum.GetValues<Permission>().Except(built).Except(s_ofTheProduct).Except(waiting))}");
    }

    [Fact]
    public void Every_page_is_walked_under_a_permission_of_the_table()
    {
        var pages = typeof(Portal.Web.Composition.PortalHost).Assembly.GetTypes().SelectMany(type => type.GetCustomAttributes<RouteAttribute>()).Select(route => route.Template).ToList();
        Assert.Contains("/payments", pages);
        None.Of(Unwalked(pages));
    }

    [Fact]
    public void Every_page_is_walked_under_a_permission_of_the_table_control() => Assert.Equal(["/new"], Unwalked(["/new", "/payments"]));

    [Fact]
    public void Every_method_of_every_hub_is_walked()
    {
        var methods = typeof(PaymentsHub).Assembly.GetTypes().Where(type => typeof(Hub).IsAssignableFrom(type))
            .SelectMany(hub => hub.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)).Where(method => method.GetBaseDefinition() == method).Select(method => method.Name);
        Assert.Empty(methods.Except(RoleWays.All.Where(way => way.Door == Door.Hub).Select(way => way.Address)));
    }

    private static IEnumerable<string> Unwalked(IEnumerable<string> pages) =>
        pages.Except(s_withoutPermission).Except(RoleWays.All.Where(way => way.Door == Door.Page).Select(way => way.Address));

    private static bool IsAskedFor(Permission permission) => SourceTree.Files("Portal.", ".cs", ".razor")
        .Where(file => !file.Path.EndsWith("PersonCard.razor", StringComparison.Ordinal)                // says in words what a person may do; asks for nothing
            && !file.Path.StartsWith("Portal.Tests", StringComparison.Ordinal) && !file.Path.StartsWith("Portal.Domain/Work/Permission", StringComparison.Ordinal))
        .Any(file => Asked().Matches(file.Code).Any(match => match.Groups["name"].Value == permission.ToString()));

    private static string Named(IEnumerable<Permission> permissions) => string.Join(", ", permissions.Select(permission => permission.Name()));

    [GeneratedRegex(@"\bPermission\.(?<name>[A-Z]\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Asked();

    /// <summary>A fault: whoever may look may take away.</summary>
    private sealed class LooksForPrint(ICounterQueries real) : ICounterQueries
    {
        public Task<IReadOnlyList<CounterView>> ListAsync(Actor actor, CancellationToken ct) => real.ListAsync(actor, ct);

        public Task<CounterView?> FindAsync(Actor actor, CounterId id, CancellationToken ct) => real.FindAsync(actor, id, ct);

        public Task<CounterView?> FindForPrintAsync(Actor actor, CounterId id, CancellationToken ct) => real.FindAsync(actor, id, ct);

        public Task<CounterHistory> HistoryAsync(Actor actor, CounterId id, CounterHistory? seen, CancellationToken ct) => real.HistoryAsync(actor, id, seen, ct);

        public Task<IReadOnlyList<CodeElsewhere>> ElsewhereAsync(Actor actor, CancellationToken ct) => real.ElsewhereAsync(actor, ct);
    }
}
