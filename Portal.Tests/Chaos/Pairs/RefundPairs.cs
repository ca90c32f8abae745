using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Tests.Chaos.Kills;
using Portal.Tests.TestKit;

namespace Portal.Tests.Chaos.Pairs;

/// <summary>Payments, each of which two clerks give back from at the same moment, together more than was paid: what they are told.</summary>
/// <param name="stage">Both portals stand at its folder.</param>
internal sealed class RefundPairs(MoneyStage stage)
{
    private const int AtOnce = 4;

    private readonly ConcurrentBag<string> _told = [];

    /// <summary>What the clerks were told: <c>held</c>, or the refusal's code; two answers a pair.</summary>
    public IReadOnlyCollection<string> Told => _told;

    /// <param name="one">Where the first of each pair sends his form.</param>
    /// <param name="other">Where the second does; the same portal, too.</param>
    public async Task PlayAsync(PortalProcess one, PortalProcess other, int count, int seed)
    {
        var amounts = new Random(seed);
        var before = Payments().Count;
        await EachAsync([.. Enumerable.Range(0, count).Select(_ => amounts.Next(2000, 20_000))], minor => stage.PayAsync(Text(minor)));
        await PortalWait.UntilAsync("customers have paid", () => Payments().Count == before + count, TimeSpan.FromMinutes(10));
        var draw = new Random(seed);
        await EachAsync(
            [.. Payments().Skip(before).Select(payment => (payment.Id, payment.Minor, First: MoreThanHalf(draw, payment.Minor), Second: MoreThanHalf(draw, payment.Minor)))],
            pair => Task.WhenAll(Task.Run(() => GiveBackAsync(one, pair.Id, pair.First, pair.Minor)), Task.Run(() => GiveBackAsync(other, pair.Id, pair.Second, pair.Minor))));
    }

    private async Task GiveBackAsync(PortalProcess portal, string payment, long minor, long left)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/payments/{payment}/refunds")
        {
            Content = JsonContent.Create(new { amount = Text(minor), reason = "returned", remaining = Text(left), key = Guid.NewGuid().ToString("N") }),
        };
        request.Headers.Add("Cookie", stage.Cookies);
        request.Headers.Add("RequestVerificationToken", stage.Token);
        using var answer = await portal.Client.SendAsync(request);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        _told.Add(answer.IsSuccessStatusCode ? "held" : body.GetProperty("code").GetString()!);
    }

    private List<(string Id, long Minor)> Payments() =>
        Reckoning.Read(stage.Folder.Database, "SELECT Id, AmountMinor FROM Payments WHERE Status NOT IN ('Reported', 'Pending', 'Unknown') ORDER BY Arrival", row => (row.GetString(0), row.GetInt64(1)));

    private static Task EachAsync<T>(IReadOnlyList<T> items, Func<T, Task> act) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (item, _) => await act(item));

    private static long MoreThanHalf(Random draw, long minor) => (minor / 2) + 1 + draw.NextInt64(minor - (minor / 2));

    private static string Text(long minor) => string.Create(CultureInfo.InvariantCulture, $"{minor / 100}.{minor % 100:D2}");
}
