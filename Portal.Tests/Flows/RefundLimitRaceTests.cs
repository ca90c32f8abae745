using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Flows;

/// <summary>A cashier's fifth and sixth refund of the hour, of two payments, by two processes at the same moment.</summary>
[Trait("Row", "M-12")]
public sealed class RefundLimitRaceTests
{
    [Fact]
    [Trait("Row", "capability 18")]
    public async Task Of_the_fifth_and_sixth_refund_at_once_one_is_refused() => Assert.Equal("limit_exceeded", await SixthAsync(limits: null));

    [Fact]
    public async Task Of_the_fifth_and_sixth_refund_at_once_one_is_refused_control() => Assert.Null(await SixthAsync(new LooksOnlyBefore()));

    /// <summary>The sixth is asked for first and looks; then the fifth is made whole; then the sixth commits.</summary>
    private static async Task<string?> SixthAsync(IRefundLimits? limits)
    {
        Func<Task>? between = null;
        await using var one = await TestPortal.StartAsync(replace: services =>
        {
            if (limits is not null)
            {
                services.Replace(ServiceDescriptor.Singleton(limits));
            }
            services.Replace(ServiceDescriptor.Singleton(new CrashPoints(name =>
            {
                if (name == CrashPoints.RefundBeforeIntent && between is { } act)
                {
                    between = null;
                    act().GetAwaiter().GetResult();
                }
            })));
        });
        one.IsCheckedAtTheEnd = false;                                 // the payments are made without messages
        await using var other = await TestPortal.StartAsync(beside: one, writes: false);
        var shop = await one.AShopAsync();
        var payments = await RefundRaceTests.PaidAsync(one, shop, 6);
        await using var context = one.Database.Open(shop.Id);
        var cashier = await one.APersonAsync(shop.Id, Role.Cashier, context.Counters.Single().Id);
        foreach (var id in payments[..4])
        {
            Assert.Null((await RefundAsync(one, cashier, id)).ErrorCode());
        }
        between = async () => Assert.Null((await RefundAsync(other, cashier, payments[4])).ErrorCode());
        return (await RefundAsync(one, cashier, payments[5])).ErrorCode();
    }

    private static Task<Outcome<RefundReceipt>> RefundAsync(TestPortal portal, Actor by, PaymentId id) =>
        portal.Get<RefundPayment>().RunAsync(by, id, new RefundOrder("1.00", "returned", "88.80", $"{id}"), default);

    /// <summary>The planted fault: counts before the commit alone.</summary>
    private sealed class LooksOnlyBefore : IRefundLimits
    {
        public async Task<PortalError?> CheckAsync(IPortalWork work, Payment payment, Money amount, CancellationToken ct) =>
            (await work.Refunds.TimesAsync(work.Actor.User!.Value, DateTimeOffset.MinValue, ct)).Count < 5 ? null : RefundErrors.OverAmount(amount);

        public Task<PortalError?> CheckCancelAsync(IPortalWork work, Payment payment, CancellationToken ct) => Task.FromResult<PortalError?>(null);
    }
}
