using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Alipay;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay;

/// <summary>How many calls of jobs an account has under way at Alipay at once.</summary>
public sealed class PlacesTests
{
    private const int AtOnce = 3;
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _held = [];
    private int _most;
    private int _now;

    private static Task<GatewayStand> StandAsync() => GatewayStand.StartAsync(
        SignAlgorithm.Md5, replace: services => services.Configure<GatewayOptions>(options => (options.CallsPerSecond, options.CallsAtOnce) = (0, AtOnce)));

    [Fact]
    public async Task Of_many_calls_of_jobs_only_so_many_are_under_way_at_once_and_all_get_their_answer()
    {
        await using var stand = await StandAsync();
        Assert.All(await AskAsync(stand, Caller.Job, AtOnce), answer => Assert.IsType<GatewayAnswer<TradeReport>.Done>(answer));
        Assert.Equal(AtOnce, _most);
    }

    [Fact]
    public async Task Of_many_calls_of_jobs_only_so_many_are_under_way_at_once_control_persons_wait_for_no_place()
    {
        await using var stand = await StandAsync();
        await AskAsync(stand, Caller.Person, 10);
        Assert.Equal(10, _most);
    }

    [Fact]
    public async Task Who_finds_no_place_for_seven_seconds_has_surely_sent_nothing()
    {
        await using var stand = await StandAsync();
        stand.Gateway.Reply = (request, http) => HoldAsync(stand, request, http);
        var first = Enumerable.Range(0, AtOnce).Select(_ => stand.QueryAsync()).ToList();
        await PortalWait.UntilAsync("all places are taken", () => Held() == AtOnce);
        var late = stand.QueryAsync();
        stand.Portal.Clock.Advance(TimeSpan.FromSeconds(6.9));
        Assert.False(late.IsCompleted);
        stand.Portal.Clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(new GatewayAnswer<TradeReport>.NotKnown("busy", SurelyNotSent: true), await late);
        Assert.Equal(AtOnce, stand.Gateway.Received.Count);
        Let(AtOnce);
        await Task.WhenAll(first);
        stand.Gateway.Answers(stand.Trade());
        Assert.IsType<GatewayAnswer<TradeReport>.Done>(await stand.QueryAsync());          // whoever gave up holds no place
    }

    [Fact]
    public async Task A_call_that_failed_gives_its_place_back_and_no_account_takes_anothers()
    {
        await using var stand = await StandAsync();
        stand.Gateway.Reply = Replies.Cut;
        for (var call = 0; call <= AtOnce; call++)
        {
            Assert.Equal("cut_off", Assert.IsType<GatewayAnswer<TradeReport>.NotKnown>(await stand.QueryAsync()).Why);
        }
        var places = stand.Portal.Get<AccountPlaces>();
        for (var place = 0; place < AtOnce; place++)
        {
            Assert.NotNull(await places.TakeAsync(stand.Shop.Id, Caller.Job));
        }
        Assert.False(places.TakeAsync(stand.Shop.Id, Caller.Job).AsTask().IsCompleted);
        Assert.True(places.TakeAsync(TenantId.New(), Caller.Job).AsTask().IsCompleted);
    }

    /// <summary>Ten calls, each of which is answered once as many wait at the gateway as are expected there.</summary>
    private async Task<GatewayAnswer<TradeReport>[]> AskAsync(GatewayStand stand, Caller caller, int expected)
    {
        stand.Gateway.Reply = (request, http) => HoldAsync(stand, request, http);
        var asked = Enumerable.Range(0, 10).Select(_ => stand.QueryAsync(caller)).ToList();
        for (var left = asked.Count; left > 0; left--)
        {
            await PortalWait.UntilAsync("calls wait at the gateway", () => Held() == Math.Min(left, expected));
            Let(1);
        }
        return await Task.WhenAll(asked);
    }

    private async Task HoldAsync(GatewayStand stand, ReceivedRequest request, HttpContext http)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _held.Enqueue(held);
            _most = Math.Max(_most, ++_now);
        }
        await held.Task;
        await Replies.Xml(stand.Trade())(request, http);
    }

    private int Held()
    {
        lock (_lock)
        {
            return _held.Count;
        }
    }

    private void Let(int count)
    {
        for (; count > 0; count--)
        {
            lock (_lock)
            {
                _now--;
                _held.Dequeue().SetResult();
            }
        }
    }
}
