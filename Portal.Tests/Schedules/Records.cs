using System.Runtime.CompilerServices;
using Portal.Domain.Cancels;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Work;

namespace Portal.Tests.Schedules;

/// <summary>What is on disk: one payment and its ways back, saved whole or not at all, each row by its version and newest claim.</summary>
internal sealed class Records
{
    private long _sequence;

    public Payment Payment { get; private set; } = null!;

    public List<Refund> Refunds { get; } = [];

    public List<Cancel> Cancels { get; } = [];

    public List<RefundNotice> Notices { get; } = [];

    public void Begin(Payment payment)
    {
        _sequence = 1;
        payment.ArrivedAs(1);
        Payment = Copy(payment);
        Refunds.Clear();
        Cancels.Clear();
        Notices.Clear();
    }

    /// <summary>As somebody reads it: a copy of his own, without the history.</summary>
    public static T Copy<T>(T row)
        where T : class
    {
        var copy = (T)CloneOf(row);
        if (copy is Payment payment)
        {
            HistoryOf(payment) = [];
        }
        return copy;
    }

    public void Save(Payment payment)
    {
        payment.ChangedAs(++_sequence);
        Payment = Copy(payment);
    }

    public void Save(Refund refund)
    {
        refund.Changed();
        Put(Refunds, refund, row => row.Id == refund.Id);
    }

    public void Save(Cancel cancel)
    {
        cancel.Changed();
        Put(Cancels, cancel, row => row.Id == cancel.Id);
    }

    /// <summary>A message makes the payment due, and whoever asks just now asks in vain.</summary>
    public void DueNow(DateTimeOffset now)
    {
        if (!Payment.IsFrozen)
        {
            Payment.TakeLease(now, TimeSpan.Zero);
            Payment.AskAgainAt(now);
        }
    }

    public IEnumerable<DueRow> Due(DateTimeOffset now)
    {
        foreach (var row in Cancels)
        {
            if (IsDue(row, now))
            {
                yield return row;
            }
        }
        foreach (var row in Refunds)
        {
            if (IsDue(row, now))
            {
                yield return row;
            }
        }
        if (IsDue(Payment, now))
        {
            yield return Payment;
        }
    }

    /// <summary>When the next row can be claimed; null: nothing is open.</summary>
    public DateTimeOffset? NextDue()
    {
        var next = When(Payment);
        foreach (var row in Refunds)
        {
            next = Earlier(next, When(row));
        }
        foreach (var row in Cancels)
        {
            next = Earlier(next, When(row));
        }
        return next;
    }

    private static bool IsDue(DueRow row, DateTimeOffset now) => row.DueAt <= now && !(row.LeasedUntil >= now);

    private static DateTimeOffset? When(DueRow row) => row.DueAt is { } due ? (row.LeasedUntil >= due ? row.LeasedUntil.Value.AddTicks(1) : due) : null;

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b ?? a : a;

    private static void Put<T>(List<T> rows, T row, Predicate<T> isIt)
        where T : class
    {
        var at = rows.FindIndex(isIt);
        if (at < 0)
        {
            rows.Add(Copy(row));
        }
        else
        {
            rows[at] = Copy(row);
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "MemberwiseClone")]
    private static extern object CloneOf(object row);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_history")]
    private static extern ref List<PaymentStep> HistoryOf(Payment payment);
}
