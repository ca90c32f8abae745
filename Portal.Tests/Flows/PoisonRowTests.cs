using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Alarms;
using Portal.Domain.Payments;
using Portal.Domain.Privacy;
using Portal.Domain.Tenants;
using Portal.Tests.TestKit;

namespace Portal.Tests.Flows;

/// <summary>A row on which our own code throws whenever it is touched.</summary>
public sealed class PoisonRowTests
{
    private const string Poison = "2026030122001400001400000666";

    [Fact]
    [Trait("Row", "J-03")]
    public async Task J_03_a_poison_row_is_tried_eight_times_with_growing_gaps_then_parked_with_an_alarm_and_others_go_on()
    {
        var hashes = new Throwing();
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Rsa2, replace: services => services.AddSingleton<IPayerHashes>(hashes));
        var counter = await stand.Portal.ACounterAsync(stand.Shop);
        stand.Gateway.Reply = (request, http) => Replies.Xml(AnswerText.Trade(
            stand.Shop.Alipay, request.Parameters["partner_trans_id"][1..], request.Parameters["partner_trans_id"], "TRADE_SUCCESS",
            ("alipay_buyer_user_id", request.Parameters["partner_trans_id"].Contains(Poison, StringComparison.Ordinal) ? Throwing.Buyer : "2088000000000999")))(request, http);
        await stand.Portal.APaymentAsync(stand.Shop, counter, Poison);
        var gaps = new List<TimeSpan>();
        for (var i = 1; i <= 8; i++)
        {
            var healthy = $"202603012200140000140000010{i}";
            await stand.Portal.APaymentAsync(stand.Shop, counter, healthy);
            Assert.Equal(2, await stand.Portal.RunDueAsync(stand.Shop));
            Assert.Equal(PaymentStatus.Paid, (await stand.Portal.PaymentAsync(stand.Shop, healthy)).Status);             // its neighbour in the same round
            var row = await stand.Portal.PaymentAsync(stand.Shop, Poison);
            Assert.Equal((i, i == 8, PaymentStatus.Reported), (row.Failures, row.IsParked, row.Status));
            gaps.Add(row.DueAt!.Value - stand.Portal.Clock.GetUtcNow());
            Assert.Equal(i < 8 ? 0 : 1, (await ParkedAsync(stand)).Count);
            stand.Portal.Clock.Advance(gaps[^1]);
        }
        Assert.Equal(gaps.Order(), gaps);
        Assert.Equal(8, gaps.Distinct().Count());
        Assert.Equal(TimeSpan.FromHours(1), gaps[^1]);
        Assert.Equal(1, await stand.Portal.RunDueAsync(stand.Shop));                                                     // parked is not forgotten: hourly, without another alarm
        Assert.Equal(1, Assert.Single(await ParkedAsync(stand)).Times);
        hashes.IsMended = true;
        stand.Portal.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await stand.Portal.RunDueAsync(stand.Shop));
        Assert.Equal((PaymentStatus.Paid, 0), await stand.Portal.PaymentAsync(stand.Shop, Poison) is var mended ? (mended.Status, mended.Failures) : default);
    }

    private static async Task<List<Alarm>> ParkedAsync(GatewayStand stand)
    {
        await using var context = stand.Portal.Database.Open(stand.Shop.Id);
        return await context.Alarms.AsNoTracking().Where(alarm => alarm.Kind == AlarmKind.ParkedWork).ToListAsync();
    }

    /// <summary>A bug of our own that one buyer brings to light.</summary>
    private sealed class Throwing : IPayerHashes
    {
        public const string Buyer = "2088000000000666";

        public bool IsMended { get; set; }

        public byte[] Of(Tenant tenant, string buyer) => buyer == Buyer && !IsMended ? throw new InvalidOperationException("planted") : new byte[32];
    }
}
