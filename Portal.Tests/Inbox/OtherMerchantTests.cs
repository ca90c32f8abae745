using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Alarms;
using Portal.Domain.Notifications;
using Portal.Domain.Payments;
using Portal.Domain.Tenants;
using Portal.Tests.TestKit;

namespace Portal.Tests.Inbox;

/// <summary>Alipay's key may be one for many merchants: a right signature is not yet a tenant.</summary>
public sealed class OtherMerchantTests : IAsyncLifetime
{
    private PortalFixture _portal = default!;
    private PortalCounter _ours = default!;
    private PortalCounter _theirs = default!;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalFixture.StartAsync();
        _ours = await _portal.AddCounterAsync(await _portal.AddTenantAsync("Ours", algorithm: SignAlgorithm.Rsa2));
        _theirs = await _portal.AddCounterAsync(await _portal.AddTenantAsync("Theirs", algorithm: SignAlgorithm.Rsa2));
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    [Trait("Row", "N-09")]
    [Trait("Row", "7.5 right signature, other seller_id")]
    public async Task N_09_another_merchants_own_message_at_our_address_is_refused_with_an_alarm()
    {
        var real = PortalNotice.Of(_theirs);
        using var answer = await _portal.PostAsync(_ours.NotifyPath, real.SignedBy(_theirs.Tenant.Alipay));
        Assert.Equal((HttpStatusCode.BadRequest, "fail"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal(((0, 0), (0, 0)), (await _portal.CountsAsync(_ours.Tenant), await _portal.CountsAsync(_theirs.Tenant)));
        var alarm = await _portal.ReadAsync(_ours.Tenant, db => db.Alarms.SingleAsync());
        Assert.Equal((AlarmKind.OtherSeller, _theirs.Tenant.Partner), (alarm.Kind, alarm.Detail));
        Assert.Equal(0, await _portal.ReadAsync(_theirs.Tenant, db => db.Alarms.CountAsync()));
        using var right = await _portal.PostAsync(_theirs.NotifyPath, real.SignedBy(_theirs.Tenant.Alipay));
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);                                      // at its own address it is believed
    }

    [Fact]
    [Trait("Row", "N-10")]
    public async Task N_10_the_signed_account_and_the_address_must_agree_whatever_else_the_message_says()
    {
        foreach (var notice in new[]
        {
            PortalNotice.Of(_ours).With("seller_id", _theirs.Tenant.Partner),
            PortalNotice.Of(_theirs).With("extra_common_param", $$"""{"code":"{{_ours.Passback}}"}"""),
            PortalNotice.Of(_theirs).Without("extra_common_param"),
            PortalNotice.Of(_ours).With("seller_id", $"{_ours.Tenant.Partner} "),
            PortalNotice.Of(_ours).With("seller_id", $"{_ours.Tenant.Partner},{_theirs.Tenant.Partner}"),
        })
        {
            using var answer = await _portal.PostAsync(_ours.NotifyPath, notice.SignedBy(_theirs.Tenant.Alipay));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
        Assert.Equal(((0, 0), (0, 0)), (await _portal.CountsAsync(_ours.Tenant), await _portal.CountsAsync(_theirs.Tenant)));
    }

    [Fact]
    [Trait("Row", "N-10")]
    public async Task N_10_without_a_seller_it_counts_for_the_address_and_is_never_paid_before_that_account_says_so()
    {
        var foreign = PortalNotice.Of(_theirs).Without("seller_id").Without("extra_common_param");
        using var answer = await _portal.PostAsync(_ours.NotifyPath, foreign.SignedBy(_theirs.Tenant.Alipay));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await PortalWait.UntilAsync("our account was asked and knows no such trade", () =>
            _portal.ReadAsync(_ours.Tenant, db => db.Payments.AnyAsync(row => row.Status == PaymentStatus.Unknown && row.NotFoundAnswers > 0)));
        Assert.Equal((0, 0), await _portal.CountsAsync(_theirs.Tenant));
    }

    [Fact]
    [Trait("Row", "N-19")]
    [Trait("Row", "7.5 right signature, unknown code or counter")]
    public async Task N_19_a_right_message_to_no_code_of_ours_is_kept_as_an_orphan_and_shown()
    {
        var notice = PortalNotice.Of(_ours);
        foreach (var token in new[] { new string('0', 32), "1", "x" })
        {
            using var answer = await _portal.PostAsync($"/alipay/notify/{token}", notice.SignedBy(_ours.Tenant.Alipay));
            Assert.Equal((HttpStatusCode.OK, "success"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        }
        Assert.Equal((1, 0), await _portal.CountsAsync(_ours.Tenant));
        Assert.Equal(NoticeVerdict.Orphan, await _portal.ReadAsync(_ours.Tenant, db => db.Notifications.Select(row => row.Verdict).SingleAsync()));
        var attention = await (await _portal.SignInAsync(_ours.Tenant)).PageTextAsync("/attention");
        Assert.Contains(nameof(AlarmKind.OrphanNotification), attention, StringComparison.Ordinal);
        Assert.Contains(notice.TradeNo, attention, StringComparison.Ordinal);
    }
}
