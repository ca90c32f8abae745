using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Primitives;
using Portal.Domain.Privacy;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Alipay.Wire;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Secrets;

namespace Portal.Infrastructure.Privacy;

/// <inheritdoc cref="IPayerHashes"/>
public sealed class PayerHashes(TenantSecrets secrets) : IPayerHashes
{
    public byte[] Of(Tenant tenant, string buyerId) => secrets.HashOf(tenant.Id, tenant.WrappedDataKey, buyerId);
}

/// <summary>Opens stored messages, the newest first, and reads who paid. The signature was checked when it was stored.</summary>
public sealed class StoredMessages(PortalDatabase database, TenantSecrets secrets, TimeProvider clock) : IStoredMessages
{
    private const int MaxOpened = 10;
    private const int MaxShown = 50;

    public async Task<Buyer?> BuyerOfAsync(Tenant tenant, PaymentId payment, CancellationToken ct)
    {
        var since = clock.GetUtcNow() - Retention.Messages;
        await using var context = database.Open(tenant.Id);
        var bodies = await context.Notifications.AsNoTracking()
            .Where(message => message.PaymentId == payment && message.ReceivedAt > since && message.SealedBody != StoredNotification.Shortened)
            .OrderByDescending(message => message.ReceivedAt).Take(MaxOpened).Select(message => message.SealedBody).ToListAsync(ct);
        return bodies.Select(body => Read(secrets.Decrypt(tenant.Id, tenant.WrappedDataKey, body))).FirstOrDefault(buyer => buyer is not null);
    }

    public async Task<RawMessages> OfPaymentAsync(Tenant tenant, PaymentId payment, CancellationToken ct)
    {
        var since = clock.GetUtcNow() - Retention.Messages;
        await using var context = database.Open(tenant.Id);
        var kept = await context.Notifications.AsNoTracking().Where(message => message.PaymentId == payment).OrderBy(message => message.ReceivedAt).ThenBy(message => message.Id)
            .Take(MaxShown).Select(message => new { message.ReceivedAt, message.Verdict, message.SealedBody }).ToListAsync(ct);
        var shown = kept.Where(message => message.ReceivedAt > since && message.SealedBody.Length > 0)
            .Select(message => new RawMessage(message.ReceivedAt, message.Verdict, MaskedMessage.Of(secrets.Decrypt(tenant.Id, tenant.WrappedDataKey, message.SealedBody)))).ToList();
        return new RawMessages(shown, kept.Count - shown.Count);
    }

    private static Buyer? Read(byte[] body)
    {
        if (FormBody.TryRead(body, out var form) != FormBody.Fault.None || form is null
            || !NotifyCharset.TryChoose(null, form.Text("notify_charset"u8, Encoding.Latin1), out var charset))
        {
            return null;
        }
        var buyer = new Buyer(form.Text("buyer_email"u8, charset), form.Text("buyer_id"u8, charset));
        return buyer is { Login: null, Id: null } ? null : buyer;
    }
}
