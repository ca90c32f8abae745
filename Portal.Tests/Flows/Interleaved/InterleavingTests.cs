using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Work;
using Portal.Infrastructure.Alipay;
using Portal.Tests.Chaos;
using Portal.Tests.TestKit;

namespace Portal.Tests.Flows.Interleaved;

/// <summary>Two acts on one payment, each held at each of its places while the other goes as far as each of its own: whatever the order, both sides end in the
/// same state of PROTOCOL 7's tables, and Alipay did one thing once.</summary>
public sealed class InterleavingTests
{
    private const int ShopsAtOnce = 8;

    [Fact]
    [Trait("Row", "interleavings of refund and cancel")]
    [Trait("Row", "M-03")]
    public Task Of_a_refund_and_a_cancel_one_wins_and_the_other_is_told() => AssertAsync(Act.Refund, Act.Cancel, 42);

    [Fact]
    [Trait("Row", "interleavings of cancel and notification")]
    [Trait("Row", "M-04")]
    public Task A_cancel_is_made_once_whenever_a_message_comes() => AssertAsync(Act.Cancel, Act.Message, 33);

    [Fact]
    [Trait("Row", "M-04")]
    public Task A_cancel_of_an_unclear_payment_ends_as_the_trade_whenever_a_message_comes() => AssertAsync(Act.CancelOfUnclear, Act.Message, 40, isClear: false);

    [Fact]
    [Trait("Row", "interleavings of refund and notification")]
    public Task A_refund_is_made_once_whenever_a_message_comes() => AssertAsync(Act.Refund, Act.Message, 33);

    [Fact]
    public async Task Of_a_refund_and_a_cancel_one_wins_control_without_the_version()
    {
        await using var portal = await PortalAsync(plant: PlantedFaults.Named(PlantedFaults.Unversioned));
        portal.IsCheckedAtTheEnd = false;
        var wrong = await WrongAsync(portal, isClear: true, [(Act.Refund, CrashPoints.RefundBeforeIntent, Act.Cancel, null)]);
        Assert.Contains("2 requests", Assert.Single(wrong), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_sent_twice_is_seen_control(bool isRefund)
    {
        await using var portal = await PortalAsync(sendsTwice: true);
        portal.IsCheckedAtTheEnd = false;
        var act = isRefund ? Act.Refund : Act.Cancel;
        Assert.Contains("2 requests", Assert.Single(await WrongAsync(portal, isClear: true, [(act, act.Places[0], Act.Message, null)])), StringComparison.Ordinal);
    }

    private static async Task AssertAsync(Act one, Act other, int count, bool isClear = true)
    {
        await using var portal = await PortalAsync();
        var orders = Orders(one, other).Concat(Orders(other, one)).ToList();
        Assert.Equal(count, orders.Count);
        Assert.Equal("", string.Join('\n', await WrongAsync(portal, isClear, orders)));
    }

    /// <summary>The first at each place with the second at each of its own, or at its end; and the first before the second begins.</summary>
    private static IEnumerable<(Act First, string? FirstPlace, Act Second, string? SecondPlace)> Orders(Act first, Act second) =>
        first.Places.SelectMany(place => second.Places.Append(null).Select(other => (first, (string?)place, second, other))).Append((first, null, second, null));

    private static async Task<List<string>> WrongAsync(
        PortalFixture portal, bool isClear, List<(Act First, string? FirstPlace, Act Second, string? SecondPlace)> orders)
    {
        var stands = new MoneyStand[orders.Count];
        await Parallel.ForAsync(0, orders.Count, new ParallelOptions { MaxDegreeOfParallelism = ShopsAtOnce }, async (i, _) => stands[i] = await MoneyStand.AtAsync(portal, isClear ? PaymentStatus.Paid : PaymentStatus.Unknown));
        var wrong = new List<string>();
        foreach (var (stand, order) in stands.Zip(orders))
        {
            var told = new List<Told>();
            await Turn.PlayAsync(() => RunAsync(order.First), order.FirstPlace, () => RunAsync(order.Second), order.SecondPlace);
            await stand.SettleAsync();
            if (await Ending.WrongAsync(stand, told, mayBeOpen: !isClear) is { } what)
            {
                wrong.Add($"first as far as {order.FirstPlace ?? "its end"}, second as far as {order.SecondPlace ?? "its end"}: {what}");
            }

            async Task RunAsync(Act act)
            {
                if (await act.RunAsync(stand) is { } said)
                {
                    lock (told)
                    {
                        told.Add(said);
                    }
                }
            }
        }
        return wrong;
    }

    private static Task<PortalFixture> PortalAsync(bool sendsTwice = false, Action<IServiceCollection>? plant = null) => PortalFixture.StartAsync(
        MoneyStand.Noon, null, services =>
        {
            plant?.Invoke(services);
            services.Replace(ServiceDescriptor.Singleton(new CrashPoints(Turn.At)));
            services.Replace(ServiceDescriptor.Singleton<IPaymentGateway>(parts => new WatchedGateway(ActivatorUtilities.CreateInstance<AlipayGateway>(parts), sendsTwice)));
        },
        "--Portal:Jobs:Enabled=false");
}
