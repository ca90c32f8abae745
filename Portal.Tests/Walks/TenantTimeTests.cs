using System.Diagnostics;
using Microsoft.AspNetCore.Routing;
using Portal.Tests.Alipay.Hostile;
using Portal.Tests.TestKit;

namespace Portal.Tests.Walks;

/// <summary>Nor does time tell what another tenant has: nothing else runs while it is measured.</summary>
[Collection(Alone.Name)]
public sealed class TenantTimeTests
{
    private const int Pairs = 50;
    private const double SameTime = 1.2;

    /// <summary>A machine that does something else meanwhile spoils a measurement; what is really slower is so each time.</summary>
    private const int Measurements = 4;

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
}
