using Microsoft.EntityFrameworkCore;
using Portal.Domain.Alarms;
using Portal.Domain.Counters;
using Portal.Domain.Notifications;
using Portal.Domain.Payments;
using Portal.Domain.Tenants;
using Portal.Tests.TestKit;

namespace Portal.Tests.Flows;

/// <summary>A shop with a live counter before a scripted gateway: messages come in, the job asks.</summary>
internal sealed class PaymentStand : IAsyncDisposable
{
    public const string TradeNo = "2026030122001400001400000001";
    public const string OutTradeNo = "m" + TradeNo;

    private PaymentStand(GatewayStand stand, Counter counter) => (Stand, Counter) = (stand, counter);

    public GatewayStand Stand { get; }

    public Counter Counter { get; }

    public TestPortal Portal => Stand.Portal;

    public Shop Shop => Stand.Shop;

    public ScriptedGateway Gateway => Stand.Gateway;

    public static async Task<PaymentStand> StartAsync()
    {
        var stand = await GatewayStand.StartAsync(SignAlgorithm.Rsa2);
        return new PaymentStand(stand, await stand.Portal.ACounterAsync(stand.Shop));
    }

    public NoticeForm Paid(string tradeNo = TradeNo) => NoticeForm.Paid(Counter.ActiveCode, Shop.Account.Partner, tradeNo);

    public Task<Receipt> ReceiveAsync(NoticeForm form, string? token = null) =>
        Portal.ReceiveAsync(token ?? Counter.ActiveCode.AddressToken, form.SignedBy(Shop.Alipay).Body());

    public string Trade(string status = "TRADE_SUCCESS", params (string Name, string? Value)[] changes) => AnswerText.Trade(Shop.Alipay, TradeNo, OutTradeNo, status, changes);

    /// <summary>A payment is reported and the gateway answers the job's question once.</summary>
    public async Task<Payment> AskedAsync(string answer)
    {
        await ReceiveAsync(Paid());
        Gateway.Answers(answer);
        Assert.Equal(1, await Portal.RunDueAsync(Shop));
        return await PaymentAsync();
    }

    /// <summary>Waits until the payment is due, and has it asked.</summary>
    public async Task<Payment> AskedAgainAsync(string? answer = null)
    {
        if (answer is not null)
        {
            Gateway.Answers(answer);
        }
        var due = (await PaymentAsync()).DueAt!.Value - Portal.Clock.GetUtcNow();
        Portal.Clock.Advance(due > TimeSpan.Zero ? due : TimeSpan.Zero);
        Assert.Equal(1, await Portal.RunDueAsync(Shop));
        return await PaymentAsync();
    }

    public Task<Payment> PaymentAsync() => Portal.PaymentAsync(Shop, TradeNo);

    public async Task<(AlarmKind Kind, int Times)[]> AlarmsAsync()
    {
        await using var context = Portal.Database.Open(Shop.Id);
        return [.. (await context.Alarms.ToListAsync()).Select(alarm => (alarm.Kind, alarm.Times))];
    }

    public ValueTask DisposeAsync() => Stand.DisposeAsync();
}
