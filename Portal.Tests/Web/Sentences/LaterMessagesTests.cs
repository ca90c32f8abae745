using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Notifications;
using Portal.Domain.Payments;
using Portal.Tests.Flows;
using Portal.Tests.Web.Components;
using Portal.Web.Features.Payments;

namespace Portal.Tests.Web.Sentences;

/// <summary>Capability 14: each message of a payment stands in its history, also for those who may not open messages as they came.</summary>
public sealed class LaterMessagesTests : BunitContext
{
    [Fact]
    [Trait("Row", "capability 14")]
    public async Task Each_message_after_the_first_has_a_line_of_what_it_says()
    {
        await using var stand = await PaymentStand.StartAsync();
        var paid = stand.Paid();
        foreach (var form in new[]
        {
            paid,
            paid.With("notify_id", "n-2"),
            paid.With("notify_id", "n-3").With("out_biz_no", "R1").With("refund_fee", "30.00"),
            paid.With("notify_id", "n-4").With("out_biz_no", "R2").With("refund_fee", "a lot"),
            paid.With("notify_id", "n-5").With("trade_status", "TRADE_CLOSED"),
            paid.With("notify_id", "n-6").With("trade_status", "TRADE_SOMETHING"),
            paid.With("trans_amount", "99.00"),
        })
        {
            await stand.ReceiveAsync(form);
            stand.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        }
        var view = (await stand.Portal.Get<IPaymentQueries>().FindAsync(stand.Shop.Owner, (await stand.PaymentAsync()).Id, default))!;
        Assert.Equal(
            [NoticeVerdict.Repeated, NoticeVerdict.Applied, NoticeVerdict.Applied, NoticeVerdict.Applied, NoticeVerdict.Applied, NoticeVerdict.Conflict],
            view.Messages.Select(message => message.Verdict));
        var lines = Lines(view);
        Assert.Equal(
            [
                "Message came: paid", "Message came: TRADE_SOMETHING", "Message came: closed or cancelled", "Message came: refund", "Message came: refund of HKD 30.00", "Message came: paid",
                "Notification came, signature good",
            ],
            lines.Select(line => line.Said));
        Assert.Contains("the same id with other content, not applied", lines[0].Hint, StringComparison.Ordinal);
        Assert.Contains("said before, kept", lines[5].Hint, StringComparison.Ordinal);
        Assert.All(lines, line => Assert.Contains("signed message", line.Hint, StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => (line.Said + line.Hint).Contains("138", StringComparison.Ordinal));
    }

    private List<(string Said, string Hint)> Lines(PaymentView view)
    {
        Services.AddLocalization();
        var timeline = Render<PaymentTimeline>(set => set.Add(line => line.Steps, view.History).Add(line => line.Messages, view.Messages)
            .Add(line => line.Zone, Rows.HongKong).Add(line => line.Currency, view.Row.Currency).Add(line => line.Of, view.Row.ArrivedAt));
        return [.. timeline.FindAll("li").Select(item => (item.QuerySelector("p")!.TextContent, item.QuerySelector(".hint")!.TextContent))];
    }
}
