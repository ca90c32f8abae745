using Portal.Domain.Alarms;
using Portal.Domain.Notifications;
using Portal.Domain.Payments;
using Portal.Domain.Tenants;
using Portal.Tests.TestKit;

namespace Portal.Tests.Flows;

public sealed class ReceiveNotificationTests : IAsyncLifetime
{
    private static readonly string s_nowhere = new('0', 32);
    private PaymentStand _stand = default!;

    public async ValueTask InitializeAsync() => _stand = await PaymentStand.StartAsync();

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    private void NothingIsStored()
    {
        Assert.Equal((0L, 0L, 0L), (_stand.Portal.Files.Count("Notifications"), _stand.Portal.Files.Count("Payments"), _stand.Portal.Files.Count("PaymentEvents")));
    }

    [Fact]
    [Trait("Row", "N-07")]
    [Trait("Row", "7.5 forged signature")]
    public async Task A_forged_message_leaves_no_row_and_asks_nobody()
    {
        var body = _stand.Paid().SignedBy(AlipaySide.Rsa2.Stranger()).Body();
        Assert.Equal(Receipt.Refused, await _stand.Portal.ReceiveAsync(_stand.Counter.ActiveCode.AddressToken, body));
        NothingIsStored();
        Assert.Empty(await _stand.AlarmsAsync());
        Assert.Equal(0, await _stand.Portal.RunDueAsync(_stand.Shop));
    }

    [Fact]
    [Trait("Row", "N-09")]
    [Trait("Row", "7.5 right signature, other seller_id")]
    public async Task A_right_signature_for_another_seller_is_refused_with_an_alarm()
    {
        Assert.Equal(Receipt.Refused, await _stand.ReceiveAsync(_stand.Paid().With("seller_id", "2088999999999999")));
        NothingIsStored();
        Assert.Equal([(AlarmKind.OtherSeller, 1)], await _stand.AlarmsAsync());
    }

    [Fact]
    public async Task Many_such_messages_at_once_are_one_alarm_that_counts()
    {
        var receipts = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => _stand.ReceiveAsync(_stand.Paid().With("seller_id", "2088999999999999")))));
        Assert.All(receipts, receipt => Assert.Equal(Receipt.Refused, receipt));
        Assert.Equal(AlarmKind.OtherSeller, Assert.Single(await _stand.AlarmsAsync()).Kind);
    }

    [Fact]
    [Trait("Row", "N-09")]
    [Trait("Row", "N-10")]
    public async Task Another_tenants_own_message_at_our_address_is_refused_though_the_key_is_shared()
    {
        var other = await _stand.Portal.AShopAsync("Other", SignAlgorithm.Rsa2);
        var theirs = NoticeForm.Paid(_stand.Counter.ActiveCode, other.Account.Partner).SignedBy(other.Alipay).Body();
        Assert.Equal(Receipt.Refused, await _stand.Portal.ReceiveAsync(_stand.Counter.ActiveCode.AddressToken, theirs));
        NothingIsStored();
    }

    [Fact]
    public async Task A_message_without_seller_counts_for_the_addresss_account() =>
        Assert.Equal(Receipt.Stored, await _stand.ReceiveAsync(_stand.Paid().Without("seller_id")));

    [Fact]
    public async Task An_unknown_address_without_a_right_signature_is_unknown_and_leaves_no_row()
    {
        var stranger = _stand.Paid().SignedBy(AlipaySide.Rsa2.Stranger()).Body();
        Assert.Equal(Receipt.UnknownAddress, await _stand.Portal.ReceiveAsync(s_nowhere, stranger));
        Assert.Equal(Receipt.UnknownAddress, await _stand.ReceiveAsync(_stand.Paid().With("seller_id", "2088999999999999"), s_nowhere));
        Assert.Equal(Receipt.UnknownAddress, await _stand.ReceiveAsync(_stand.Paid().Without("seller_id"), s_nowhere));
        Assert.Equal(Receipt.UnknownAddress, await _stand.Portal.ReceiveAsync(s_nowhere, []));
        NothingIsStored();
        Assert.Empty(await _stand.AlarmsAsync());
    }

    [Fact]
    [Trait("Row", "N-19")]
    [Trait("Row", "7.5 right signature, unknown code or counter")]
    public async Task An_unknown_address_with_a_right_signature_is_kept_as_an_orphan()
    {
        Assert.Equal(Receipt.Stored, await _stand.ReceiveAsync(_stand.Paid(), s_nowhere));
        Assert.Equal([(AlarmKind.OrphanNotification, 1)], await _stand.AlarmsAsync());
        Assert.Equal((1L, 0L), (_stand.Portal.Files.Count("Notifications"), _stand.Portal.Files.Count("Payments")));
    }

    [Theory]
    [InlineData("""{"code":"ffffffffffffffff"}""")]
    [InlineData("something else")]
    public async Task A_passback_that_names_another_code_ends_at_a_person(string passback)
    {
        Assert.Equal(Receipt.Stored, await _stand.ReceiveAsync(_stand.Paid().With("extra_common_param", passback)));
        _stand.Gateway.Answers(_stand.Trade());
        await _stand.Portal.RunDueAsync(_stand.Shop);
        Assert.Equal((PaymentStatus.Review, "passback_differs"), ((await _stand.PaymentAsync()).Status, (await _stand.PaymentAsync()).Doubt));
        Assert.Equal([(AlarmKind.Mismatch, 1)], await _stand.AlarmsAsync());
    }

    [Theory]
    [Trait("Row", "N-22")]
    [InlineData("1e3")]
    [InlineData("-1")]
    [InlineData("12.345")]
    [InlineData("99999999999999999")]
    [InlineData("1\0")]
    public async Task An_odd_amount_is_stored_alarmed_and_decided_by_the_query(string amount)
    {
        Assert.Equal(Receipt.Stored, await _stand.ReceiveAsync(_stand.Paid().With("trans_amount", amount)));
        Assert.Equal([(AlarmKind.UnreadableAmount, 1)], await _stand.AlarmsAsync());
        _stand.Gateway.Answers(_stand.Trade());
        await _stand.Portal.RunDueAsync(_stand.Shop);
        Assert.Equal((PaymentStatus.Paid, 8880L), ((await _stand.PaymentAsync()).Status, (await _stand.PaymentAsync()).AmountMinor));
    }

    [Fact]
    public async Task Two_tenants_may_have_trades_of_the_same_number()
    {
        var other = await _stand.Portal.AShopAsync("Other");
        await _stand.Portal.APaymentAsync(other, await _stand.Portal.ACounterAsync(other), PaymentStand.TradeNo, "1.00");
        await _stand.ReceiveAsync(_stand.Paid());
        Assert.Equal(8880L, (await _stand.PaymentAsync()).AmountMinor);
        Assert.Equal(100L, (await _stand.Portal.PaymentAsync(other, PaymentStand.TradeNo)).AmountMinor);
    }
}
