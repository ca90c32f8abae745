using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>One send over HTTP: fresh time and signature, no redirect, no cookie, and every attempt written down.</summary>
/// <remarks>Source: PROTOCOL 8.4.</remarks>
public sealed class NotificationSender(IHttpClientFactory clients, SimulatorFile file, PartnerDesk partners, NotificationQueue queue, IOptions<SimulatorOptions> options)
{
    public const string ClientName = "simulator-notifier";
    private const int MaxAnswer = 200;

    internal async Task SendDueAsync(SimNotification due, CancellationToken ct)
    {
        await SendAsync(due, bySchedule: true, ct);
        if (due is { Fault: "doubled", Sends: 0 })
        {
            await SendAsync(due, bySchedule: false, ct);
        }
    }

    /// <summary>Sends one message of a paid trade now, beside the schedule, and waits for its answer.</summary>
    /// <param name="fault">Null for an honest one: the trade's own notification again, or its first.</param>
    /// <returns>Null where the trade is unpaid or its code names no address.</returns>
    public async Task<SimAttempt?> SendNowAsync(string tradeNo, string? fault, CancellationToken ct)
    {
        await using var context = file.Open();
        var trade = await context.Trades.AsNoTracking().FirstOrDefaultAsync(row => row.TradeNo == tradeNo, ct);
        var url = await context.Codes.Where(code => trade != null && code.Text == trade.Code).Select(code => code.NotifyUrl).FirstOrDefaultAsync(ct);
        if (trade?.PaidAt is null || url is null)
        {
            return null;
        }
        var before = await context.Notifications.AsNoTracking().Where(row => row.TradeNo == tradeNo && row.Url == url).OrderBy(row => row.LastSentAt).FirstOrDefaultAsync(ct);
        if (fault is null && before is not null)
        {
            return await SendAsync(before, bySchedule: false, ct);
        }
        var made = new SimNotification
        {
            NotifyId = TradeNumbers.NotifyId(), TradeNo = tradeNo, Partner = trade.Partner, Url = url, Status = SimTrade.Paid, Action = NotifyAction.Paid, Fault = fault,
        };
        context.Notifications.Add(made);
        await context.SaveChangesAsync(ct);
        return await SendAsync(made, bySchedule: false, ct);
    }

    private async Task<SimAttempt> SendAsync(SimNotification notification, bool bySchedule, CancellationToken ct)
    {
        var form = await FormOfAsync(notification, ct);
        var (status, answer) = await PostAsync(notification.Url, form, ct);
        var attempt = new SimAttempt { NotifyId = notification.NotifyId, At = file.Now, Request = form.Body, HttpStatus = status, Answer = answer };
        await queue.RecordAsync(notification, attempt, bySchedule, CancellationToken.None);
        return attempt;
    }

    private async Task<NotificationForm.Form> FormOfAsync(SimNotification notification, CancellationToken ct)
    {
        await using var context = file.Open();
        var trade = await context.Trades.AsNoTracking().FirstAsync(row => row.TradeNo == notification.TradeNo, ct);
        var code = await context.Codes.AsNoTracking().FirstOrDefaultAsync(row => row.Text == trade.Code, ct);
        var refund = await context.Refunds.AsNoTracking().FirstOrDefaultAsync(row => row.Partner == trade.Partner && row.RefundNo == notification.RefundNo, ct);
        var partner = await context.Partners.AsNoTracking().FirstAsync(row => row.Partner == trade.Partner, ct);
        return NotificationForm.Of(notification, trade, code, refund, partners.SignerFor(partner, code?.NotifySignType ?? partner.SignType), file.Now);
    }

    private async Task<(int? Status, string Answer)> PostAsync(string url, NotificationForm.Form form, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(options.Value.AnswerWithin);
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var content = new ByteArrayContent(Encoding.ASCII.GetBytes(form.Body));
            content.Headers.TryAddWithoutValidation("Content-Type", form.ContentType);
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
            request.Headers.ConnectionClose = true;              // a line that is kept may lead to a receiver that is gone, and the message counts as refused
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            await using var body = await response.Content.ReadAsStreamAsync(deadline.Token);
            var buffer = new byte[MaxAnswer + 1];
            var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, deadline.Token);
            return ((int)response.StatusCode, Encoding.UTF8.GetString(buffer, 0, Math.Min(length, MaxAnswer)));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (null, "no answer in time");
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or UriFormatException or InvalidOperationException or NotSupportedException)
        {
            return (null, failed.Message.Length > MaxAnswer ? failed.Message[..MaxAnswer] : failed.Message);
        }
    }
}
