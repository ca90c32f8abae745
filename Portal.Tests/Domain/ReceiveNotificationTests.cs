using Portal.Domain.Alarms;
using Portal.Domain.Notifications;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Tests.Domain.Memory;
using Portal.Tests.TestKit;

namespace Portal.Tests.Domain;

/// <summary>Which messages are believed, where their money goes, and what the sender is told.</summary>
public sealed class ReceiveNotificationTests
{
    private const string Partner = "2088000000000001";
    private static readonly byte[] s_body = [1, 2, 3];
    private readonly FakeClock _clock = new();
    private readonly MemoryPost _post = new();
    private readonly NotifyAddress _address = Given.AnAddress() with { Verifier = new MemoryPost.Keys("shop") };
    private readonly NotifyAccount _account = new(TenantId.New(), AccountId.New(), Partner, new MemoryPost.Keys("account"));

    public ReceiveNotificationTests()
    {
        _post.Addresses["token"] = _address;
        _post.Accounts[Partner] = _account;
        (_post.Notice, _post.FittingKeys) = (Given.ANotice(), _address.Verifier);
    }

    [Theory]
    [InlineData(Receipt.Stored)]
    [InlineData(Receipt.Busy)]
    public async Task A_believed_message_is_stored_with_the_payment_that_it_makes(Receipt answer)
    {
        _post.Answer = answer;
        Assert.Equal(answer, await ReceiveAsync());
        var entry = _post.Stored.Single();
        Assert.Equal((_address.Tenant, _address.Account, _post.Notice, Given.Noon, null), (entry.Tenant, entry.Account, entry.Notice, entry.At, entry.Alarm));
        Assert.Equal((_address.Counter, _address.Code, PaymentStatus.Reported, 8880L), (entry.Payment!.CounterId, entry.Payment.QrCodeId, entry.Payment.Status, entry.Payment.AmountMinor));
        Assert.Equal(s_body, entry.Body.ToArray());
        Assert.Equal([_address.Verifier], _post.Tried);
        Assert.Empty(_post.Refusals);
    }

    [Fact]
    public async Task A_message_whose_signature_does_not_fit_leaves_a_count_alone()
    {
        _post.FittingKeys = _account.Verifier;
        Assert.Equal(Receipt.Refused, await ReceiveAsync());
        Assert.Equal((_address, NoticeRefusal.Charset, 3), _post.Refusals.Single());
        Assert.Empty(_post.Stored);
    }

    [Fact]
    public async Task Another_sellers_message_is_an_alarm_and_no_payment()
    {
        _post.Notice = Given.ANotice() with { SellerId = "2088000000000009" };
        Assert.Equal(Receipt.Refused, await ReceiveAsync());
        Assert.Equal((_address.Tenant, AlarmKind.OtherSeller, _address.Code.ToString(), "2088000000000009"), _post.Alarms.Single());
        Assert.Empty(_post.Stored);
        _post.Notice = Given.ANotice() with { SellerId = null };
        Assert.Equal(Receipt.Stored, await ReceiveAsync());                                    // it names nobody
    }

    [Fact]
    public async Task Money_that_was_sent_to_an_unknown_address_is_kept_as_an_orphan()
    {
        (_post.Seller, _post.FittingKeys) = (Partner, _account.Verifier);
        Assert.Equal(Receipt.Stored, await ReceiveAsync("other"));
        var entry = _post.Stored.Single();
        Assert.Equal((_account.Tenant, _account.Account, AlarmKind.OrphanNotification, null, Given.Noon), (entry.Tenant, entry.Account, entry.Alarm!.Value, entry.Payment, entry.At));
        Assert.Equal([_account.Verifier], _post.Tried);
        Assert.Empty(_post.Refusals);
    }

    [Theory]
    [InlineData(null, "nobody")]
    [InlineData("2088000000000009", "nobody")]
    [InlineData(Partner, "nobody")]
    public async Task At_an_unknown_address_all_else_leaves_no_row_and_costs_the_same_work(string? seller, string keys)
    {
        (_post.Seller, _post.FittingKeys) = (seller, new MemoryPost.Keys(keys));
        Assert.Equal(Receipt.UnknownAddress, await ReceiveAsync("other"));
        Assert.Equal((null, NoticeRefusal.Signature, 3), _post.Refusals.Single());
        Assert.Equal(seller == Partner ? _account.Verifier : _post.Nobody, _post.Tried.Single());
        Assert.Empty(_post.Stored);
    }

    [Fact]
    public async Task An_orphan_that_is_signed_for_another_seller_is_not_believed()
    {
        (_post.Seller, _post.FittingKeys, _post.Notice) = (Partner, _account.Verifier, Given.ANotice() with { SellerId = "2088000000000009" });
        Assert.Equal(Receipt.UnknownAddress, await ReceiveAsync("other"));
        Assert.Empty(_post.Stored);
    }

    [Theory]
    [InlineData("1\0", AlarmKind.UnreadableAmount)]
    [InlineData(null, null)]
    [InlineData("88.80", null)]
    public void An_amount_that_cannot_be_read_is_an_alarm_and_none_is_not(string? amount, AlarmKind? alarm) =>
        Assert.Equal(alarm, InboxEntry.ForAddress(_address, Given.ANotice(amount), s_body, Given.Noon).Alarm);

    [Fact]
    public void Messages_have_the_same_effect_where_trade_status_and_refund_are_the_same()
    {
        var notice = Given.ANotice() with { RefundNo = "R1", RefundFee = "1.00" };
        var effect = Effect(notice);
        Assert.Equal(32, effect.Length);
        Assert.Equal(effect, Effect(notice with { NotifyId = "n-2", Fingerprint = [2], AmountText = "1.00" }));
        Assert.NotEqual(effect, Effect(notice with { TradeNo = AlipayTradeNo.Of("T2") }));
        Assert.NotEqual(effect, Effect(notice with { TradeStatus = "TRADE_CLOSED" }));
        Assert.NotEqual(effect, Effect(notice with { RefundNo = "R2" }));
        Assert.NotEqual(effect, Effect(notice with { RefundFee = "2.00" }));
    }

    private byte[] Effect(PaymentNotice notice) => InboxEntry.Orphan(_account, notice, s_body, Given.Noon).Effect;

    private Task<Receipt> ReceiveAsync(string token = "token") => new ReceiveNotification(_post, _post, _post, _post, _clock).RunAsync(token, s_body, "application/x-www-form-urlencoded", default);
}
