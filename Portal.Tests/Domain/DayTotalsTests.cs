using Portal.Domain.Approvals;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Domain;

/// <summary>What counters took, added up for whoever sees them, and what waits on a payment.</summary>
public sealed class DayTotalsTests
{
    private static readonly Currency s_hkd = Currency.Of("HKD");
    private readonly CounterTotal _front = new(CounterId.New(), 3, Money.OfMinor(3000, s_hkd), Money.OfMinor(500, s_hkd), 1, 2, [1, 2, 0]);
    private readonly CounterTotal _back = new(CounterId.New(), 4, Money.OfMinor(7000, s_hkd), Money.OfMinor(100, s_hkd), 2, 1, [0, 1, 3]);

    [Fact]
    public void A_day_is_the_sum_of_its_counters()
    {
        var day = ADay();
        Assert.Equal((7, 3, 3, 10_000, 600), (day.Count, day.UnclearCount, day.GivenBackCount, day.Taken.MinorUnits, day.GivenBack.MinorUnits));
        Assert.Equal([1, 3, 3], day.ByHour);
    }

    [Fact]
    public void Somebody_who_sees_one_counter_sees_its_sum()
    {
        var day = ADay().Within(new Scope([_back.CounterId]));
        Assert.Equal((4, 7000, 9), (day.Count, day.Taken.MinorUnits, day.Sequence));
        Assert.Equal([_back], day.Counters);
        Assert.Same(day, day.Within(Scope.Whole));
        Assert.Empty(ADay().Within(new Scope([])).Counters);
    }

    [Fact]
    public void What_waits_is_the_request_that_nobody_has_answered()
    {
        var (declined, asked) = (ARow(ApprovalStatus.Declined), ARow(ApprovalStatus.Asked));
        Assert.Same(asked, AView(declined, asked).Asked);
        Assert.Null(AView(declined).Asked);
        Assert.Null(AView().Asked);
    }

    [Theory]
    [InlineData(PaymentStatus.Reported, false)]
    [InlineData(PaymentStatus.Pending, false)]
    [InlineData(PaymentStatus.Unknown, false)]
    [InlineData(PaymentStatus.Paid, true)]
    [InlineData(PaymentStatus.PartlyRefunded, true)]
    [InlineData(PaymentStatus.Refunded, true)]
    [InlineData(PaymentStatus.Cancelling, true)]
    [InlineData(PaymentStatus.Cancelled, false)]
    [InlineData(PaymentStatus.Closed, false)]
    [InlineData(PaymentStatus.Review, false)]
    public void Money_came_in_where_it_stayed_or_went_back_by_a_refund(PaymentStatus status, bool isTaken) => Assert.Equal(isTaken, status.IsTaken());

    private static ApprovalRow ARow(ApprovalStatus status) => new(ApprovalId.New(), Money.OfMinor(1, s_hkd), status, "r", "limit_amount", new UserId(Guid.NewGuid()), null, Given.Noon, null, null, null);

    private static MoneyBackView AView(params ApprovalRow[] approvals) =>
        new(Money.OfMinor(1, s_hkd), [], null, Given.Noon, Given.Noon, null, null, new Dictionary<UserId, string>()) { Approvals = approvals };

    private DayTotals ADay() => new(ShopDay.Of(Given.Noon, TimeZoneInfo.Utc), s_hkd, [_front, _back], 3, 9);
}
