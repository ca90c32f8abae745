using Microsoft.Extensions.Options;
using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Alipay;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay;

/// <summary>The bucket and the breaker in front of every call of an account.</summary>
public sealed class PaceTests
{
    private static readonly TenantId s_tenant = TenantId.New();

    private static AccountPace Pace(FakeClock clock, int perSecond) => new(Options.Create(new GatewayOptions { CallsPerSecond = perSecond }), clock);

    private static async Task<GatewayStand> StandAsync(int perSecond = 0, int failuresToRest = 0)
    {
        var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        var options = stand.Portal.Get<IOptions<GatewayOptions>>().Value;
        (options.CallsPerSecond, options.FailuresToRest) = (perSecond, failuresToRest);
        return stand;
    }

    [Fact]
    public void Five_a_second_and_eight_at_once_are_the_default_of_a_tenant_and_twice_as_many_rows()
    {
        Assert.Equal((5, 8, 5), (new GatewayOptions().CallsPerSecond, new GatewayOptions().CallsAtOnce, new GatewayOptions().FailuresToRest));
        Assert.Equal(16, Pace(new FakeClock(), 0).Take(s_tenant, 100));
    }

    [Fact]
    public void Rows_are_claimed_by_several_once_a_quarter_of_them_is_done()
    {
        var pace = Pace(new FakeClock(), 0);
        Assert.Equal(16, pace.Take(s_tenant, 100));
        Assert.Equal([false, false, false, true], Enumerable.Range(0, 4).Select(_ => pace.Done(s_tenant)));
        Assert.Equal(4, pace.Take(s_tenant, 100));
        pace.Done(s_tenant);
        Assert.Equal(0, pace.Take(s_tenant, 100));
    }

    [Fact]
    [Trait("Row", "G-14")]
    public void G_14_jobs_never_draw_more_than_the_bucket_gives_however_many_rows_are_due()
    {
        var clock = new FakeClock();
        var pace = Pace(clock, 5);
        var calls = 0;
        for (var tick = 0; tick < 100; tick++)
        {
            var taken = pace.Take(s_tenant, 8);
            for (var row = 0; row < taken; row++)
            {
                Assert.Equal(TimeSpan.Zero, pace.Turn(s_tenant));                     // a claimed row never waits
                pace.Done(s_tenant);
                calls++;
            }
            clock.Advance(TimeSpan.FromMilliseconds(100));
        }
        Assert.InRange(calls, 50, 55);                                                 // ten seconds, and the bucket that was full
    }

    [Fact]
    [Trait("Row", "G-14")]
    public void G_14_jobs_never_draw_more_than_the_bucket_gives_however_many_rows_are_due_control() => Assert.NotInRange(DrawnWithoutABucket(), 50, 55);

    [Fact]
    public void How_many_are_under_way_at_once_is_a_setting_and_one_at_the_gateway_at_least()
    {
        Assert.Equal(32, new AccountPace(Options.Create(new GatewayOptions { CallsPerSecond = 0, CallsAtOnce = 16 }), new FakeClock()).Take(s_tenant, 100));
        Assert.Equal(2, new AccountPace(Options.Create(new GatewayOptions { CallsPerSecond = 0, CallsAtOnce = 0 }), new FakeClock()).Take(s_tenant, 100));
    }

    [Fact]
    public void A_row_that_made_no_call_gives_its_place_back()
    {
        var pace = Pace(new FakeClock(), 5);
        Assert.Equal(5, pace.Take(s_tenant, 8));
        Assert.Equal(0, pace.Take(s_tenant, 8));
        pace.Unused(s_tenant, 3);
        pace.Done(s_tenant);
        Assert.Equal(4, pace.Take(s_tenant, 8));
    }

    [Fact]
    public void Each_tenant_has_a_bucket_of_its_own()
    {
        var pace = Pace(new FakeClock(), 5);
        Assert.Equal((5, 0, 5), (pace.Take(s_tenant, 8), pace.Take(s_tenant, 8), pace.Take(TenantId.New(), 8)));
    }

    [Fact]
    public void A_person_waits_two_seconds_at_most_and_jobs_wait_for_persons()
    {
        var clock = new FakeClock();
        var pace = Pace(clock, 5);
        var waits = Enumerable.Range(0, 20).Select(_ => pace.Turn(s_tenant)).ToList();
        Assert.Equal(TimeSpan.Zero, waits[4]);
        Assert.Equal(TimeSpan.FromSeconds(0.2), waits[5]);
        Assert.Equal(TimeSpan.FromSeconds(2), waits[14]);
        Assert.Null(waits[15]);
        Assert.Equal(0, pace.Take(s_tenant, 8));
        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(5, pace.Take(s_tenant, 8));
    }

    [Fact]
    public async Task Calls_of_persons_wait_their_turn_and_what_would_wait_too_long_is_surely_not_sent()
    {
        await using var stand = await StandAsync(perSecond: 1);
        stand.Gateway.Answers(stand.Trade());
        Assert.IsType<GatewayAnswer<TradeReport>.Done>(await stand.QueryAsync(Caller.Person));
        var (second, third) = (stand.QueryAsync(Caller.Person), stand.QueryAsync(Caller.Person));
        Assert.Equal(new GatewayAnswer<TradeReport>.NotKnown("busy", SurelyNotSent: true), await stand.QueryAsync(Caller.Person));
        Assert.Single(stand.Gateway.Received);
        stand.Portal.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<GatewayAnswer<TradeReport>.Done>(await second);
        Assert.False(third.IsCompleted);
        stand.Portal.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<GatewayAnswer<TradeReport>.Done>(await third);
    }

    [Fact]
    [Trait("Row", "G-13")]
    public async Task G_13_after_five_failures_calls_rest_then_one_tries_and_an_answer_opens_the_way()
    {
        await using var stand = await StandAsync(failuresToRest: 5);
        stand.Gateway.Reply = Replies.Status(503);
        for (var failure = 0; failure < 5; failure++)
        {
            Assert.Equal(new GatewayAnswer<TradeReport>.NotKnown("http_503"), await stand.QueryAsync());
        }
        Assert.Equal(new GatewayAnswer<TradeReport>.NotKnown("resting", SurelyNotSent: true), await stand.QueryAsync(Caller.Person));
        Assert.Equal(0, stand.Portal.Get<AccountBreaker>().Room(stand.Shop.Id));                      // and no job claims a row
        stand.Portal.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, stand.Portal.Get<AccountBreaker>().Room(stand.Shop.Id));
        Assert.Equal("http_503", Assert.IsType<GatewayAnswer<TradeReport>.NotKnown>(await stand.QueryAsync()).Why);
        Assert.Equal("resting", Assert.IsType<GatewayAnswer<TradeReport>.NotKnown>(await stand.QueryAsync()).Why);
        Assert.Equal(6, stand.Gateway.Received.Count);
        stand.Portal.Clock.Advance(TimeSpan.FromSeconds(10));
        stand.Gateway.Answers(stand.Trade());
        Assert.IsType<GatewayAnswer<TradeReport>.Done>(await stand.QueryAsync());
        Assert.IsType<GatewayAnswer<TradeReport>.Done>(await stand.QueryAsync());
    }

    [Fact]
    public async Task Of_many_that_wait_one_alone_tries()
    {
        await using var stand = await StandAsync(failuresToRest: 1);
        stand.Gateway.Reply = Replies.Cut;
        await stand.QueryAsync();
        stand.Portal.Clock.Advance(TimeSpan.FromSeconds(10));
        var asked = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        stand.Gateway.Reply = async (request, http) =>
        {
            asked.SetResult();
            await answer.Task;
            await Replies.Xml(stand.Trade())(request, http);
        };
        var trying = stand.QueryAsync();
        await asked.Task;
        Assert.Equal("resting", Assert.IsType<GatewayAnswer<TradeReport>.NotKnown>(await stand.QueryAsync()).Why);
        answer.SetResult();
        Assert.IsType<GatewayAnswer<TradeReport>.Done>(await trying);
    }

    [Fact]
    public async Task Whoever_answers_is_no_outage_and_one_tenants_outage_is_not_anothers()
    {
        await using var stand = await StandAsync(failuresToRest: 1);
        foreach (var answer in new[] { AnswerText.Refusal("ILLEGAL_SIGN"), AnswerText.Document([("result_code", "SUCCESS")], null, null), "<html></html>" })
        {
            stand.Gateway.Answers(answer);
            await stand.QueryAsync();
            Assert.Equal(int.MaxValue, stand.Portal.Get<AccountBreaker>().Room(stand.Shop.Id));
        }
        stand.Gateway.Reply = Replies.Cut;
        await stand.QueryAsync();
        Assert.Equal((0, int.MaxValue), (stand.Portal.Get<AccountBreaker>().Room(stand.Shop.Id), stand.Portal.Get<AccountBreaker>().Room(TenantId.New())));
    }

    private static int DrawnWithoutABucket()
    {
        var (clock, calls) = (new FakeClock(), 0);
        var pace = Pace(clock, 0);
        for (var tick = 0; tick < 100; tick++)
        {
            for (var taken = pace.Take(s_tenant, 8); taken > 0; taken--)
            {
                pace.Done(s_tenant);
                calls++;
            }
            clock.Advance(TimeSpan.FromMilliseconds(100));
        }
        return calls;
    }
}
