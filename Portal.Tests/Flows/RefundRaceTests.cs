using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence.Queries;
using Portal.Tests.Chaos;
using Portal.Tests.TestKit;

namespace Portal.Tests.Flows;

/// <summary>R4: pairs of refunds of 60.00 from a payment of 88.80, by two portals of one program on one file at the same moment. Over HTTP, with Alipay behind: <c>Chaos/Pairs</c>.</summary>
[Trait("Figure", "R4")]
public sealed class RefundRaceTests
{
    [Fact]
    [Trait("Row", "R4")]
    [Trait("Row", "M-01")]
    public async Task Of_two_refunds_at_once_that_are_too_much_together_one_holds_and_one_is_told_why()
    {
        var pairs = Figures.Size("R4", 500, 10_000);
        await using var one = await TestPortal.StartAsync();
        one.IsCheckedAtTheEnd = false;                                 // the payments are made without messages; what refunds must keep is checked below
        await using var other = await TestPortal.StartAsync(beside: one, writes: false);
        var shop = await one.AShopAsync();
        var payments = await PaidAsync(one, shop, pairs);
        var (held, refused) = (0, new Dictionary<string, int>());
        foreach (var id in payments)
        {
            foreach (var outcome in await Task.WhenAll(Task.Run(() => RefundAsync(one, shop, id, "a")), Task.Run(() => RefundAsync(other, shop, id, "b"))))
            {
                held += outcome is Outcome<RefundReceipt>.Done ? 1 : 0;
                if (outcome.ErrorCode() is { } code)
                {
                    refused[code] = refused.GetValueOrDefault(code) + 1;
                }
            }
        }
        var broken = (await one.Get<Invariants>().FindBrokenAsync(default)).Count(rule => rule.Rule.StartsWith("I3", StringComparison.Ordinal));
        Figures.Print(string.Create(CultureInfo.InvariantCulture, $"R4 without a gateway: {pairs} pairs, {held} held, {refused.Values.Sum()} refused: over-refunds and lost reservations = {broken}"));
        Assert.Equal((pairs, pairs, 0), (held, refused.GetValueOrDefault("stale"), broken));
    }

    /// <summary>Another portal gives back between this one's look and its commit, and the version that would tell is set back.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_the_version_two_would_be_given_back_control(bool isVersionIgnored)
    {
        Func<Task>? between = null;
        await using var one = await TestPortal.StartAsync(replace: services => services.Replace(ServiceDescriptor.Singleton(new CrashPoints(name =>
        {
            if (name == CrashPoints.RefundBeforeIntent && between is { } act)
            {
                between = null;
                act().GetAwaiter().GetResult();
            }
        }))));
        one.IsCheckedAtTheEnd = false;
        await using var other = await TestPortal.StartAsync(beside: one, writes: false);
        var shop = await one.AShopAsync();
        var id = (await PaidAsync(one, shop, 1)).Single();
        between = async () =>
        {
            TestPortal.Done(await RefundAsync(other, shop, id, "b"));
            if (isVersionIgnored)
            {
                one.Files.Sql("UPDATE Payments SET Version = Version - 2");                  // the intent, and the line about its first attempt
            }
        };
        Assert.Equal(isVersionIgnored ? null : "stale", (await RefundAsync(one, shop, id, "a")).ErrorCode());
        var broken = (await one.Get<Invariants>().FindBrokenAsync(default)).Select(rule => rule.Rule).Where(rule => rule.StartsWith("I3", StringComparison.Ordinal));
        Assert.Equal(isVersionIgnored ? ["I3 refunded_too_much", "I3 held_differs"] : [], broken);
    }

    private static Task<Outcome<RefundReceipt>> RefundAsync(TestPortal portal, Shop shop, PaymentId id, string key) =>
        portal.Get<RefundPayment>().RunAsync(shop.Owner, id, new RefundOrder("60.00", "returned", "88.80", $"{key}{id}"), default);

    internal static async Task<List<PaymentId>> PaidAsync(TestPortal portal, Shop shop, int count)
    {
        var code = (await portal.ACounterAsync(shop)).ActiveCode;
        var address = Given.AnAddress() with { Tenant = shop.Id, Account = shop.Account.Id, Code = code.Id, Counter = code.CounterId, Passback = code.Passback };
        var ids = new List<PaymentId>();
        await using var context = portal.Database.Open(shop.Id);
        for (var i = 1; i <= count; i++)
        {
            var notice = Given.ANotice(passback: code.Passback) with { TradeNo = AlipayTradeNo.Of($"2026030122001400001400{i:D6}"), OutTradeNo = OutTradeNo.Of($"m{i:D6}") };
            var payment = Payment.Report(address, notice, Given.Noon);
            payment.Book(new TradeReport(TradeState.Paid, Money.OfMinor(8880, payment.Currency), true, Given.Noon, null, false, null, null), Given.Noon, 0.5);
            payment.ArrivedAs(i);
            context.Payments.Add(payment);
            ids.Add(payment.Id);
        }
        await context.SaveChangesAsync();
        return ids;
    }
}
