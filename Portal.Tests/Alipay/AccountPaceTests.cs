using Microsoft.Extensions.Options;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Alipay;
using Portal.Infrastructure.Jobs;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay;

/// <summary>How fast the questions of an account go out, however many are due.</summary>
public sealed class AccountPaceTests
{
    [Fact]
    [Trait("Row", "G-14")]
    public void A_storm_of_questions_is_drained_at_the_accounts_pace() => Assert.InRange(TakenInAMinute(callsPerSecond: 5), 295, 305);

    [Fact]
    [Trait("Row", "G-14")]
    public void A_storm_of_questions_is_drained_at_the_accounts_pace_control() => Assert.True(TakenInAMinute(callsPerSecond: 0) > 305);

    [Fact]
    [Trait("Row", "G-13")]
    public void Questions_without_an_answer_hold_no_more_than_the_accounts_own_places()
    {
        var clock = new FakeClock();
        var pace = new AccountPace(Options.Create(new GatewayOptions { CallsPerSecond = 0 }), clock);
        var (silent, other) = (TenantId.New(), TenantId.New());
        Assert.Equal(8, pace.Take(silent, 100));
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal((0, 8), (pace.Take(silent, 100), pace.Take(other, 100)));
        pace.Done(silent);
        Assert.Equal(1, pace.Take(silent, 100));
    }

    private static int TakenInAMinute(int callsPerSecond)
    {
        var clock = new FakeClock();
        var pace = new AccountPace(Options.Create(new GatewayOptions { CallsPerSecond = callsPerSecond }), clock);
        var (tenant, sum) = (TenantId.New(), 0);
        for (var tenth = 0; tenth < 600; tenth++)
        {
            for (var taken = pace.Take(tenant, 100_000); taken > 0; taken--)
            {
                sum++;
                pace.Done(tenant);                                     // answered at once
            }
            clock.Advance(TimeSpan.FromMilliseconds(100));
        }
        return sum;
    }
}
