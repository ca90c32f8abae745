using Portal.Domain.Counters;
using Portal.Domain.Notifications;
using Portal.Tests.TestKit;

namespace Portal.Tests.Chaos.Due;

/// <summary>Alipay's side of many payments: messages that make them, and a gateway that says they are paid.</summary>
internal static class Arrivals
{
    private const int Hands = 8;
    private static int s_trades;

    /// <summary>So many rightly signed messages of payments, all stored.</summary>
    public static Task SendAsync(TestPortal portal, Shop shop, Counter counter, int count) =>
        Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Hands }, async (_, _) =>
        {
            var form = NoticeForm.Paid(counter.ActiveCode, shop.Account.Partner, $"20260301220014{Interlocked.Increment(ref s_trades):D14}").SignedBy(shop.Alipay);
            Assert.Equal(Receipt.Stored, await portal.ReceiveAsync(counter.ActiveCode.AddressToken, form.Body()));
        });

    /// <summary>The answer to a question about one of them.</summary>
    public static string SaidPaid(ReceivedRequest request) =>
        AnswerText.Trade(AlipaySide.Md5, request.Parameters["partner_trans_id"][1..], request.Parameters["partner_trans_id"]);

    /// <summary>A signed word that nothing is known.</summary>
    public static string SaidUnknown(ReceivedRequest request) =>
        AnswerText.Of(AlipaySide.Md5, ("detail_error_code", "SYSTEM_ERROR"), ("partner_trans_id", request.Parameters["partner_trans_id"]), ("result_code", "UNKNOW"));
}
