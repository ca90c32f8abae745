using System.Data.Common;
using Portal.Domain.Alarms;
using Portal.Domain.Notifications;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Persistence.Inbox;

/// <summary>A stored message as the writer compares it.</summary>
internal sealed record KnownMessage(Guid Id, byte[] Fingerprint, NoticeVerdict Verdict);

/// <summary>The prepared statements of the writer, on one connection and one transaction at a time. Every one of them names the tenant.</summary>
internal sealed class InboxCommands : IDisposable
{
    private readonly DbConnection _connection;
    private readonly Dictionary<string, DbCommand> _prepared = [];
    private DbTransaction? _transaction;

    public InboxCommands(DbConnection connection) => _connection = connection;

    public void Begin(DbTransaction transaction) => _transaction = transaction;

    /// <summary>The messages that came under this id.</summary>
    public async Task<IReadOnlyList<KnownMessage>> MessagesAsync(AccountId account, string notifyId)
    {
        var command = Command(
            "SELECT Id, Fingerprint, Verdict FROM Notifications WHERE AccountId = @account AND NotifyId = @notify", ("@account", account.Value), ("@notify", notifyId));
        await using var reader = await command.ExecuteReaderAsync();
        List<KnownMessage>? found = null;
        while (await reader.ReadAsync())
        {
            (found ??= []).Add(new KnownMessage(reader.GetGuid(0), reader.GetFieldValue<byte[]>(1), Enum.Parse<NoticeVerdict>(reader.GetString(2))));
        }
        return found ?? (IReadOnlyList<KnownMessage>)[];
    }

    public async Task<bool> HasEffectAsync(AccountId account, byte[] effect) =>
        await Command("SELECT 1 FROM Notifications WHERE AccountId = @account AND Effect = @effect", ("@account", account.Value), ("@effect", effect)).ExecuteScalarAsync() is not null;

    public async Task<PaymentId?> FindPaymentAsync(TenantId tenant, AccountId account, AlipayTradeNo tradeNo)
    {
        var command = Command(
            "SELECT Id FROM Payments WHERE TenantId = @tenant AND AccountId = @account AND TradeNo = @trade",
            ("@tenant", tenant.Value), ("@account", account.Value), ("@trade", tradeNo.Value));
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? new PaymentId(reader.GetGuid(0)) : null;
    }

    /// <summary>Locks the tenant's numbers until the commit, so that they become visible in order. On SQLite the transaction holds the one write lock already.</summary>
    public async Task<long> LastSequenceAsync(TenantId tenant) =>
        Convert.ToInt64(await Command(LastSequence(_connection is Microsoft.Data.Sqlite.SqliteConnection), ("@tenant", tenant.Value)).ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);

    public Task NumberedAsync(TenantId tenant, long last) =>
        Command("UPDATE TenantFeeds SET LastSequence = @last WHERE TenantId = @tenant", ("@tenant", tenant.Value), ("@last", last)).ExecuteNonQueryAsync();

    public Task AddNotificationAsync(InboxEntry entry, NoticeVerdict verdict, PaymentId? payment, byte[] sealedBody) => Command(
        "INSERT INTO Notifications (TenantId, Id, AccountId, NotifyId, Fingerprint, Effect, TradeNo, TradeStatus, RefundNo, RefundFee, Verdict, PaymentId, SealedBody, ReceivedAt) "
        + "VALUES (@tenant, @id, @account, @notify, @print, @effect, @trade, @status, @refund, @fee, @verdict, @payment, @body, @at)",
        ("@tenant", entry.Tenant.Value), ("@id", entry.Id.Value), ("@account", entry.Account.Value), ("@notify", entry.Notice.NotifyId), ("@print", entry.Notice.Fingerprint),
        ("@effect", verdict == NoticeVerdict.Applied ? entry.Effect : DBNull.Value), ("@trade", entry.Notice.TradeNo.Value),
        ("@status", entry.Notice.TradeStatus), ("@refund", Or(entry.Notice.RefundNo)), ("@fee", Or(entry.Notice.RefundFee)), ("@verdict", verdict.ToString()), ("@payment", payment?.Value ?? (object)DBNull.Value), ("@body", sealedBody),
        ("@at", entry.At.UtcDateTime)).ExecuteNonQueryAsync();

    public async Task AddPaymentAsync(Payment payment)
    {
        await Command(
            "INSERT INTO Payments (TenantId, Id, AccountId, QrCodeId, CounterId, TradeNo, OutTradeNo, Status, Currency, AmountMinor, ReportedMinor, RefundedMinor, HeldMinor, StepCount, CnyMinor, "
            + "PaidAt, ArrivedAt, OccurredAt, TradeDate, Payer, PayerHash, Doubt, NotFoundAnswers, FirstNotFoundAt, UnclearSince, Arrival, Sequence, IsFrozen, Version, "
            + "DueAt, Attempts, Failures, LeasedUntil, LeaseToken) "
            + "VALUES (@tenant, @id, @account, @code, @counter, @trade, @out, @status, @currency, @amount, @reported, 0, 0, 1, NULL, "
            + "@paid, @arrived, @occurred, @date, @payer, @payerHash, @doubt, 0, NULL, @unclear, @arrival, @sequence, @frozen, @version, "
            + "@due, 0, 0, NULL, 0)",
            ("@tenant", payment.TenantId.Value), ("@id", payment.Id.Value), ("@account", payment.AccountId.Value), ("@code", payment.QrCodeId.Value),
            ("@counter", payment.CounterId.Value), ("@trade", payment.TradeNo.Value), ("@out", payment.OutTradeNo.Value), ("@status", payment.Status.ToString()),
            ("@currency", payment.Currency.Code), ("@amount", Or(payment.AmountMinor)), ("@reported", Or(payment.ReportedMinor)), ("@paid", Or(payment.PaidAt)),
            ("@arrived", payment.ArrivedAt.UtcDateTime), ("@occurred", payment.OccurredAt.UtcDateTime), ("@date", payment.TradeDate), ("@payer", Or(payment.Payer)), ("@payerHash", payment.PayerHash ?? (object)DBNull.Value),
            ("@doubt", Or(payment.Doubt)), ("@unclear", Or(payment.UnclearSince)), ("@arrival", payment.Arrival), ("@sequence", payment.Sequence),
            ("@frozen", payment.IsFrozen), ("@version", payment.Version), ("@due", Or(payment.DueAt))).ExecuteNonQueryAsync();
        foreach (var step in payment.History)
        {
            await Command(
                "INSERT INTO PaymentSteps (TenantId, PaymentId, Id, \"From\", \"To\", Reason, Evidence, At) VALUES (@tenant, @payment, @id, @from, @to, @reason, @evidence, @at)",
                ("@tenant", step.TenantId.Value), ("@payment", step.PaymentId.Value), ("@id", step.Id), ("@from", step.From.ToString()), ("@to", step.To.ToString()),
                ("@reason", step.Reason), ("@evidence", step.Evidence.ToString()), ("@at", step.At.UtcDateTime)).ExecuteNonQueryAsync();
        }
        await Command(
            "INSERT INTO PaymentEvents (TenantId, Sequence, PaymentId, CounterId, Status, AmountMinor, RefundedMinor, PaidAt) VALUES (@tenant, @sequence, @payment, @counter, @status, @amount, 0, @paid)",
            ("@tenant", payment.TenantId.Value), ("@sequence", payment.Sequence), ("@payment", payment.Id.Value), ("@counter", payment.CounterId.Value),
            ("@status", payment.Status.ToString()), ("@amount", Or(payment.AmountMinor)), ("@paid", Or(payment.PaidAt))).ExecuteNonQueryAsync();
    }

    /// <summary>An orphan that came again, now to the address of a code.</summary>
    public Task AdoptAsync(InboxEntry entry, Guid message, NoticeVerdict verdict, PaymentId payment) => Command(
        "UPDATE Notifications SET Verdict = @verdict, Effect = @effect, PaymentId = @payment WHERE TenantId = @tenant AND Id = @id",
        ("@tenant", entry.Tenant.Value), ("@id", message), ("@verdict", verdict.ToString()),
        ("@effect", verdict == NoticeVerdict.Applied ? entry.Effect : DBNull.Value), ("@payment", payment.Value)).ExecuteNonQueryAsync();

    /// <summary>New word of a known payment: it is asked again, and whoever is asking now asks in vain.</summary>
    public Task DueNowAsync(TenantId tenant, PaymentId payment, DateTimeOffset at) => Command(
        "UPDATE Payments SET DueAt = @at, LeasedUntil = NULL, LeaseToken = LeaseToken + 1 WHERE TenantId = @tenant AND Id = @id AND IsFrozen = 0",
        ("@tenant", tenant.Value), ("@id", payment.Value), ("@at", at.UtcDateTime)).ExecuteNonQueryAsync();

    public async Task RaiseAsync(Alarm alarm)
    {
        var counted = await Command(
            "UPDATE Alarms SET Times = Times + 1, LastAt = @at WHERE TenantId = @tenant AND Cause = @cause AND ClosedAt IS NULL",
            ("@tenant", alarm.TenantId.Value), ("@cause", alarm.Cause), ("@at", alarm.LastAt.UtcDateTime)).ExecuteNonQueryAsync();
        if (counted == 0)
        {
            await Command(
                "INSERT INTO Alarms (TenantId, Id, Kind, Cause, PaymentId, Detail, Times, RaisedAt, LastAt, ClosedAt) VALUES (@tenant, @id, @kind, @cause, @payment, @detail, 1, @at, @at, NULL)",
                ("@tenant", alarm.TenantId.Value), ("@id", alarm.Id), ("@kind", alarm.Kind.ToString()), ("@cause", alarm.Cause),
                ("@payment", alarm.PaymentId?.Value ?? (object)DBNull.Value), ("@detail", alarm.Detail), ("@at", alarm.LastAt.UtcDateTime)).ExecuteNonQueryAsync();
        }
    }

    /// <summary>The statement as it is sent; a test parses the one that no database here can run.</summary>
    internal static string LastSequence(bool sqlite) => $"SELECT LastSequence FROM TenantFeeds{(sqlite ? "" : " WITH (UPDLOCK, ROWLOCK)")} WHERE TenantId = @tenant";

    public void Dispose()
    {
        foreach (var command in _prepared.Values)
        {
            command.Dispose();
        }
    }

    private DbCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, _) in parameters)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                command.Parameters.Add(parameter);
            }
            _prepared[sql] = command;
        }
        for (var i = 0; i < parameters.Length; i++)
        {
            command.Parameters[i].Value = parameters[i].Value;
        }
        command.Transaction = _transaction;
        return command;
    }

    private static object Or(long? value) => value ?? (object)DBNull.Value;

    private static object Or(string? value) => value ?? (object)DBNull.Value;

    private static object Or(DateTimeOffset? value) => value?.UtcDateTime ?? (object)DBNull.Value;
}
