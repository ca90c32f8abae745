using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Portal.Tests.Chaos.Kills;

/// <summary>Both sides' books, trade by trade: the simulator's by its API, the portal's by its HTTP and its file.</summary>
/// <param name="Lost">Trades, refunds or cancels of one side that the other does not know of.</param>
/// <param name="Doubled">Money that went back under a number that is on no record here, and trades that are two payments.</param>
/// <param name="Differing">Trades whose state or amounts differ.</param>
/// <param name="ForAPerson">Trades in Review, or with a refund or cancel that is, which the portal tells somebody of.</param>
/// <param name="Open">Rows that something is still due for.</param>
internal sealed record Reckoning(int Trades, int Refunds, int Cancels, int Lost, int Doubled, int Differing, int ForAPerson, int Open, IReadOnlyList<string> What)
{
    private const int MostRows = 500;
    private const string Due =
        "SELECT (SELECT COUNT(*) FROM Payments WHERE DueAt <= @now) + (SELECT COUNT(*) FROM Refunds WHERE DueAt <= @now) + (SELECT COUNT(*) FROM Cancels WHERE DueAt <= @now)";

    private sealed record RefundRow(string Number, string Status, long AmountMinor);

    public bool IsClear => (Lost, Doubled, Differing, Open) == (0, 0, 0, 0);

    public static async Task<Reckoning> OfAsync(MoneyStage stage, HttpClient portal)
    {
        var (payments, refunds) = (await PaymentsAsync(stage, portal), RefundRows(stage.Folder.Database));
        var inReview = Read(stage.Folder.Database, "SELECT p.TradeNo FROM Cancels c JOIN Payments p ON p.Id = c.PaymentId WHERE c.Status = 'Review'", row => row.GetString(0)).ToHashSet();
        var (lost, doubled, differing, forAPerson, refunded, cancelled, what) = (0, 0, 0, 0, 0, 0, new List<string>());
        var trades = Read(stage.SimulatorDatabase, "SELECT TradeNo FROM Trades", row => row.GetString(0));
        foreach (var tradeNo in trades)
        {
            var real = await stage.Simulator.Client.GetFromJsonAsync<JsonElement>($"/simulator/api/trades/{tradeNo}");
            var given = real.GetProperty("refunds").EnumerateArray().Where(refund => Text(refund, "status") == "SUCCESS").ToDictionary(refund => Text(refund, "refundNo"), refund => Text(refund, "amount"));
            refunded += given.Count;
            cancelled += real.GetProperty("cancelled").GetBoolean() ? 1 : 0;
            var known = payments[tradeNo].ToList();
            var own = refunds[tradeNo].ToList();
            doubled += Math.Max(0, known.Count - 1);
            if (known.Count == 0)
            {
                lost++;
                what.Add($"{tradeNo} is not here");
                continue;
            }
            var unknown = given.Keys.Where(number => !own.Exists(refund => refund.Number == number)).ToList();
            doubled += unknown.Count;                                  // whoever looks at it, and whatever state it is in
            what.AddRange(unknown.Select(number => $"{tradeNo}: refund {number} is on no record"));
            if (Text(known[0], "status") == "Review" || own.Exists(refund => refund.Status == "Review") || inReview.Contains(tradeNo))
            {
                forAPerson++;
                continue;
            }
            var missing = own.Where(refund => refund.Status == "Done" && !given.ContainsKey(refund.Number)).ToList();
            lost += missing.Count;
            what.AddRange(missing.Select(refund => $"{tradeNo}: refund {refund.Number} was never made"));
            var (says, should) = (Of(known[0]), Should(real, given));
            var amounts = own.Where(refund => refund.Status == "Done" && given.TryGetValue(refund.Number, out var amount) && Minor(amount) != refund.AmountMinor).ToList();
            if (says != should || amounts.Count > 0)
            {
                differing++;
                what.Add($"{tradeNo}: {says}, at Alipay {should}");
            }
        }
        return new Reckoning(trades.Count, refunded, cancelled, lost, doubled, differing, forAPerson, Count(stage, DateTimeOffset.MaxValue), what);
    }

    /// <summary>Whether nothing is due at this moment, and no message is on its way.</summary>
    public static bool IsQuiet(MoneyStage stage) => Count(stage, stage.Now) == 0;

    private static int Count(MoneyStage stage, DateTimeOffset now) =>
        (int)Read(stage.Folder.Database, Due, row => row.GetInt64(0), ("@now", now.UtcDateTime)).Single()
        + (int)Read(stage.SimulatorDatabase, "SELECT COUNT(*) FROM Notifications WHERE NextAt <= @now", row => row.GetInt64(0), ("@now", now.ToUnixTimeMilliseconds())).Single();

    private static (string Status, string Amount, string Refunded) Of(JsonElement row) => (Text(row, "status"), Text(row, "amount"), Text(row, "refunded"));

    private static (string Status, string Amount, string Refunded) Should(JsonElement real, Dictionary<string, string> given)
    {
        var (amount, back) = (Text(real, "amount"), given.Values.Sum(Minor));
        var status = real.GetProperty("cancelled").GetBoolean() ? "Cancelled" : back == 0 ? "Paid" : back == Minor(amount) ? "Refunded" : "PartlyRefunded";
        return (status, amount, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{back / 100}.{back % 100:D2}"));
    }

    private static async Task<ILookup<string, JsonElement>> PaymentsAsync(MoneyStage stage, HttpClient portal)
    {
        var (rows, next) = (new List<JsonElement>(), (long?)null);
        do
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/payments?limit={MostRows}{(next is { } after ? $"&after={after}" : "")}");
            request.Headers.Add("Accept", "application/json");
            request.Headers.Add("Cookie", stage.Cookies);
            using var answer = await portal.SendAsync(request);
            var page = await answer.Content.ReadFromJsonAsync<JsonElement>();
            rows.AddRange(page.GetProperty("payments").EnumerateArray());
            next = page.GetProperty("next").ValueKind == JsonValueKind.Number ? page.GetProperty("next").GetInt64() : null;
        }
        while (next is not null);
        return rows.ToLookup(row => Text(row, "tradeNo"));
    }

    private static ILookup<string, RefundRow> RefundRows(string database) =>
        Read(database, "SELECT p.TradeNo, r.Number, r.Status, r.AmountMinor FROM Refunds r JOIN Payments p ON p.Id = r.PaymentId",
            row => (Trade: row.GetString(0), Refund: new RefundRow(row.GetString(1), row.GetString(2), row.GetInt64(3)))).ToLookup(row => row.Trade, row => row.Refund);

    internal static List<T> Read<T>(string database, string sql, Func<SqliteDataReader, T> read, params (string Name, object Value)[] parameters)
    {
        using var connection = new SqliteConnection(database);
        connection.Open();
        using var command = new SqliteCommand(sql, connection);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }
        using var rows = command.ExecuteReader();
        var found = new List<T>();
        while (rows.Read())
        {
            found.Add(read(rows));
        }
        return found;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static long Minor(string amount) => long.Parse(amount.Replace(".", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);
}
