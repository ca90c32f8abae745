using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Portal.Tests.TestKit;

namespace Portal.Tests.Walks;

/// <summary>What is another tenant's does not exist by any parameter of any page.</summary>
public sealed partial class QueryWalkTests
{
    [Fact]
    [Trait("Row", "S1")]
    [Trait("Row", "T-02")]
    public async Task Every_parameter_with_an_id_of_the_other_tenant_is_answered_as_with_one_of_nobodys()
    {
        await using var stage = await WalkStage.StartAsync();
        var walk = new TenantWalk(stage);
        await walk.TryQueriesAsync(await ForeignIds.OfAsync(stage));
        TestContext.Current.TestOutputHelper?.WriteLine($"{TenantWalk.QueryWays.Count} parameters, {stage.Walkers.Count} walkers, {walk.Probes} probes, {walk.Leaks.Count} leaks");
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

    [GeneratedRegex(@"[?&](?<name>[A-Za-z]+)=\{id\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Asked();

    private static IEnumerable<string> Unwalked(IEnumerable<(string Page, string Parameter)> parameters)
    {
        var walked = TenantWalk.QueryWays.SelectMany(way => Asked().Matches(way).Select(match => match.Groups["name"].Value)).ToHashSet(StringComparer.Ordinal);
        string[] numbers = ["failed", "left"];                                           // of the sign-in: how it went, how many tries are left
        return parameters.Where(parameter => !walked.Contains(parameter.Parameter) && !parameter.Page.Contains(parameter.Parameter, StringComparison.Ordinal) && !numbers.Contains(parameter.Parameter))
            .Select(parameter => $"{parameter.Page} {parameter.Parameter}");
    }
}
