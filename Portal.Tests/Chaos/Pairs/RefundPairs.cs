using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Tests.Chaos.Kills;
using Portal.Tests.TestKit;

namespace Portal.Tests.Chaos.Pairs;

/// <summary>Payments, each of which two clerks give back from at the same moment, together more than is left, several times one after the other: what they are told.</summary>
/// <param name="stage">Both portals stand at its folder.</param>
internal sealed class RefundPairs(MoneyStage stage)
{
    /// <summary>Pairs of one payment.</summary>
    public const int OfOne = 5;

    private const int AtOnce = 4;

    private readonly ConcurrentBag<string> _told = [];

    /// <summary>What the clerks were told: <c>held</c>, or the refusal's code; two answers a pair.</summary>
    public IReadOnlyCollection<string> Told => _told;

    /// <param name="one">Where the first of each pair sends his form.</param>
    /// <param name="other">Where the second does; the same portal, too.</param>
    /// <param name="count">Pairs; a multiple of <see cref="OfOne"/>.</param>
    public async Task PlayAsync(PortalProcess one, PortalProcess other, int count, int seed)
    {
        var (draw, before) = (new Random(seed), Payments().Count);
        var payments = count / OfOne;
        await EachAsync([.. Enumerable.Range(0, payments).Select(_ => draw.Next(20_000, 90_000))], minor => stage.PayAsync(Text(minor)));
        await PortalWait.UntilAsync("customers have paid", () => Payments().Count == before + payments, TimeSpan.FromMinutes(10));
        await EachAsync([.. Payments().Skip(before).Select(payment => (payment.Id, payment.Minor, Seed: draw.Next()))], payment => PlayAsync(one, other, payment.Id, payment.Minor, payment.Seed));
    }

    private async Task PlayAsync(PortalProcess one, PortalProcess other, string payment, long left, int seed)
    {
        var draw = new Random(seed);
        for (var pair = 0; pair < OfOne; pair++)
        {
            var (first, second, seen) = (MoreThanHalf(draw, left), MoreThanHalf(draw, left), left);
            var answers = await Task.WhenAll(Task.Run(() => GiveBackAsync(one, payment, first, seen)), Task.Run(() => GiveBackAsync(other, payment, second, seen)));
            left = answers.Min() ?? left;
        }
    }

    /// <returns>Minor units that are left, where it was held; null: it was refused.</returns>
    private async Task<long?> GiveBackAsync(PortalProcess portal, string payment, long minor, long left)
    {
        var form = new { amount = Text(minor), reason = "returned", remaining = Text(left), key = Guid.NewGuid().ToString("N") };
        var (isHeld, body) = (false, default(JsonElement));
        await PortalWait.UntilAsync("the portal can write", async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/payments/{payment}/refunds") { Content = JsonContent.Create(form) };
            request.Headers.Add("Cookie", stage.Cookies);
            request.Headers.Add("RequestVerificationToken", stage.Token);
            using var answer = await portal.Client.SendAsync(request);
            (isHeld, body) = (answer.IsSuccessStatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
            return answer.StatusCode != HttpStatusCode.ServiceUnavailable;             // "the same request is used": the same form again
        }, TimeSpan.FromMinutes(1));
        _told.Add(isHeld ? "held" : body.GetProperty("code").GetString()!);
        return isHeld ? Minor(body.GetProperty("remaining").GetString()!) : null;
    }

    private List<(string Id, long Minor)> Payments() => Reckoning.Read(
        stage.Folder.Database, "SELECT Id, AmountMinor FROM Payments WHERE Status NOT IN ('Reported', 'Pending', 'Unknown') ORDER BY Arrival", row => (row.GetString(0), row.GetInt64(1)));

    private static Task EachAsync<T>(IReadOnlyList<T> items, Func<T, Task> act) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (item, _) => await act(item));

    /// <summary>More than half, so that two are too much together; and not all, so that something is left for the next pair.</summary>
    private static long MoreThanHalf(Random draw, long left) => (left / 2) + 1 + draw.NextInt64((left / 4) + 1);

    private static long Minor(string amount) => long.Parse(amount.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);

    private static string Text(long minor) => string.Create(CultureInfo.InvariantCulture, $"{minor / 100}.{minor % 100:D2}");
}
