using Portal.Domain.Work;
using Portal.Web.Composition;

namespace Portal.Web.Components.Layout;

/// <summary>One way through the portal. Shown where the permission is held; the page itself refuses all the same.</summary>
/// <param name="Key">Name of its words, and of its glyph <c>i-…</c>.</param>
/// <param name="StartsGroup">A hairline stands above it.</param>
public sealed record NavEntry(string Key, string Icon, string Href, Permission? Needs = null, bool StartsGroup = false)
{
    private static readonly NavEntry[] s_inTenant =
    [
        new("Today", "i-today", "", Permission.SeePayments),
        new("Till", "i-till", "till", Permission.SeePayments),
        new("Payments", "i-list", "payments", Permission.SeePayments),
        new("Check", "i-check", "check", Permission.CheckClaim),
        new("Attention", "i-attention", "attention", Permission.SeeAttention, StartsGroup: true),
        new("Counters", "i-counters", "counters", Permission.SeeCounters, StartsGroup: true),
        new("Users", "i-users", "users", Permission.SeePeople),
        new("Settings", "i-settings", "settings", Permission.SeeSettings, StartsGroup: true),
        new("Audit", "i-audit", "audit", Permission.SeeAudit),
    ];

    private static readonly NavEntry[] s_onPlatform = [new("Tenants", "i-users", "admin/tenants"), new("Jobs", "i-jobs", "admin/jobs")];

    public static IReadOnlyList<NavEntry> Of(Seat? seat) =>
        seat is null ? s_onPlatform : [.. s_inTenant.Where(entry => entry.Needs is not { } needed || seat.May(needed))];

    /// <summary>Whether a path of the portal belongs to this entry.</summary>
    public bool Holds(string path) => Href.Length == 0 ? path.Length == 0 : path == Href || path.StartsWith(Href + "/", StringComparison.Ordinal);
}
