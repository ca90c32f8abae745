using System.Globalization;
using Portal.Domain.Audit;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Domain.Refunds;

/// <summary>Limits as typed; what is empty is as it was without them.</summary>
/// <param name="Amount">The most at once, in the tenant's currency.</param>
/// <param name="PerHour">Refunds and cancels an hour, 1 to 1,000.</param>
/// <param name="Days">How old a payment may be, 1 to 365; 1: the same shop day.</param>
public sealed record LimitOrder(string? Amount, string? PerHour, string? Days);

/// <summary>The owner sets how much a role, or one person, may give back. It holds from the next refund on.</summary>
public sealed class ChangeLimits(IPortalWorkFactory works)
{
    private const int MostPerHour = 1000;
    private const int MostDays = 365;

    private static PortalError PerHourInvalid => new("amount_invalid", ErrorKind.Invalid, "limit_count_invalid");

    private static PortalError DaysInvalid => new("amount_invalid", ErrorKind.Invalid, "limit_days_invalid");

    /// <returns>The limit that holds for the role now.</returns>
    public async Task<Outcome<RoleLimit>> RunAsync(Actor actor, Role role, LimitOrder order, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.ChangePolicies, ct);
        if (RoleLimit.Of(role) is not { } standard)
        {
            return RefundErrors.AmountInvalid;
        }
        var rule = await work.Limits.FindAsync(role, ct);
        return await SetAsync(work, rule, rule ?? LimitRule.Of(work.Tenant.Id, role), standard, order, new AuditEntry { Act = "change_limits", Subject = new AuditSubject("tenant", work.Tenant.Id.ToString()) }, ct);
    }

    /// <returns>The limit that holds for the person now.</returns>
    public async Task<Outcome<RoleLimit>> OfPersonAsync(Actor actor, UserId user, LimitOrder order, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.ChangePolicies, ct);
        if (await work.People.FindAsync(user, ct) is not { } member)
        {
            return CommonErrors.NotFound;
        }
        if (RoleLimit.Of(member.Role) is not { } standard)
        {
            return RefundErrors.AmountInvalid;
        }
        var rule = await work.Limits.FindAsync(user, ct);
        var ofRole = standard.With(await work.Limits.FindAsync(member.Role, ct), work.Tenant.Currency);
        return await SetAsync(work, rule, rule ?? LimitRule.Of(work.Tenant.Id, user), ofRole, order, new AuditEntry { Act = "change_limits", Subject = new AuditSubject("person", user.ToString()) }, ct);
    }

    private static async Task<Outcome<RoleLimit>> SetAsync(IPortalWork work, LimitRule? known, LimitRule rule, RoleLimit without, LimitOrder order, AuditEntry said, CancellationToken ct)
    {
        if (Amount(order.Amount, work.Tenant.Currency) is not Outcome<Money?>.Done amount)
        {
            return RefundErrors.AmountInvalid;
        }
        if (!IsNumber(order.PerHour, MostPerHour, out var perHour))
        {
            return PerHourInvalid;
        }
        if (!IsNumber(order.Days, MostDays, out var days))
        {
            return DaysInvalid;
        }
        rule.Set(amount.Value, perHour, days);
        if (rule.SaysNothing && known is not null)
        {
            work.Limits.Remove(rule);
        }
        else if (!rule.SaysNothing && known is null)
        {
            work.Limits.Add(rule);
        }
        if (!rule.SaysNothing || known is not null)
        {
            work.Audit(said);
            if (await work.CommitAsync(ct) is { } stale)
            {
                return stale;
            }
        }
        return without.With(rule, work.Tenant.Currency);
    }

    private static Outcome<Money?> Amount(string? text, Currency currency) =>
        string.IsNullOrWhiteSpace(text) ? new Outcome<Money?>.Done(null)
        : Money.TryParse(text.Trim(), currency, out var amount) && amount.IsPositive ? new Outcome<Money?>.Done(amount)
        : new Outcome<Money?>.Refused(RefundErrors.AmountInvalid);

    private static bool IsNumber(string? text, int most, out int? number)
    {
        number = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            return true;
        }
        if (!int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var read) || read < 1 || read > most)
        {
            return false;
        }
        number = read;
        return true;
    }
}
