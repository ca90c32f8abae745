using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;

namespace Portal.Domain.Refunds;

/// <summary>What somebody may give back without another person: the limits of the role, and what the owner has set beside them.</summary>
/// <remarks>Source: ROLES, "Default limits for a new tenant".</remarks>
/// <param name="Units">Units of a two-decimal currency at once.</param>
/// <param name="ProofBeyond">More than that takes a fresh proof; else it is refused.</param>
/// <param name="PerHour">Null: any number.</param>
/// <param name="Days">1: payments of the same shop day; more: of so many days; null: of any age.</param>
public sealed record RoleLimit(long Units, bool ProofBeyond, int? PerHour, int? Days)
{
    /// <summary>The most at once that the owner has set; null: <paramref name="Units"/> of the currency.</summary>
    public Money? Most { get; init; }

    private const long UnitsOfSmallCurrency = 100;
    private const long UnitsOfWon = 1000;

    /// <summary>Null: the role gives nothing back at all.</summary>
    public static RoleLimit? Of(Role role) => role switch
    {
        Role.Owner => new RoleLimit(1000, ProofBeyond: true, PerHour: null, Days: null),
        Role.Manager => new RoleLimit(1000, ProofBeyond: true, PerHour: 20, Days: 30),
        Role.Cashier => new RoleLimit(50, ProofBeyond: false, PerHour: 5, Days: 1),
        _ => null,
    };

    /// <summary>With what the owner has set in the tenant's currency.</summary>
    public RoleLimit With(LimitRule? rule, Currency currency) => rule is null ? this : this with
    {
        Most = rule.AmountMinor is { } minor ? Money.OfMinor(minor, currency) : Most,
        PerHour = rule.PerHour ?? PerHour,
        Days = rule.Days ?? Days,
    };

    /// <summary>The most at once: 50 units are 50.00, 5,000 yen, 50,000 won.</summary>
    public Money In(Currency currency)
    {
        if (Most is { } set && set.Currency == currency)
        {
            return set;
        }
        var minor = Units * (currency.Code == "KRW" ? UnitsOfWon : currency.Decimals == 0 ? UnitsOfSmallCurrency : 1);
        for (var i = 0; i < currency.Decimals; i++)
        {
            minor *= 10;
        }
        return Money.OfMinor(minor, currency);
    }

    public bool IsTooOld(Payment payment, Tenant tenant, DateTimeOffset now) =>
        Days is { } days && payment.OccurredAt < (days == 1 ? tenant.ShopDayAt(now).From : now - TimeSpan.FromDays(days));
}
