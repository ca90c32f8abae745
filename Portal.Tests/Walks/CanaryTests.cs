using System.Net;
using Microsoft.AspNetCore.Routing;
using Portal.Domain.Counters;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.TestKit;
using Portal.Web.Composition;

namespace Portal.Tests.Walks;

/// <summary>Two tenants that are alike, each with words of its own: nothing that one is told holds a word of the other.</summary>
public sealed class CanaryTests
{
    private static readonly string[] s_formats = ["", "?culture=en", "?limit=500", "?after=999999999", "?download=1"];

    [Fact]
    [Trait("Row", "T-04")]
    [Trait("Row", "S1")]
    public async Task No_list_total_or_page_holds_a_word_of_the_other_tenant()
    {
        await using var stage = await WalkStage.StartAsync();
        var (answers, found) = (0, new List<string>());
        foreach (var walker in stage.Walkers)
        {
            var strange = walker.IsPlatform ? CanariesOf(stage.Theirs) : [.. CanariesOf(stage.Theirs), stage.Theirs.Counter.Tenant.Name, stage.Theirs.Counter.Tenant.Partner];
            await foreach (var (path, text) in AllAsync(stage, walker.Session, stage.Front))
            {
                answers++;
                found.AddRange(strange.Where(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)).Select(word => $"{walker.Name}, {path}: {word}"));
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{answers} answers searched");
        Assert.True(answers > 300, $"{answers} answers");
        Assert.Empty(found);
    }

    [Fact]
    public async Task No_list_total_or_page_holds_a_word_of_the_other_tenant_control()
    {
        await using var stage = await WalkStage.StartAsync();
        var theirs = await stage.Portal.SignInAsync(stage.Theirs.Counter.Tenant);
        var found = new HashSet<string>();
        await foreach (var (_, text) in AllAsync(stage, theirs, stage.Theirs))
        {
            found.UnionWith(CanariesOf(stage.Theirs).Where(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)));
        }
        Assert.Equal(CanariesOf(stage.Theirs).ToHashSet(), found);
    }

    [Fact]
    [Trait("Row", "T-05")]
    [Trait("Row", "T-04")]
    public async Task A_connection_joins_nothing_of_the_other_tenants_and_hears_nothing_of_it()
    {
        await using var stage = await WalkStage.StartAsync();
        await using var hub = await PortalHubClient.ConnectAsync(stage.Portal.Address, stage.Walkers[0].Session.Cookies);
        await hub.CallAsync("Since", 0);
        foreach (var method in new[] { "Join", "JoinGroup", "AddToGroup", "Subscribe", "OnConnectedAsync", "SendAsync" })
        {
            Assert.True((await hub.CallAsync(method, $"{stage.Theirs.Counter.Tenant.Id}")).TryGetProperty("error", out _), method);
        }
        await stage.Portal.ReportAsync(stage.Theirs.Counter);
        var ours = await stage.Portal.ReportAsync(stage.Back.Counter);
        Assert.Equal(ours, (await hub.PushAsync()).Argument.GetProperty("tradeNo").GetString());
        Assert.DoesNotContain(stage.Theirs.TradeNo, (await hub.CallAsync("Since", 0)).GetRawText());
    }

    [Fact]
    [Trait("Row", "T-09")]
    public async Task A_person_of_two_tenants_may_in_each_what_the_role_there_says()
    {
        await using var portal = await TestPortal.StartAsync();
        var (home, away) = (await portal.AShopAsync("Home"), await portal.AShopAsync("Away"));
        var counter = await portal.ACounterAsync(away);
        await using (var context = portal.Database.Open(away.Id))
        {
            context.Memberships.Add(Membership.Of(away.Id, home.Owner.User!.Value, Role.Cashier, [counter.Id]));
            await context.SaveChangesAsync();
        }
        var there = home.Owner with { Tenant = away.Id };
        Assert.Equal("name_invalid", (await portal.Get<CreateQrCode>().RunAsync(home.Owner, "", "k", default)).ErrorCode());
        Assert.Equal("forbidden", (await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<CreateQrCode>().RunAsync(there, "", "k", default))).Error.Code);
        Assert.Empty(await portal.Get<ICounterQueries>().ListAsync(home.Owner, default));
        Assert.Single(await portal.Get<ICounterQueries>().ListAsync(there, default));
    }

    private static string[] CanariesOf(Spot spot) => [spot.TradeNo, spot.CounterName, $"{spot.Counter.Id}", $"{spot.Payment}"];

    /// <summary>Whatever can be asked for: every route without a parameter, and those of ids with the ids of a spot.</summary>
    private static async IAsyncEnumerable<(string Path, string Text)> AllAsync(WalkStage stage, PortalSession session, Spot spot)
    {
        foreach (var endpoint in stage.Portal.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var pattern = $"/{endpoint.RoutePattern.RawText?.Trim('/')}";
            var isRead = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is not { Count: > 0 } methods || methods.Contains("GET");
            if (!isRead || pattern.Contains("{**", StringComparison.Ordinal) || pattern.StartsWith("/_", StringComparison.Ordinal) || pattern.StartsWith("/simulator", StringComparison.Ordinal)
                || pattern.StartsWith("/hubs", StringComparison.Ordinal) || endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.StaticAssets.StaticAssetDescriptor>() is not null)
            {
                continue;
            }
            foreach (var format in s_formats)
            {
                var path = Way.Fill(pattern, spot) + format;
                using var answer = endpoint.Metadata.GetMetadata<AnswersJson>() is null ? await session.GetPageAsync(path) : await session.GetJsonAsync(path);
                Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
                yield return (path, await answer.Content.ReadAsStringAsync());
            }
        }
    }
}
