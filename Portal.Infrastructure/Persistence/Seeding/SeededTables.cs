using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Portal.Domain.Counters;
using Portal.Domain.Notifications;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Secrets;

namespace Portal.Infrastructure.Persistence.Seeding;

/// <summary>Rows for one table.</summary>
internal sealed record SeededTable(string Name, string[] Columns)
{
    public List<object?[]> Rows { get; } = [];
}

/// <summary>The rows that payments would have left behind, numbered as the inbox and the commit number them.</summary>
internal sealed class SeededTables(Tenant tenant, AccountId account, IReadOnlyList<QrCode> codes, TenantSecrets secrets)
{
    private readonly SeededTable _payments = new("Payments",
    [
        "TenantId", "Id", "AccountId", "QrCodeId", "CounterId", "TradeNo", "OutTradeNo", "Status", "Currency", "AmountMinor", "ReportedMinor", "RefundedMinor", "HeldMinor", "StepCount", "CnyMinor", "PaidAt",
        "ArrivedAt", "OccurredAt", "TradeDate", "Payer", "NotFoundAnswers", "Arrival", "Sequence", "IsFrozen", "Version", "Attempts", "Failures", "LeaseToken",
    ]);

    private readonly SeededTable _steps = new("PaymentSteps", ["TenantId", "PaymentId", "Id", "From", "To", "Reason", "Evidence", "At"]);
    private readonly SeededTable _events = new("PaymentEvents", ["TenantId", "Sequence", "PaymentId", "CounterId", "Status", "AmountMinor", "RefundedMinor", "PaidAt"]);

    private readonly SeededTable _refunds = new("Refunds",
    [
        "TenantId", "Id", "PaymentId", "Number", "Status", "Currency", "AmountMinor", "Reason", "RequestedAt", "BodyHash", "RemainingSeenMinor", "AtOnce", "IsElsewhere", "WaitsForBalance",
        "SentAt", "LastSentAt", "MayHaveArrived", "WasDoubted", "IsRefusedDoubtfully", "Misses", "IsLongToldOf", "EndedAt", "Version", "Attempts", "Failures", "LeaseToken",
    ]);

    private readonly SeededTable _messages = new("Notifications",
        ["TenantId", "Id", "AccountId", "NotifyId", "Fingerprint", "Effect", "TradeNo", "TradeStatus", "Verdict", "PaymentId", "SealedBody", "ReceivedAt"]);

    /// <summary>Parents before children.</summary>
    public IReadOnlyList<SeededTable> All => [_payments, _steps, _events, _refunds, _messages];

    public void Clear()
    {
        foreach (var table in All)
        {
            table.Rows.Clear();
        }
    }

    /// <param name="last">The number of the tenant's latest change.</param>
    /// <returns>The number after this payment's changes.</returns>
    public long Add(SeededPayment payment, long last)
    {
        var arrival = last + 1;
        var (code, id) = (codes[payment.Code], IdAt(payment.ArrivedAt, payment.Random, arrival));
        var tradeDate = TradeDay.Of(payment.PaidAt);
        var tradeNo = string.Create(CultureInfo.InvariantCulture, $"{tradeDate:yyyyMMdd}9{arrival:D19}");            // the arrival makes it the only one of the account
        DateTime? paidAt = payment.Status == PaymentStatus.Closed ? null : payment.PaidAt.UtcDateTime;
        _payments.Rows.Add(
        [
            tenant.Id.Value, id, account.Value, code.Id.Value, code.CounterId.Value, tradeNo, $"o{tradeNo}", payment.Status.ToString(), tenant.Currency.Code, payment.Minor, payment.Minor,
            payment.RefundedMinor, payment.RefundedMinor, 1 + payment.Steps.Count, payment.CnyMinor, paidAt, payment.ArrivedAt.UtcDateTime, payment.PaidAt.UtcDateTime, tradeDate, payment.Payer, 0, arrival,
            arrival + payment.Steps.Count, false, 1 + payment.Steps.Count, 0, 0, 0,
        ]);
        AddStep(id, IdAt(payment.ArrivedAt, payment.Random, -arrival), new SeededStep(PaymentStatus.Reported, PaymentStatus.Reported, "notification_stored", payment.ArrivedAt), Evidence.Notification);
        AddEvent(++last, id, code, PaymentStatus.Reported, payment.Minor, 0, paidAt);
        foreach (var step in payment.Steps)
        {
            AddStep(id, IdAt(step.At, payment.Random, -arrival), step, Evidence.SignedAnswer);
            AddEvent(++last, id, code, step.To, payment.Minor, step.To == payment.Status ? payment.RefundedMinor : 0, paidAt);
        }
        AddMessage(payment, id, tradeNo, arrival);
        if (payment.RefundedMinor > 0)
        {
            AddRefund(payment, id, arrival);
        }
        return last;
    }

    private void AddStep(Guid payment, Guid id, SeededStep step, Evidence evidence) =>
        _steps.Rows.Add([tenant.Id.Value, payment, id, step.From.ToString(), step.To.ToString(), step.Reason, evidence.ToString(), step.At.UtcDateTime]);

    private void AddEvent(long sequence, Guid payment, QrCode code, PaymentStatus status, long minor, long refunded, DateTime? paidAt) =>
        _events.Rows.Add([tenant.Id.Value, sequence, payment, code.CounterId.Value, status.ToString(), minor, refunded, paidAt]);

    private void AddRefund(SeededPayment payment, Guid id, long arrival)
    {
        var (number, at) = (string.Create(CultureInfo.InvariantCulture, $"R{payment.EndedAt.UtcDateTime:yyyyMMdd}{arrival:D19}"), payment.EndedAt.UtcDateTime);
        _refunds.Rows.Add(
        [
            tenant.Id.Value, IdAt(payment.EndedAt, payment.Random, arrival), id, number, nameof(RefundStatus.Done), tenant.Currency.Code, payment.RefundedMinor, "seeded", at, Array.Empty<byte>(),
            payment.Minor, true, false, false, at, at, false, false, false, 0, false, at, 1, 1, 0, 0L,
        ]);
    }

    private void AddMessage(SeededPayment payment, Guid id, string tradeNo, long arrival)
    {
        var status = payment.Status == PaymentStatus.Closed ? "TRADE_CLOSED" : "TRADE_SUCCESS";
        var body = Encoding.ASCII.GetBytes($"trade_no={tradeNo}&trade_status={status}&seeded=true");           // no signature: it is no evidence of money
        _messages.Rows.Add(
        [
            tenant.Id.Value, IdAt(payment.ArrivedAt, payment.Random, arrival), account.Value, string.Create(CultureInfo.InvariantCulture, $"seed{arrival:D19}"), SHA256.HashData(body),
            SHA256.HashData(Encoding.ASCII.GetBytes(tradeNo)), tradeNo, status, nameof(NoticeVerdict.Applied), id, secrets.Encrypt(tenant.Id, tenant.WrappedDataKey, body),
            payment.ArrivedAt.UtcDateTime,
        ]);
    }

    /// <summary>Version 7, as all our ids, and the same for the same seed; the arrival keeps two runs of one seed apart.</summary>
    private static Guid IdAt(DateTimeOffset at, long random, long arrival)
    {
        var tail = unchecked((ulong)(random ^ (arrival * (long)0x9E37_79B9_7F4A_7C15UL)) >> 2) | 0x8000_0000_0000_0000UL;
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, at.ToUnixTimeMilliseconds() << 16);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000 | (random & 0xFFF)));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], tail);
        return new Guid(bytes, bigEndian: true);
    }
}
