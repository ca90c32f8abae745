using Portal.Domain.Alarms;
using Portal.Domain.Audit;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Refunds;

/// <summary>Keeps on record that somebody was held back by their limits. Whoever is so time and again raises an alarm, one a person as long as it is open.</summary>
/// <remarks>Source: RELIABILITY, M-12. Counted by the audit's rows, in the commit of the refusal's own row, so that two processes count together.</remarks>
public sealed class LimitWatch(IPortalWorkFactory works, TimeProvider clock)
{
    /// <summary>So many refusals within <see cref="Window"/> are no slip.</summary>
    public const int Often = 3;

    /// <summary>The audit's name of such a refusal.</summary>
    public const string Act = "held_back_by_limits";

    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <param name="permission">By which the person wanted to give the money back.</param>
    /// <param name="amount">What was to go back; null: the whole payment, whose amount cannot be read.</param>
    /// <param name="refused">Anything but <c>limit_exceeded</c> is no matter of this watch.</param>
    internal async Task SeeAsync(Actor actor, Permission permission, Payment payment, Money? amount, PortalError refused, CancellationToken ct)
    {
        if (actor.User is not { } user || refused is not { Code: "limit_exceeded", Figures: { } figures })
        {
            return;
        }
        await using var work = await works.BeginAsync(actor, permission, ct);
        work.Audit(new AuditEntry
        {
            Act = Act,
            Subject = new AuditSubject("person", user.ToString(), payment.CounterId),
            Before = new Dictionary<string, string> { ["remaining"] = payment.Refundable.ToPlainText(), ["limit"] = figures["limit"] },
            After = new Dictionary<string, string> { ["payment"] = payment.Id.ToString(), ["asked"] = amount?.ToString() ?? "", ["rule"] = figures["rule"] },
        });
        work.AtCommit(async inside =>
        {
            if (await work.People.TimesHeldBackAsync(user, clock.GetUtcNow() - Window, Often, inside) >= Often - 1)       // and the one of this commit
            {
                await work.Alarms.RaiseAsync(AlarmKind.HeldBackOften, user.ToString(), await work.Refunds.NameAsync(user, inside), null, inside);
            }
            return null;
        });
        await work.CommitAsync(ct);
    }
}
