using Microsoft.EntityFrameworkCore;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;

namespace Portal.Tests.Faults;

/// <summary>Each service once, under a fault, and what the portal holds of it afterwards, in a few words.</summary>
internal static class FaultCases
{
    private const string Create = "alipay.commerce.qrcode.create";
    private const string Modify = "alipay.commerce.qrcode.modify";
    private const string ModifyStatus = "alipay.commerce.qrcode.modifyStatus";
    private const string Query = "alipay.acquire.overseas.query";
    private const string Cancel = "alipay.acquire.cancel";
    private const string Refund = "alipay.acquire.overseas.spot.refund";
    private const string RefundQuery = "alipay.acquire.refund.query";
    private const string Verify = "notify_verify";
    private const string Notification = "notification";

    /// <summary>By the service's name, in the order of the file.</summary>
    public static IReadOnlyList<(string Service, Func<FaultStand, string?, Task<string>> RunAsync)> Services { get; } =
    [
        (Create, CreateAsync), (Modify, ModifyAsync), (ModifyStatus, StopAsync), (Query, QueryAsync),
        (Cancel, CancelAsync), (Refund, RefundAsync), (RefundQuery, RefundQueryAsync), (Verify, VerifyAsync),
    ];

    /// <summary>The message meets the fault; then the job asks.</summary>
    public static async Task<string> NotifyAsync(FaultStand shop, string? fault)
    {
        await shop.AskForCodeAsync();
        await shop.ArmAsync(Notification, fault);
        await shop.PayAsync();
        await shop.AppearsAsync();
        var before = await PaymentsAsync(shop);
        await shop.RunDueAsync();
        return $"{before} | {await PaymentsAsync(shop)}";
    }

    private static async Task<string> CreateAsync(FaultStand shop, string? fault)
    {
        await shop.ArmAsync(Create, fault);
        await shop.AskForCodeAsync();
        return await CodeAsync(shop);
    }

    private static async Task<string> ModifyAsync(FaultStand shop, string? fault)
    {
        var counter = await shop.AskForCodeAsync();
        await shop.ArmAsync(Modify, fault);
        await shop.ChangeAsync(counter);
        return await CodeAsync(shop);
    }

    private static async Task<string> StopAsync(FaultStand shop, string? fault)
    {
        var counter = await shop.AskForCodeAsync();
        await shop.ArmAsync(ModifyStatus, fault);
        await shop.StopAsync(counter);
        return await CodeAsync(shop);
    }

    private static async Task<string> QueryAsync(FaultStand shop, string? fault)
    {
        await shop.AskForCodeAsync();
        await shop.PayAsync();
        Assert.True(await shop.AppearsAsync());
        await shop.ArmAsync(Query, fault);
        await shop.RunDueAsync();
        return await PaymentsAsync(shop);
    }

    private static async Task<string> CancelAsync(FaultStand shop, string? fault)
    {
        await shop.AskForCodeAsync();
        var trade = await shop.PayAsync(notify: false);
        await shop.ArmAsync(Cancel, fault);
        return Words(await shop.Gateway.CancelAsync(shop.Account, new CancelRequest(trade.OutTradeNo, trade.TradeNo), Caller.Person, default), done => $"{done.Effect}");
    }

    private static async Task<string> RefundAsync(FaultStand shop, string? fault)
    {
        await shop.AskForCodeAsync();
        var trade = await shop.PayAsync(notify: false);
        await shop.ArmAsync(Refund, fault);
        return Words(await GiveBackAsync(shop, trade), done => done.IsCarriedOut ? "carried out" : "accepted");
    }

    private static async Task<string> RefundQueryAsync(FaultStand shop, string? fault)
    {
        await shop.AskForCodeAsync();
        var trade = await shop.PayAsync(notify: false);
        await GiveBackAsync(shop, trade);
        await shop.ArmAsync(RefundQuery, fault);
        return Words(await shop.Gateway.QueryRefundAsync(shop.Account, new RefundQuery(trade.OutTradeNo, RefundNo.Of("R1")), Caller.Person, default), done => $"{done.State}");
    }

    private static async Task<string> VerifyAsync(FaultStand shop, string? fault)
    {
        await shop.AskForCodeAsync();
        var trade = await shop.PayAsync();
        Assert.True(await shop.AppearsAsync());
        await shop.ArmAsync(Verify, fault);
        return Words(await shop.Gateway.ConfirmNotificationAsync(shop.Account, await shop.NotifyIdAsync(trade.TradeNo), Caller.Person, default), done => done ? "yes" : "no");
    }

    private static Task<GatewayAnswer<RefundReport>> GiveBackAsync(FaultStand shop, TradeQuery trade) => shop.Gateway.RefundAsync(
        shop.Account, new RefundRequest(trade.OutTradeNo, trade.TradeNo, RefundNo.Of("R1"), Money.OfMinor(1000, Currency.Of("HKD")), "returned", AtOnce: true), Caller.Person, default);

    private static string Words<T>(GatewayAnswer<T> answer, Func<T, string> done) => answer switch
    {
        GatewayAnswer<T>.Done carriedOut => $"done: {done(carriedOut.Value)}",
        GatewayAnswer<T>.Refused refused => $"refused: {refused.Code}",
        GatewayAnswer<T>.NotKnown doubt => $"not known: {doubt.Why}{(doubt.IsUntrusted ? ", alarm" : "")}",
        _ => throw new InvalidOperationException("An answer has three cases."),
    };

    private static async Task<string> CodeAsync(FaultStand shop)
    {
        var code = await shop.CodeAsync();
        var words = $"{code.Status}";
        words += code.IsOpen ? $", {code.Wanted} open" : "";
        words += code.DueAt is not null ? ", asked again" : "";
        words += code.RefusedWith is { } refusal ? $", refused: {refusal}" : "";
        return words + await AlarmsAsync(shop);
    }

    private static async Task<string> PaymentsAsync(FaultStand shop)
    {
        await using var context = shop.Open();
        var (messages, payments) = (await context.Notifications.CountAsync(), await context.Payments.AsNoTracking().ToListAsync());
        var payment = payments.Count == 0 ? "no payment" : string.Join(" and ", payments.Select(Words));
        return $"{payment}, {messages} message{(messages == 1 ? "" : "s")}{await AlarmsAsync(shop)}";
    }

    private static string Words(Payment payment) => $"{payment.Status}{(payment.AmountMinor is { } minor ? $" {minor}" : "")}{(payment.DueAt is null ? "" : ", asked again")}";

    private static async Task<string> AlarmsAsync(FaultStand shop)
    {
        await using var context = shop.Open();
        var kinds = await context.Alarms.Select(alarm => alarm.Kind).ToListAsync();
        return kinds.Count == 0 ? "" : $", alarm {string.Join(" ", kinds.Distinct().Order())}";
    }
}
