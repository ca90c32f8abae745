using Portal.Tests.Chaos.Kills;

namespace Portal.Tests.Chaos.Pairs;

/// <summary>What both sides' books hold after pairs of refunds.</summary>
/// <param name="OverRefunded">Trades of which more went back, or may still go back by the portal's rows, than was paid.</param>
/// <param name="LostReservations">Payments that hold another sum than their refunds do.</param>
/// <param name="NotOnce">Trades that gave money back another number of times than there were pairs, or of which the portal asked for it another number of times.</param>
internal sealed record PairBooks(int OverRefunded, int LostReservations, int NotOnce)
{
    private const string GivenBack = "SELECT t.TradeNo, t.AmountMinor, COALESCE(SUM(r.TypedMinor), 0), COUNT(r.RefundNo) FROM Trades t LEFT JOIN Refunds r ON r.TradeNo = t.TradeNo AND r.Status = 'SUCCESS' GROUP BY t.TradeNo";

    private const string Held =
        "SELECT p.TradeNo, p.AmountMinor, p.HeldMinor, COALESCE(SUM(CASE WHEN r.Status <> 'Failed' THEN r.AmountMinor END), 0), COUNT(r.Id) "
        + "FROM Payments p LEFT JOIN Refunds r ON r.TenantId = p.TenantId AND r.PaymentId = p.Id GROUP BY p.Id";

    private sealed record Row(string TradeNo, long Paid, long Held, long Back, long Refunds);

    public static PairBooks Of(MoneyStage stage)
    {
        var real = Reckoning.Read(stage.SimulatorDatabase, GivenBack, row => new Row(row.GetString(0), row.GetInt64(1), 0, row.GetInt64(2), row.GetInt64(3)));
        var own = Reckoning.Read(stage.Folder.Database, Held, row => new Row(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)));
        return new PairBooks(
            real.Concat(own).Count(row => row.Back > row.Paid),
            own.Count(row => row.Held != row.Back),
            real.Concat(own).Where(row => row.Refunds != RefundPairs.OfOne).Select(row => row.TradeNo).Distinct().Count());
    }
}
