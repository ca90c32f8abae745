using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Domain;

public sealed class DueRowTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 3)]
    [InlineData(2, 5)]
    [InlineData(3, 10)]
    [InlineData(4, 30)]
    [InlineData(5, 60)]
    [InlineData(6, 300)]
    [InlineData(100, 300)]
    public void Questions_slow_down(int attempts, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), BackOff.After(attempts, TimeSpan.Zero, 0.5));

    [Fact]
    public void The_five_minutes_are_spread_by_a_tenth_and_become_an_hour_after_a_day()
    {
        Assert.Equal(TimeSpan.FromSeconds(270), BackOff.After(6, TimeSpan.FromHours(23), 0));
        Assert.Equal(TimeSpan.FromSeconds(330), BackOff.After(6, TimeSpan.FromHours(23), 1));
        Assert.Equal(TimeSpan.FromHours(1), BackOff.After(6, TimeSpan.FromHours(24), 0));
    }

    [Fact]
    public void Eight_failures_in_a_row_park_a_row_and_an_answer_forgets_them()
    {
        var payment = Given.APayment();
        for (var failure = 1; failure < 8; failure++)
        {
            Assert.False(payment.FailedAt(Given.Noon));
            Assert.True(payment.DueAt > Given.Noon && payment.DueAt < Given.Noon.AddMinutes(5));
            Assert.Equal(Given.Noon.AddSeconds(1 << failure), payment.DueAt);
        }
        Assert.True(payment.FailedAt(Given.Noon));
        Assert.Equal((true, Given.Noon.AddHours(1)), (payment.IsParked, payment.DueAt));
        Assert.False(payment.FailedAt(Given.Noon));                               // one alarm is enough
        payment.AskAgainAt(Given.Noon);
        Assert.Equal((false, 0, 1), (payment.IsParked, payment.Failures, payment.Attempts));
    }

    [Fact]
    public void A_lease_counts_and_ends()
    {
        var payment = Given.APayment();
        Assert.Equal(1, payment.TakeLease(Given.Noon, TimeSpan.FromSeconds(30)).Token);
        Assert.True(payment.IsLeasedAt(Given.Noon.AddSeconds(29)));
        Assert.False(payment.IsLeasedAt(Given.Noon.AddSeconds(30)));
        Assert.Equal(2, payment.TakeLease(Given.Noon, TimeSpan.FromSeconds(30)).Token);
        payment.AskAgainAt(Given.Noon);
        Assert.Null(payment.LeasedUntil);
    }

    /// <summary>Typed anew, one line a role; what a role gains or loses is said twice.</summary>
    [Fact]
    public void Jobs_manage_and_print_nothing()
    {
        Assert.False(Permissions.JobsMay(Permission.ManageCounters));
        Assert.False(Permissions.JobsMay(Permission.PrintCode));
        Assert.False(Permissions.JobsMay(Permission.StopCode));
        Assert.False(Permissions.JobsMay(Permission.RetireCode));
        Assert.False(Permissions.JobsMay(Permission.ManageGateway));
        Assert.True(Permissions.JobsMay(Permission.AskGateway));
        Assert.Equal("manage_counters", Permission.ManageCounters.Name());
    }

    [Theory]
    [InlineData("2026030122001400001400000001", true)]
    [InlineData("A-b_9", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("a b", false)]
    [InlineData("a'", false)]
    [InlineData("１", false)]
    public void Numbers_of_the_gateway_are_letters_digits_dashes(string? text, bool isNumber)
    {
        Assert.Equal(isNumber, AlipayTradeNo.TryRead(text, out _));
        Assert.Equal(isNumber, OutTradeNo.TryRead(text, out _));
    }

    [Fact]
    public void Numbers_of_the_gateway_have_at_most_64_characters()
    {
        Assert.True(AlipayTradeNo.TryRead(new string('1', 64), out _));
        Assert.False(AlipayTradeNo.TryRead(new string('1', 65), out _));
        Assert.Throws<FormatException>(() => AlipayTradeNo.Of(""));
    }
}
