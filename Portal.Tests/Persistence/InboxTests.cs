using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Alarms;
using Portal.Domain.Counters;
using Portal.Domain.Notifications;
using Portal.Domain.Payments;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Secrets;
using Portal.Tests.TestKit;

namespace Portal.Tests.Persistence;

/// <summary>What a stored message does, and that no message does it twice (PROTOCOL 3.4, "Duplicates").</summary>
public sealed class InboxTests : IAsyncLifetime
{
    private const string TradeNo = "2026030122001400001400000001";
    private TestPortal _portal = default!;
    private Shop _shop = default!;
    private Counter _counter = default!;

    public async ValueTask InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.AShopAsync(algorithm: Portal.Domain.Tenants.SignAlgorithm.Md5);
        _counter = await _portal.ACounterAsync(_shop);
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    private string Token => _counter.ActiveCode.AddressToken;

    private NoticeForm Paid(string tradeNo = TradeNo) => NoticeForm.Paid(_counter.ActiveCode, _shop.Account.Partner, tradeNo);

    private Task<Receipt> ReceiveAsync(NoticeForm form, string? token = null) => _portal.ReceiveAsync(token ?? Token, form.SignedBy(_shop.Alipay).Body());

    private PortalContext Open() => _portal.Database.Open(_shop.Id);

    private async Task<NoticeVerdict[]> VerdictsAsync()
    {
        await using var context = Open();
        return await context.Notifications.OrderBy(message => message.Id).Select(message => message.Verdict).ToArrayAsync();
    }

    private async Task<AlarmKind[]> AlarmsAsync()
    {
        await using var context = Open();
        return await context.Alarms.Select(alarm => alarm.Kind).ToArrayAsync();
    }

    [Fact]
    public async Task A_new_message_makes_a_payment_its_first_step_and_its_first_event()
    {
        Assert.Equal(Receipt.Stored, await ReceiveAsync(Paid()));
        await using var context = Open();
        var payment = await context.Payments.Include(row => row.History).SingleAsync();
        Assert.Equal((PaymentStatus.Reported, 8880L, 1L, 1L), (payment.Status, payment.AmountMinor, payment.Arrival, payment.Sequence));
        Assert.Equal(("notification_stored", Evidence.Notification), (Assert.Single(payment.History).Reason, payment.History[0].Evidence));
        Assert.Equal((1L, payment.Id), (Assert.Single(context.PaymentEvents).Sequence, context.PaymentEvents.Single().PaymentId));
        Assert.Equal(_portal.Clock.GetUtcNow(), payment.DueAt);
    }

    [Fact]
    [Trait("Row", "N-01")]
    [Trait("Row", "7.5 notification twice")]
    public async Task The_same_message_again_is_acknowledged_and_changes_nothing()
    {
        await ReceiveAsync(Paid());
        for (var again = 0; again < 3; again++)
        {
            Assert.Equal(Receipt.Stored, await ReceiveAsync(Paid().With("notify_time", $"2026-03-01 12:0{again + 2}:05")));
        }
        Assert.Equal([NoticeVerdict.Applied], await VerdictsAsync());
        Assert.Equal((1L, 1L, 1L), (_portal.Files.Count("Payments"), _portal.Files.Count("PaymentEvents"), _portal.Files.Count("PaymentSteps")));
    }

    [Fact]
    [Trait("Row", "N-01")]
    [Trait("Row", "trap 27")]
    public async Task Fifty_copies_at_once_are_one_payment()
    {
        var receipts = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ReceiveAsync(Paid())));
        Assert.All(receipts, receipt => Assert.Equal(Receipt.Stored, receipt));
        Assert.Equal((1L, 1L), (_portal.Files.Count("Payments"), _portal.Files.Count("Notifications")));
    }

    [Fact]
    [Trait("Row", "N-04")]
    public async Task Another_id_that_says_the_same_is_kept_without_effect()
    {
        await ReceiveAsync(Paid());
        Assert.Equal(Receipt.Stored, await ReceiveAsync(Paid().With("notify_id", "other")));
        Assert.Equal([NoticeVerdict.Applied, NoticeVerdict.Repeated], await VerdictsAsync());
        Assert.Equal(1L, _portal.Files.Count("PaymentEvents"));
        Assert.Empty(await AlarmsAsync());
    }

    [Fact]
    [Trait("Row", "N-03")]
    public async Task The_same_id_with_other_content_is_kept_alarmed_and_not_applied()
    {
        await ReceiveAsync(Paid());
        Assert.Equal(Receipt.Stored, await ReceiveAsync(Paid().With("trans_amount", "1.00")));
        Assert.Equal([NoticeVerdict.Applied, NoticeVerdict.Conflict], await VerdictsAsync());
        Assert.Equal([AlarmKind.ConflictingNotification], await AlarmsAsync());
        Assert.Equal(8880, (await _portal.PaymentAsync(_shop, TradeNo)).AmountMinor);
    }

    [Fact]
    public async Task New_word_of_a_known_trade_has_it_asked_again_and_whoever_asks_now_asks_in_vain()
    {
        await ReceiveAsync(Paid());
        var before = await _portal.PaymentAsync(_shop, TradeNo);
        _portal.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(Receipt.Stored, await ReceiveAsync(Paid().With("notify_id", "refund").With("refund_fee", "1.00").With("out_biz_no", "R1")));
        var after = await _portal.PaymentAsync(_shop, TradeNo);
        Assert.Equal((_portal.Clock.GetUtcNow(), before.LeaseToken + 1, PaymentStatus.Reported), (after.DueAt, after.LeaseToken, after.Status));
        Assert.Equal([NoticeVerdict.Applied, NoticeVerdict.Applied], await VerdictsAsync());
    }

    [Fact]
    public async Task An_unreadable_amount_is_stored_with_an_alarm()
    {
        Assert.Equal(Receipt.Stored, await ReceiveAsync(Paid().With("trans_amount", "1e3")));
        Assert.Equal([AlarmKind.UnreadableAmount], await AlarmsAsync());
        Assert.Null((await _portal.PaymentAsync(_shop, TradeNo)).AmountMinor);
    }

    [Fact]
    [Trait("Row", "N-19")]
    [Trait("Row", "7.5 right signature, unknown code or counter")]
    public async Task An_orphan_is_kept_with_an_alarm_and_adopted_when_it_comes_to_a_code()
    {
        Assert.Equal(Receipt.Stored, await ReceiveAsync(Paid(), token: new string('0', 32)));
        Assert.Equal([NoticeVerdict.Orphan], await VerdictsAsync());
        Assert.Equal([AlarmKind.OrphanNotification], await AlarmsAsync());
        Assert.Equal(0L, _portal.Files.Count("Payments"));
        Assert.Equal(Receipt.Stored, await ReceiveAsync(Paid()));
        Assert.Equal([NoticeVerdict.Applied], await VerdictsAsync());
        Assert.Equal(PaymentStatus.Reported, (await _portal.PaymentAsync(_shop, TradeNo)).Status);
    }

    [Fact]
    public async Task An_orphan_whose_effect_came_by_another_message_is_adopted_without_effect()
    {
        await ReceiveAsync(Paid(), token: new string('0', 32));
        await ReceiveAsync(Paid().With("notify_id", "other"));
        Assert.Equal(Receipt.Stored, await ReceiveAsync(Paid()));
        Assert.Equal([NoticeVerdict.Repeated, NoticeVerdict.Applied], await VerdictsAsync());
        Assert.Equal(1L, _portal.Files.Count("PaymentEvents"));
    }

    [Fact]
    public async Task The_stored_body_is_the_raw_one_and_opens_for_its_tenant_only()
    {
        var body = Paid().SignedBy(_shop.Alipay).Body();
        await _portal.ReceiveAsync(Token, body);
        var other = await _portal.AShopAsync("Other");
        await using var context = Open();
        var sealedBody = (await context.Notifications.SingleAsync()).SealedBody;
        var secrets = _portal.Get<TenantSecrets>();
        Assert.Equal(body, secrets.Decrypt(_shop.Id, _shop.Tenant.WrappedDataKey, sealedBody));
        Assert.ThrowsAny<CryptographicException>(() => secrets.Decrypt(other.Id, other.Tenant.WrappedDataKey, sealedBody));
        Assert.DoesNotContain("138", System.Text.Encoding.Latin1.GetString(sealedBody)[..Math.Min(28, sealedBody.Length)], StringComparison.Ordinal);
        sealedBody[^1] ^= 1;
        Assert.ThrowsAny<CryptographicException>(() => secrets.Decrypt(_shop.Id, _shop.Tenant.WrappedDataKey, sealedBody));
    }
}
