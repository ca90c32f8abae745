using Portal.Domain.Cancels;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Flows.Interleaved;

/// <summary>What somebody is told who wants money to go back.</summary>
internal enum Told
{
    Done,
    No,
    NotYet,
}

/// <summary>Something that happens to a payment, and the places where it can be held up.</summary>
/// <param name="RunAsync">Null: it asks for no money.</param>
internal sealed record Act(Func<MoneyStand, Task<Told?>> RunAsync, params string[] Places)
{
    public const string Stored = "message-stored";

    public static Act Refund { get; } = new(
        async stand => await stand.RefundAsync("30.00", remaining: "88.80") is not Outcome<RefundReceipt>.Done { Value: { Against: null } receipt } 
            ? Told.No : receipt.Refund.Status == RefundStatus.Done ? Told.Done : Told.NotYet,
        CrashPoints.RefundBeforeIntent, CrashPoints.RefundAfterIntent, CrashPoints.RefundAfterSend, CrashPoints.RefundBeforeCommit);

    public static Act Cancel { get; } = new(
        async stand => await stand.CancelAsync(Guid.NewGuid().ToString("N")) is not Outcome<CancelReceipt>.Done { Value: { Against: null } receipt } 
            ? Told.No : receipt.Cancel.Status == CancelStatus.Done ? Told.Done : Told.NotYet,
        CrashPoints.CancelBeforeIntent, CrashPoints.CancelAfterIntent, CrashPoints.CancelAfterSend, CrashPoints.CancelBeforeCommit);

    /// <summary>Of a payment that is unclear here: the trade is asked for first.</summary>
    public static Act CancelOfUnclear { get; } = Cancel with
    {
        Places = [CrashPoints.CancelBeforeIntent, CrashPoints.CancelAfterIntent, WatchedGateway.BeforeQuery, WatchedGateway.AfterQuery, CrashPoints.CancelBeforeCommit],
    };

    /// <summary>A message says what Alipay has done by now, and the trade is asked for because of it.</summary>
    public static Act Message { get; } = new(
        async stand =>
        {
            await TellAsync(stand);
            Turn.At(Stored);
            await stand.Shop.RunDueAsync();
            return null;
        },
        Stored, WatchedGateway.BeforeQuery, WatchedGateway.AfterQuery);

    private static async Task TellAsync(MoneyStand stand)
    {
        var (real, code) = (await stand.RealAsync(), await stand.Shop.CodeAsync());
        var notice = new PortalNotice(new Dictionary<string, string>
        {
            ["notify_id"] = Guid.NewGuid().ToString("N"),
            ["notify_type"] = "trade_status_sync",
            ["notify_time"] = "2026-03-02 12:00:05",
            ["trade_no"] = stand.Trade.TradeNo.Value,
            ["out_trade_no"] = stand.Trade.OutTradeNo.Value,
            ["trade_status"] = real.IsCancelled ? "TRADE_CLOSED" : "TRADE_FINISHED",
            ["seller_id"] = stand.Shop.Account.Partner,
            ["trans_currency"] = "HKD",
            ["trans_amount"] = "88.80",
            ["extra_common_param"] = $$"""{"code":"{{code.Passback}}"}""",
        });
        if (real.Refunds.SingleOrDefault() is { } refund)
        {
            notice = notice.With("trade_status", "TRADE_SUCCESS").With("out_biz_no", refund.RefundNo).With("refund_fee", "30.00");
        }
        using var answer = await stand.Portal.PostAsync($"/alipay/notify/{code.AddressToken}", notice.SignedBy(stand.Shop.Alipay));
        Assert.Equal("success", await answer.Content.ReadAsStringAsync());
    }
}

/// <summary>How a payment stands here and at Alipay once two acts on it are over and nothing is open.</summary>
internal static class Ending
{
    /// <param name="mayBeOpen">Whether somebody may be told that it is not known yet.</param>
    /// <returns>What is wrong, in words; null: a state of the tables, the same on both sides, and one request for each thing that Alipay did.</returns>
    public static async Task<string?> WrongAsync(MoneyStand stand, List<Told> told, bool mayBeOpen)
    {
        var (payment, real, refunds) = (await stand.PaymentAsync(), await stand.RealAsync(), await stand.RefundsAsync());
        var cancels = await stand.CancelsAsync();
        var made = real.Refunds.Count + (real.IsCancelled ? 1 : 0);
        var sent = (await stand.RequestsAsync(MoneyStand.RefundService)).Count + (await stand.RequestsAsync(MoneyStand.CancelService)).Count;
        var should = real.IsCancelled ? PaymentStatus.Cancelled : real.Refunds.Count > 0 ? PaymentStatus.PartlyRefunded : PaymentStatus.Paid;
        return made > 1 || sent != made ? $"{sent} requests, {made} effects"
            : told.Count(said => said == Told.Done) > made || told.Count(said => said == Told.No) > told.Count - made || (told.Contains(Told.NotYet) && !mayBeOpen)
                ? $"told {string.Join(" and ", told)}, {made} effects"
            : payment.Status != should ? $"{payment.Status} here, {should} at Alipay"
            : payment.RefundedMinor != 3000 * real.Refunds.Count || payment.HeldMinor != payment.RefundedMinor ? $"{payment.RefundedMinor} given back, {payment.HeldMinor} held"
            : refunds.Exists(refund => refund.Status is not (RefundStatus.Done or RefundStatus.Failed)) ? "a refund never ended"
            : cancels.Exists(cancel => cancel.Status is not (CancelStatus.Done or CancelStatus.Refused or CancelStatus.Dropped)) ? "a cancel never ended"
            : null;
    }
}
