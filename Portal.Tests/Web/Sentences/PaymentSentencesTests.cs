using System.Net;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;
using Portal.Tests.Web.Components;
using Portal.Web.Components.Shared;
using Portal.Web.Features.Payments;

namespace Portal.Tests.Web.Sentences;

/// <summary>What a payment's page says in each state, to whoever reads it and to the customer: nothing that is not so yet.</summary>
public sealed class PaymentSentencesTests
{
    [Theory]
    [InlineData(PaymentStatus.Reported, 8880, null, "Tell.Wait")]
    [InlineData(PaymentStatus.Pending, 8880, null, "Tell.Wait")]
    [InlineData(PaymentStatus.Unknown, 8880, null, "Tell.Wait")]
    [InlineData(PaymentStatus.Paid, 8880, null, "Tell.Paid")]
    [InlineData(PaymentStatus.Paid, 5880, RefundStatus.Unknown, "Tell.Paid")]
    [InlineData(PaymentStatus.Paid, 0, RefundStatus.Requested, "Tell.OnItsWay")]
    [InlineData(PaymentStatus.Paid, 0, RefundStatus.Unknown, "Tell.OnItsWay")]
    [InlineData(PaymentStatus.Paid, 0, RefundStatus.Accepted, "Tell.OnItsWay")]
    [InlineData(PaymentStatus.Paid, 0, RefundStatus.Review, "Tell.Wait")]
    [InlineData(PaymentStatus.PartlyRefunded, 5880, RefundStatus.Done, "Tell.BackPart")]
    [InlineData(PaymentStatus.PartlyRefunded, 0, RefundStatus.Accepted, "Tell.OnItsWay")]
    [InlineData(PaymentStatus.Refunded, 0, RefundStatus.Done, "Tell.Back")]
    [InlineData(PaymentStatus.Cancelling, 8880, null, "Tell.Wait")]
    [InlineData(PaymentStatus.Cancelled, 0, null, "Tell.Back")]
    [InlineData(PaymentStatus.Closed, 8880, null, "Tell.Closed")]
    [InlineData(PaymentStatus.Review, 8880, null, "Tell.Wait")]
    public void The_customer_is_told_what_is_so(PaymentStatus status, long remaining, RefundStatus? refund, string key) => Assert.Equal(key, PaymentWords.TellKey(Seen(Given.APaymentIn(status), remaining, refund)));

    [Fact]
    public void Being_cancelled_is_not_called_paid_where_nobody_knows_that()
    {
        var unclear = Given.APaymentIn(PaymentStatus.Unknown);
        Assert.True(unclear.MoveTo(PaymentStatus.Cancelling, "given", Evidence.Person, Given.Noon));
        Assert.Equal("Sentence.CancellingUnpaid", PaymentWords.SentenceKey(Seen(unclear, 8880)));
        Assert.Equal("Sentence.Cancelling", PaymentWords.SentenceKey(Seen(Given.APaymentIn(PaymentStatus.Cancelling), 8880)));
        Assert.Equal("Sentence.Unknown", PaymentWords.SentenceKey(Seen(Given.APaymentIn(PaymentStatus.Unknown), 8880)));
    }

    [Fact]
    public async Task What_went_back_in_part_is_said_with_its_amount_and_what_is_on_its_way_is_not_said_to_have_arrived()
    {
        await using var stand = await MoneyStand.StartAsync();
        Assert.Contains("Your payment has arrived", await PageAsync(stand), StringComparison.Ordinal);
        TestPortal.Done(await stand.RefundAsync("30.00"));
        var page = await PageAsync(stand);
        Assert.Contains("“HKD 30.00 went back to your Alipay account.”", page, StringComparison.Ordinal);
        Assert.Contains("“HKD 30.00 已退回您的支付宝账户。”", page, StringComparison.Ordinal);
        await stand.ArmAsync(MoneyStand.RefundService, "http-502");
        await stand.RefundAsync("58.80");
        page = await PageAsync(stand);
        Assert.Contains("Your refund is on its way", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Your payment has arrived", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancel_of_what_is_not_known_to_be_paid_promises_no_money()
    {
        await using var stand = await MoneyStand.StartAsync();
        Assert.Contains("The whole amount of HKD 88.80 goes back, and so does the fee.", CancelSheet(await PageAsync(stand)), StringComparison.Ordinal);
        await stand.AnotherShopAsync(status: PaymentStatus.Unknown);
        var sheet = CancelSheet(await PageAsync(stand));
        Assert.Contains("If Alipay says meanwhile that it is paid, nothing is sent", sheet, StringComparison.Ordinal);
        Assert.Contains("Cancel payment now", sheet, StringComparison.Ordinal);
        Assert.DoesNotContain("goes back", sheet, StringComparison.Ordinal);
        Assert.DoesNotContain("88.80", sheet, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_of_another_day_than_the_payment_says_its_day()
    {
        await using var stand = await MoneyStand.StartAsync();                   // noon of the second of March, in Hong Kong
        Assert.DoesNotContain("2 Mar, ", await PageAsync(stand), StringComparison.Ordinal);
        stand.Portal.Clock.Advance(TimeSpan.FromDays(2));
        await stand.ArmAsync(MoneyStand.RefundService, "no-funds", times: 0);
        await stand.RefundAsync("30.00");
        var (page, refund) = (await PageAsync(stand), await stand.RefundAsync());
        var (asked, next) = (Shop(refund.RequestedAt), Shop(refund.DueAt!.Value));
        Assert.Equal(4, asked.Day);
        Assert.Contains($">4 Mar, {asked:HH:mm:ss}</time></td>", page, StringComparison.Ordinal);
        Assert.Contains($"next attempt 4 Mar, {next:HH:mm}", page, StringComparison.Ordinal);
        Assert.Contains($">4 Mar, {asked:HH:mm:ss}</time> · 4 Mar, {asked:HH:mm:ss} GMT+8", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-03-01T15:59:59Z", "23:59:59")]
    [InlineData("2026-03-01T16:00:00Z", "2 Mar, 00:00:00")]
    [InlineData("2026-02-28T15:59:59Z", "28 Feb, 23:59:59")]
    public void A_day_is_one_of_the_shops_clock(string at, string words)
    {
        var instant = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(words, ShopClock.SecondsBeside(instant, Rows.Two, Rows.HongKong));
        Assert.Equal(words[..^3], ShopClock.MinutesBeside(instant, Rows.Two, Rows.HongKong));
        Assert.Contains(", ", ShopClock.SecondsBeside(instant, null, Rows.HongKong), StringComparison.Ordinal);
    }

    private static string CancelSheet(string page)
    {
        var from = page.IndexOf("id=\"cancel-sheet\"", StringComparison.Ordinal);
        return page[from..page.IndexOf("</dialog>", from, StringComparison.Ordinal)];
    }

    private static DateTimeOffset Shop(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Rows.HongKong);

    private static async Task<string> PageAsync(MoneyStand stand) =>
        WebUtility.HtmlDecode(await (await stand.Portal.SignInAsync(stand.Tenant)).PageTextAsync($"/payments/{(await stand.PaymentAsync()).Id}"));

    private static PaymentView Seen(Payment payment, long remaining, RefundStatus? refund = null)
    {
        var left = Money.OfMinor(remaining, payment.Currency);
        RefundRow[] refunds = refund is { } status ? [new RefundRow(RefundId.New(), default, left, status, "returned", null, Rows.Two, null, false, false, null, left)] : [];
        return new PaymentView(Rows.Of(1, payment.Status), payment.OutTradeNo.Value, null, payment.TradeDate, false, null, payment.History)
        {
            Back = new MoneyBackView(left, refunds, null, Rows.Two, Rows.Two, null, null, new Dictionary<UserId, string>()),
        };
    }
}
