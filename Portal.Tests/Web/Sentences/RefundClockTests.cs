using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;

namespace Portal.Tests.Web.Sentences;

/// <summary>Capability 13: what Alipay carries out later, and what waits for balance, says so, and thirty days make neither of them done or failed.</summary>
public sealed class RefundClockTests : IAsyncLifetime
{
    private const string StandingService = "alipay.acquire.refund.query";
    private MoneyStand _stand = default!;
    private string _path = "";

    public async ValueTask InitializeAsync()
    {
        _stand = await MoneyStand.StartAsync();
        _path = $"/payments/{(await _stand.PaymentAsync()).Id}";
    }

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Fact]
    [Trait("Row", "capability 13")]
    public async Task Capability_13_a_refund_by_night_says_when_alipay_pays_and_no_clock_ends_it()
    {
        await AcceptedAsync();
        Assert.Contains("Sent – Alipay pays between 23:00 and 05:00 China time", await PageAsync(), StringComparison.Ordinal);
        Assert.Empty(await EndedWithinThirtyDaysAsync());
        Assert.Equal((RefundStatus.Accepted, 3000L, 0L), ((await _stand.RefundAsync()).Status, (await _stand.PaymentAsync()).HeldMinor, (await _stand.PaymentAsync()).RefundedMinor));
        await _stand.DisarmAsync();                                    // once Alipay says so it is done
        await _stand.SettleAsync();
        Assert.Equal(RefundStatus.Done, (await _stand.RefundAsync()).Status);
    }

    [Fact]
    [Trait("Row", "capability 13")]
    public async Task Capability_13_a_shop_may_leave_all_its_refunds_to_the_night()
    {
        var settings = await (await _stand.Portal.SignInAsync(_stand.Tenant)).PageTextAsync("/settings");
        Assert.Contains("Refunds are paid out at once", settings, StringComparison.Ordinal);
        Assert.True(TestPortal.Done(await _stand.Portal.Get<ChooseRefundTime>().RunAsync(Actor.Operator(_stand.Tenant.Id), true, default)));
        settings = await (await _stand.Portal.SignInAsync(_stand.Tenant)).PageTextAsync("/settings");
        Assert.Contains("Alipay pays refunds out in its night, between 23:00 and 05:00 China time.", settings, StringComparison.Ordinal);
        var (status, body) = await RefundAsync();
        Assert.Equal((201, "Accepted"), (status, body.GetProperty("status").GetString()));
        Assert.Equal("N", Assert.Single(await _stand.RequestsAsync(MoneyStand.RefundService)).Parameters["is_sync"]);
        var page = await PageAsync();
        Assert.Contains("Sent – Alipay pays between 23:00 and 05:00 China time", page, StringComparison.Ordinal);
        await _stand.SettleAsync();
        Assert.Equal(RefundStatus.Done, (await _stand.RefundAsync()).Status);
    }

    [Fact]
    [Trait("Row", "capability 13")]
    public async Task Capability_13_without_balance_it_says_when_it_is_tried_next_and_no_clock_ends_it()
    {
        await _stand.ArmAsync(MoneyStand.RefundService, "no-funds", times: 0);
        var (status, body) = await RefundAsync();
        Assert.Equal((202, "Requested"), (status, body.GetProperty("status").GetString()));
        var next = TimeZoneInfo.ConvertTimeBySystemTimeZoneId((await _stand.RefundAsync()).DueAt!.Value, "Asia/Hong_Kong");
        Assert.Contains($"Waiting for balance, next attempt {next:HH:mm}", await PageAsync(), StringComparison.Ordinal);
        Assert.Empty(await EndedWithinThirtyDaysAsync());
        Assert.True((await _stand.RefundAsync()).WaitsForBalance);
        await _stand.DisarmAsync();
        await _stand.SettleAsync();
        Assert.Equal(RefundStatus.Done, (await _stand.RefundAsync()).Status);
    }

    /// <summary>A job that ends what is old is found by the same look.</summary>
    [Fact]
    public async Task Capability_13_no_clock_ends_it_control()
    {
        await AcceptedAsync();
        Assert.Single(await EndedWithinThirtyDaysAsync(async () =>
        {
            await using var context = _stand.Shop.Open();
            await context.Refunds.Where(refund => refund.RequestedAt < _stand.Portal.Clock.GetUtcNow().AddDays(-7)).ExecuteUpdateAsync(set => set.SetProperty(refund => refund.Status, RefundStatus.Failed));
        }));
        _stand.Portal.IsCheckedAtTheEnd = false;
    }

    /// <summary>Half past midnight, China time: sent to be carried out later; what Alipay then does is never told.</summary>
    private async Task AcceptedAsync()
    {
        _stand.Portal.Clock.Advance(TimeSpan.FromHours(12.5));
        await _stand.ArmAsync(StandingService, "unknow", times: 0);
        await _stand.ArmAsync("notification", "lost", times: 0);
        var (status, body) = await RefundAsync();
        Assert.Equal((201, "Accepted"), (status, body.GetProperty("status").GetString()));
        Assert.Equal("N", Assert.Single(await _stand.RequestsAsync(MoneyStand.RefundService)).Parameters["is_sync"]);
    }

    /// <summary>Every day the job does whatever is due; refunds that have an end are reported.</summary>
    private async Task<List<RefundStatus>> EndedWithinThirtyDaysAsync(Func<Task>? plantedAsync = null)
    {
        for (var day = 0; day < 30; day++)
        {
            _stand.Portal.Clock.Advance(TimeSpan.FromDays(1));
            await _stand.JobAsync();
            if (plantedAsync is not null)
            {
                await plantedAsync();
            }
        }
        return [.. (await _stand.RefundsAsync()).Select(refund => refund.Status).Where(status => !status.IsOpen())];
    }

    private async Task<string> PageAsync() => WebUtility.HtmlDecode(await (await _stand.Portal.SignInAsync(_stand.Tenant)).PageTextAsync(_path));

    private async Task<(int Status, JsonElement Body)> RefundAsync()
    {
        var owner = await _stand.Portal.SignInAsync(_stand.Tenant);
        using var answer = await owner.PostJsonAsync($"{_path}/refunds", new { amount = "30.00", reason = "returned", remaining = "88.80", key = "once" });
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }
}
