namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>One movement of money as the files tell it. Amounts are in minor units and never negative.</summary>
/// <param name="PartnerNo">The merchant's number: of the trade, or of the refund.</param>
/// <param name="AmountMinor">In the settlement currency, as the fee.</param>
/// <param name="TypedMinor">In the pricing currency.</param>
internal sealed record DayEntry(
    string Type, string PartnerNo, string OwnNo, long AmountMinor, long FeeMinor, long CnyMinor, long TypedMinor, DateTimeOffset At, string Remark, SimTrade Trade, SimCode? Code);

/// <summary>From trades and refunds to entries, when they are settled, and what a fault makes of them.</summary>
/// <remarks>Source: PROTOCOL 5.1 to 5.3, 8.5.</remarks>
internal static class DayEntries
{
    public const string PaymentType = "PAYMENT";
    public const string RefundType = "REFUND";
    public const string CancelType = "CANCEL";
    private const int AWeekend = 3;
    private const long Changed = 100;

    public static DayEntry Payment(SimTrade trade, SimCode? code) =>
        new(PaymentType, trade.OutTradeNo, trade.TradeNo, trade.SettleMinor, trade.FeeMinor, trade.CnyMinor, trade.AmountMinor, trade.PaidAt!.Value, "", trade, code);

    public static DayEntry Cancel(SimTrade trade, SimCode? code) =>
        new(CancelType, trade.OutTradeNo, trade.TradeNo, trade.SettleMinor, trade.FeeMinor, trade.CnyMinor, trade.AmountMinor, trade.ClosedAt!.Value, "", trade, code);

    public static DayEntry Refund(SimRefund refund, SimTrade trade, SimCode? code) =>
        new(RefundType, refund.RefundNo, refund.OwnNo, refund.AmountMinor, refund.FeeMinor, refund.CnyMinor, refund.TypedMinor, refund.EndedAt!.Value, refund.Reason ?? "", trade, code);

    /// <summary>The days that are settled on a day: the one before, on Mondays the weekend and its Friday.</summary>
    public static IReadOnlyList<DateOnly> SettledOn(DateOnly day) => day.DayOfWeek switch
    {
        DayOfWeek.Saturday or DayOfWeek.Sunday => [],
        DayOfWeek.Monday => [.. Enumerable.Range(-AWeekend, AWeekend).Select(day.AddDays)],
        _ => [day.AddDays(-1)],
    };

    public static IReadOnlyList<DayEntry> Spoil(IReadOnlyList<DayEntry> entries, string? fault) => fault switch
    {
        "doubled" => [.. entries, .. entries],
        "row-missing" => [.. entries.SkipLast(1)],
        "row-added" => [.. entries, Stranger(entries[^1])],
        "row-changed" => [entries[0] with { AmountMinor = entries[0].AmountMinor + Changed, TypedMinor = entries[0].TypedMinor + Changed }, .. entries.Skip(1)],
        _ => entries,
    };

    private static DayEntry Stranger(DayEntry like)
    {
        var (own, partners) = TradeNumbers.New(like.At);
        return like with { Type = PaymentType, PartnerNo = partners, OwnNo = own };
    }
}
