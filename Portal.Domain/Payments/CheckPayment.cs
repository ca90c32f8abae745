using System.Collections.Concurrent;
using System.Globalization;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Payments;

/// <summary>What a person's question came to.</summary>
/// <param name="IsAsked">False: somebody is asking Alipay at this moment already.</param>
public sealed record CheckReceipt(PaymentStatus Status, bool IsAsked);

/// <summary><em>Check now</em>: a person has Alipay asked about a payment at once, whatever its state, and sees the answer.</summary>
/// <remarks>Source: CONTRACT, <c>POST /payments/{id}/check</c>; FLOWS 5.4.</remarks>
public sealed class CheckPayment(IPortalWorkFactory works, QueryPayment query, CheckPace pace, TimeProvider clock)
{
    public async Task<Outcome<CheckReceipt>> RunAsync(Actor actor, PaymentId id, CancellationToken ct)
    {
        Lease lease;
        await using (var work = await works.BeginAsync(actor, Permission.CheckPayment, ct))
        {
            if (await work.Payments.FindAsync(id, ct) is not { } payment)
            {
                return CommonErrors.NotFound;
            }
            if (payment.IsFrozen)
            {
                return PaymentErrors.Frozen;
            }
            if (payment.IsLeasedAt(clock.GetUtcNow()))
            {
                return new CheckReceipt(payment.Status, IsAsked: false);
            }
            if (actor.User is { } user && pace.Refuses(user) is { } tooOften)
            {
                return tooOften;
            }
            lease = new Lease(payment.LeaseToken);
        }
        return await query.RunAsync(actor, id, lease, ct) switch
        {
            Outcome<Payment>.Done { Value: var asked } => new CheckReceipt(asked.Status, IsAsked: true),
            Outcome<Payment>.Refused { Error.Code: "stale" } => await StandsAsync(actor, id, ct),
            Outcome<Payment>.Refused refused => refused.Error,
            _ => CommonErrors.Unavailable,
        };
    }

    /// <summary>Another hand had an answer meanwhile: its state is the newer one.</summary>
    private async Task<Outcome<CheckReceipt>> StandsAsync(Actor actor, PaymentId id, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.CheckPayment, ct);
        return await work.Payments.FindAsync(id, ct) is { } payment ? new CheckReceipt(payment.Status, IsAsked: false) : CommonErrors.NotFound;
    }
}

/// <summary>How often a person may have Alipay asked: 10 times a minute, in this process.</summary>
public sealed class CheckPace(TimeProvider clock)
{
    public const int PerMinute = 10;
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<UserId, Queue<DateTimeOffset>> _asked = new();

    /// <summary>Counts the question, or refuses it with <c>limit</c> and <c>until</c>.</summary>
    public PortalError? Refuses(UserId user)
    {
        var (now, asked) = (clock.GetUtcNow(), _asked.GetOrAdd(user, _ => new Queue<DateTimeOffset>()));
        lock (asked)
        {
            while (asked.TryPeek(out var first) && first <= now - s_minute)
            {
                asked.Dequeue();
            }
            if (asked.Count >= PerMinute)
            {
                return PaymentErrors.AskedTooOften(PerMinute, asked.Peek() + s_minute);
            }
            asked.Enqueue(now);
            return null;
        }
    }
}

/// <summary>The noes of asking about a payment.</summary>
public static class PaymentErrors
{
    /// <summary>Something is wrong with the payment's record; nothing is done until a person has looked.</summary>
    public static PortalError Frozen => new("stale", ErrorKind.Conflict, "payment_frozen");

    public static PortalError AskedTooOften(int limit, DateTimeOffset until) => new("too_many_requests", ErrorKind.TooMany, "check_paused", new Dictionary<string, string>
    {
        ["limit"] = limit.ToString(CultureInfo.InvariantCulture),
        ["until"] = until.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
    });
}
