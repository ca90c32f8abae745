using System.Net;
using Portal.Domain.Payments;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;

namespace Portal.Tests.Web.Sentences;

/// <summary>What the refund sheet, and the page beside it, say before anything is sent: the fee, until when, the person's own limit, and that a cancel is on its way.</summary>
public sealed class RefundSheetTests : IAsyncLifetime
{
    private const string Fee = "The fee is returned or kept as your contract with Alipay says.";
    private const string Until = "Refunds are possible until 2 March 2027, unless the contract says otherwise.";
    private MoneyStand _stand = default!;

    public async ValueTask InitializeAsync() => _stand = await MoneyStand.StartAsync();

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Fact]
    public async Task It_names_the_fee_and_until_when_and_a_year_later_that_alipay_will_most_likely_refuse()
    {
        var page = await PageAsync(Role.Owner);
        Assert.Contains($"{Fee} {Until}", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Cancel is not possible", page, StringComparison.Ordinal);
        TestPortal.Done(await _stand.RefundAsync("30.00"));
        Assert.Contains($"Cancel is not possible: part of this payment was refunded. {Until}", await PageAsync(Role.Owner), StringComparison.Ordinal);
        _stand.Portal.Clock.Advance(TimeSpan.FromDays(366));
        Assert.Contains($"{Fee} Refunds were possible until 2 March 2027;", await PageAsync(Role.Owner), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Role.Cashier, "", "Your own limit is 50.00; above it a manager approves.")]
    [InlineData(Role.Cashier, "88.79", "Your own limit is 88.79; above it a manager approves.")]
    [InlineData(Role.Cashier, "88.80", null)]
    [InlineData(Role.Manager, "", null)]
    [InlineData(Role.Manager, "20.00", "Above 20.00 you prove that it is you.")]
    [InlineData(Role.Owner, "", null)]
    public async Task The_persons_own_limit_is_named_where_it_is_less_than_what_is_left(Role role, string set, string? words)
    {
        if (set.Length > 0)
        {
            Assert.Null((await _stand.Portal.Get<ChangeLimits>().RunAsync(Actor.Operator(_stand.Tenant.Id), role, new LimitOrder(set, null, null), default)).ErrorCode());
        }
        var page = await PageAsync(role);
        Assert.Contains("Up to 88.80.", page, StringComparison.Ordinal);
        Assert.Equal(words is not null, page.Contains("data-own-limit", StringComparison.Ordinal));
        Assert.Contains(words ?? "", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_a_cancel_is_on_its_way_the_page_says_when_alipay_is_asked_again_and_not_to_pay_back_otherwise()
    {
        const string other = "Do not give the money back by other means";
        Assert.DoesNotContain(other, await PageAsync(Role.Owner), StringComparison.Ordinal);
        await _stand.ArmAsync(MoneyStand.CancelService, "unknow", times: 0);
        await _stand.CancelAsync("c");
        Assert.Equal(PaymentStatus.Cancelling, (await _stand.PaymentAsync()).Status);
        var next = TimeZoneInfo.ConvertTimeBySystemTimeZoneId((await _stand.CancelAsync()).DueAt!.Value, "Asia/Hong_Kong");
        var page = await PageAsync(Role.Owner);
        Assert.Contains(other, page, StringComparison.Ordinal);
        Assert.Contains($"<dt>Asked again</dt><dd>{next:HH:mm:ss}</dd>", page, StringComparison.Ordinal);
        await _stand.DisarmAsync();
        await _stand.SettleAsync();
        Assert.DoesNotContain("Asked again", await PageAsync(Role.Owner), StringComparison.Ordinal);
    }

    private async Task<string> PageAsync(Role role)
    {
        var payment = await _stand.PaymentAsync();
        var person = role == Role.Cashier ? await _stand.Portal.SignInAsync(_stand.Tenant, role, payment.CounterId) : await _stand.Portal.SignInAsync(_stand.Tenant, role);
        return WebUtility.HtmlDecode(await person.PageTextAsync($"/payments/{payment.Id}"));
    }
}
