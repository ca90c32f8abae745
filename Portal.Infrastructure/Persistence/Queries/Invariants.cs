using Portal.Domain.Primitives;
using Portal.Infrastructure.Persistence.Audit;

namespace Portal.Infrastructure.Persistence.Queries;

/// <summary>A row that breaks a rule which must always hold.</summary>
/// <param name="Rule">The rule's number, e.g. <c>I6</c>, and what is wrong in a word.</param>
/// <param name="Payment">The payment to be frozen; null where the row is none of a payment.</param>
public sealed record BrokenRule(string Rule, TenantId Tenant, PaymentId? Payment);

/// <summary>The rules that must hold after every test and every hour, as SQL over all tenants: whoever breaks one is found whatever code did it.</summary>
/// <remarks>Source: RELIABILITY, "Catalogue": I1 acknowledged is stored; I2 one payment a trade, one credit a payment; I5 every row has its parent's
/// tenant; I3 no more goes back than came in, and the payment knows how much;
/// I4 what is cancelled has no refund; I6 nothing is left open without a next action date. I7 the audit's chains are whole, as far as their newest rows go: all of
/// them are walked by <c>audit verify</c>.</remarks>
public sealed class Invariants(PortalDatabase database, AuditVerification audit)
{
    private const int Most = 200;
    private const int NewestActs = 200;

    private static readonly (string Rule, string Sql)[] s_rules =
    [
        ("I1 message_without_payment",
            "SELECT n.TenantId, NULL FROM Notifications n LEFT JOIN Payments p ON p.TenantId = n.TenantId AND p.Id = n.PaymentId "
            + "WHERE n.Verdict IN ('Applied', 'Repeated') AND p.Id IS NULL"),
        ("I1 payment_without_message",
            "SELECT p.TenantId, p.Id FROM Payments p WHERE p.RecoveredAt IS NULL "
            + "AND NOT EXISTS (SELECT 1 FROM Notifications n WHERE n.TenantId = p.TenantId AND n.PaymentId = p.Id)"),
        ("I2 trade_twice",
            "SELECT p.TenantId, p.Id FROM Payments p JOIN Payments q ON q.AccountId = p.AccountId AND q.TradeNo = p.TradeNo AND q.Id <> p.Id"),
        ("I2 credited_twice",
            "SELECT s.TenantId, s.PaymentId FROM PaymentSteps s WHERE s.Reason = 'notification_stored' GROUP BY s.TenantId, s.PaymentId HAVING COUNT(*) > 1"),
        ("I3 refunded_too_much",
            "SELECT p.TenantId, p.Id FROM Payments p WHERE (SELECT COALESCE(SUM(r.AmountMinor), 0) FROM Refunds r "
            + "WHERE r.TenantId = p.TenantId AND r.PaymentId = p.Id AND r.Status <> 'Failed') > COALESCE(p.AmountMinor, 0)"),
        ("I3 held_differs",
            "SELECT p.TenantId, p.Id FROM Payments p WHERE p.HeldMinor <> (SELECT COALESCE(SUM(r.AmountMinor), 0) FROM Refunds r "
            + "WHERE r.TenantId = p.TenantId AND r.PaymentId = p.Id AND r.Status <> 'Failed')"),
        ("I3 refunded_differs",
            "SELECT p.TenantId, p.Id FROM Payments p WHERE p.RefundedMinor <> (SELECT COALESCE(SUM(r.AmountMinor), 0) FROM Refunds r "
            + "WHERE r.TenantId = p.TenantId AND r.PaymentId = p.Id AND r.Status = 'Done')"),
        ("I4 cancelled_and_refunded",
            "SELECT p.TenantId, p.Id FROM Payments p WHERE p.Status IN ('Cancelling', 'Cancelled', 'Closed') "
            + "AND EXISTS (SELECT 1 FROM Refunds r WHERE r.TenantId = p.TenantId AND r.PaymentId = p.Id AND r.Status <> 'Failed')"),
        ("I5 payment_of_other_counter",
            "SELECT p.TenantId, p.Id FROM Payments p LEFT JOIN QrCodes c ON c.TenantId = p.TenantId AND c.Id = p.QrCodeId WHERE c.Id IS NULL OR c.CounterId <> p.CounterId"),
        ("I5 payment_of_other_account",
            "SELECT p.TenantId, p.Id FROM Payments p LEFT JOIN GatewayAccounts a ON a.TenantId = p.TenantId AND a.Id = p.AccountId WHERE a.Id IS NULL"),
        ("I5 step_of_other_tenant",
            "SELECT s.TenantId, NULL FROM PaymentSteps s LEFT JOIN Payments p ON p.TenantId = s.TenantId AND p.Id = s.PaymentId WHERE p.Id IS NULL"),
        ("I5 event_of_other_tenant",
            "SELECT e.TenantId, NULL FROM PaymentEvents e LEFT JOIN Payments p ON p.TenantId = e.TenantId AND p.Id = e.PaymentId WHERE p.Id IS NULL"),
        ("I5 refund_of_other_tenant",
            "SELECT r.TenantId, NULL FROM Refunds r LEFT JOIN Payments p ON p.TenantId = r.TenantId AND p.Id = r.PaymentId WHERE p.Id IS NULL"),
        ("I5 cancel_of_other_tenant",
            "SELECT c.TenantId, NULL FROM Cancels c LEFT JOIN Payments p ON p.TenantId = c.TenantId AND p.Id = c.PaymentId WHERE p.Id IS NULL"),
        ("I6 refund_forgotten",
            "SELECT r.TenantId, r.PaymentId FROM Refunds r WHERE r.Status IN ('Requested', 'Unknown', 'Accepted') AND r.DueAt IS NULL"),
        ("I6 cancel_forgotten",
            "SELECT c.TenantId, c.PaymentId FROM Cancels c WHERE c.Status IN ('Asked', 'Sent') AND c.DueAt IS NULL"),
        ("I6 payment_forgotten",
            "SELECT p.TenantId, p.Id FROM Payments p WHERE p.Status IN ('Reported', 'Pending', 'Unknown', 'Cancelling') AND p.DueAt IS NULL AND p.IsFrozen = 0 "
            + "AND NOT (p.Status = 'Cancelling' AND EXISTS (SELECT 1 FROM Cancels c WHERE c.TenantId = p.TenantId AND c.PaymentId = p.Id AND c.DueAt IS NOT NULL))"),
        ("I6 code_forgotten",
            "SELECT c.TenantId, NULL FROM QrCodes c WHERE c.Status = 'Creating' AND c.DueAt IS NULL"),
        ("I6 act_forgotten",
            "SELECT c.TenantId, NULL FROM QrCodes c WHERE c.Wanted IS NOT NULL AND c.DueAt IS NULL"),
    ];

    /// <summary>The statements as they are sent; a test parses them for the database that none here can run.</summary>
    internal static IEnumerable<string> Statements => s_rules.Select(rule => rule.Sql);

    /// <returns>At most 200 rows a rule; empty when all is well.</returns>
    public async Task<IReadOnlyList<BrokenRule>> FindBrokenAsync(CancellationToken ct)
    {
        await using var connection = await database.ConnectAsync(ct);
        var broken = new List<BrokenRule>();
        foreach (var (rule, sql) in s_rules)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await using var reader = await command.ExecuteReaderAsync(ct);
            for (var i = 0; i < Most && await reader.ReadAsync(ct); i++)
            {
                broken.Add(new BrokenRule(rule, new TenantId(reader.GetGuid(0)), reader.IsDBNull(1) ? null : new PaymentId(reader.GetGuid(1))));
            }
        }
        foreach (var walk in (await audit.NewestAsync(NewestActs, ct)).Where(walk => walk.Broken is not null))
        {
            broken.Add(new BrokenRule($"I7 audit_{walk.Broken!.What}", walk.Chain, null));
        }
        return broken;
    }
}
