using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Tests.TestKit;

namespace Portal.Tests.Chaos.Kills;

/// <summary>Customers who pay and clerks who give back and cancel at random, as fast as a busy shop; a clerk whose portal died, or said that it cannot write just now,
/// sends the same form again.</summary>
/// <param name="givesLittle">At most a tenth of what is left goes back at once: whatever is sent twice then fits, and does go back twice.</param>
internal sealed class Clerks(MoneyStage stage, int seed, bool givesLittle = false)
{
    private const int Hands = 3;
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(20);

    /// <summary>So that what is paid can be asked about as fast, on two cores: a queue of thousands would be all that a kill ever meets.</summary>
    private static readonly TimeSpan s_customersPace = TimeSpan.FromMilliseconds(150);

    private sealed record Order(string Path, object Body);

    private readonly ConcurrentQueue<Order> _unanswered = new();
    private int _drawn = seed;
    private int _answered;
    private int _refused;
    private int _busy;

    /// <summary>Commands that had an answer, a refusal too.</summary>
    public int Answered => _answered;

    public int Refused => _refused;

    /// <summary>How often the portal said <c>unavailable</c>, nothing changed, and was sent the same form later: a disk can be slower than the time that a lock is waited for.</summary>
    public int Busy => _busy;

    /// <summary>Until the portal dies.</summary>
    public async Task WorkAsync(HttpClient portal)
    {
        using var over = new CancellationTokenSource();
        await Task.WhenAll([
            Task.Run(() => PayAsync(new Random(Interlocked.Increment(ref _drawn)), over.Token)),
            .. Enumerable.Range(0, Hands).Select(_ => Task.Run(() => ServeAsync(portal, new Random(Interlocked.Increment(ref _drawn)), over)))]);
    }

    /// <summary>Sends what was never answered, as a person does who sees his form again.</summary>
    public async Task SendUnansweredAsync(HttpClient portal)
    {
        while (_unanswered.TryDequeue(out var order))
        {
            await PortalWait.UntilAsync("the portal can write", () => SendAsync(portal, order), TimeSpan.FromMinutes(1));
        }
    }

    private async Task PayAsync(Random random, CancellationToken over)
    {
        using var pace = new PeriodicTimer(s_customersPace);
        while (!over.IsCancellationRequested)
        {
            await stage.PayAsync(Text(random.Next(2000, 20_000)));
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private async Task ServeAsync(HttpClient portal, Random random, CancellationTokenSource over)
    {
        using var pace = new PeriodicTimer(s_pace);
        Order? inHand = null;
        try
        {
            while (!over.IsCancellationRequested)
            {
                inHand = _unanswered.TryDequeue(out var old) ? old : await DrawAsync(portal, random);
                if (inHand is not null && !await SendAsync(portal, inHand))
                {
                    _unanswered.Enqueue(inHand);
                }
                inHand = null;
                await pace.WaitForNextTickAsync(CancellationToken.None);
            }
        }
        catch (Exception dead) when (dead is HttpRequestException or TaskCanceledException or IOException)
        {
            if (inHand is not null)
            {
                _unanswered.Enqueue(inHand);                           // perhaps on record, perhaps not: the same form comes again
            }
        }
        finally
        {
            await over.CancelAsync();
        }
    }

    /// <returns>False: it is to be sent again.</returns>
    private async Task<bool> SendAsync(HttpClient portal, Order order)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, order.Path) { Content = JsonContent.Create(order.Body) };
        request.Headers.Add("Cookie", stage.Cookies);
        request.Headers.Add("RequestVerificationToken", stage.Token);
        using var answer = await portal.SendAsync(request);
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            Interlocked.Increment(ref _busy);
            return false;
        }
        Assert.True(answer.IsSuccessStatusCode || answer.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        Interlocked.Increment(ref _answered);
        Interlocked.Add(ref _refused, answer.IsSuccessStatusCode ? 0 : 1);
        return true;
    }

    /// <summary>Something that can be done with one of the latest payments; null: there is none.</summary>
    private async Task<Order?> DrawAsync(HttpClient portal, Random random)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/payments?limit=20");
        request.Headers.Add("Accept", "application/json");
        request.Headers.Add("Cookie", stage.Cookies);
        using var answer = await portal.SendAsync(request);
        var rows = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("payments").EnumerateArray()
            .Where(row => row.GetProperty("status").GetString() is "Paid" or "PartlyRefunded" or "Unknown").ToList();
        if (rows.Count == 0)
        {
            return null;
        }
        var payment = rows[random.Next(rows.Count)];
        var (id, key, left) = (payment.GetProperty("id").GetString(), $"form-{Interlocked.Increment(ref _drawn)}", Minor(payment, "amount") - Minor(payment, "refunded"));
        if (payment.GetProperty("status").GetString() != "PartlyRefunded" && random.Next(6) == 0)
        {
            return new Order($"/payments/{id}/cancel", new { key });
        }
        var minor = givesLittle ? random.Next(1, (int)Math.Max(left / 10, 1) + 1) : random.Next(4) == 0 ? left : random.Next(1, (int)left + 1);
        return new Order($"/payments/{id}/refunds", new { amount = Text(minor), reason = "returned", remaining = Text(left), key });
    }

    private static long Minor(JsonElement row, string name) => long.Parse(row.GetProperty(name).GetString()!.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);

    private static string Text(long minor) => string.Create(CultureInfo.InvariantCulture, $"{minor / 100}.{minor % 100:D2}");
}
