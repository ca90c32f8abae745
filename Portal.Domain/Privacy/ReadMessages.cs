using System.Globalization;
using Portal.Domain.Audit;
using Portal.Domain.Notifications;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Privacy;

/// <summary>One of Alipay's messages as it came, but for what is secret or names the customer.</summary>
/// <param name="Fields">By name, as signed; what is not shown is <c>…</c>.</param>
public sealed record RawMessage(DateTimeOffset ReceivedAt, NoticeVerdict Verdict, IReadOnlyList<KeyValuePair<string, string>> Fields);

/// <summary>A payment's messages while they are kept.</summary>
/// <param name="Messages">The oldest first, at most 50.</param>
/// <param name="Forgotten">How many more came, of which only that they came is kept.</param>
public sealed record RawMessages(IReadOnlyList<RawMessage> Messages, int Forgotten);

/// <summary>Shows a payment's messages as they came, signatures, keys and the customer left out. Who looked is on record before anything is shown.</summary>
/// <remarks>Source: CAPABILITIES 14; ROLES, "Raw messages". The act's name in records is <c>see_raw_messages</c>.</remarks>
public sealed class ReadMessages(IPortalWorkFactory works, IStoredMessages messages)
{
    public async Task<Outcome<RawMessages>> RunAsync(Actor actor, PaymentId id, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.SeeRawMessages, ct);
        if (await work.Payments.FindAsync(id, ct) is not { } payment)
        {
            return CommonErrors.NotFound;
        }
        var shown = await messages.OfPaymentAsync(work.Tenant, id, ct);
        work.Audit(new AuditEntry
        {
            Subject = new AuditSubject("payment", payment.Id.ToString(), payment.CounterId),
            After = new Dictionary<string, string> { ["shown"] = shown.Messages.Count.ToString(CultureInfo.InvariantCulture) },
        });
        return await work.CommitAsync(ct) is { } stale ? stale : shown;
    }
}
