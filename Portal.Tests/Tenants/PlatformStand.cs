using System.Security.Cryptography;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;

namespace Portal.Tests.Tenants;

/// <summary>People of the platform, and short ways for what tests of tenants do.</summary>
internal static class PlatformStand
{
    public static readonly TenantDetails Details = new("Peak Noodles", "HKD", "Asia/Hong_Kong", "HK", "1 Peak Road", "5812", false);

    /// <summary>Somebody of the platform who is signed in, and proven unless said otherwise.</summary>
    public static async Task<PlatformActor> StaffAsync(this TestPortal portal, PlatformRole role = PlatformRole.Admin, bool isProven = true)
    {
        var user = new UserId(Guid.CreateVersion7());
        var session = Session.Open(user, RandomNumberGenerator.GetBytes(32), [], SignInMethod.PasswordAndCode, "127.0.0.1", null, portal.Clock.GetUtcNow(), TimeSpan.FromDays(3650));
        if (isProven)
        {
            session.Proven(portal.Clock.GetUtcNow(), TimeSpan.FromDays(3650));
        }
        await using var context = portal.Database.OpenWithoutTenant();
        context.PlatformMemberships.Add(PlatformMembership.Of(user, role));
        context.Sessions.Add(session);
        await context.SaveChangesAsync();
        return new PlatformActor(user, session.Id);
    }

    public static Actor In(this PlatformActor staff, TenantId tenant) => Actor.Person(tenant, staff.User!.Value, staff.Session);

    public static async Task<Tenant> TenantAsync(this TestPortal portal, TenantId id)
    {
        await using var context = portal.Database.OpenWithoutTenant();
        return context.Tenants.Single(tenant => tenant.Id == id);
    }

    public static async Task<IReadOnlyList<Revocation>> RevocationsAsync(this TestPortal portal)
    {
        await using var context = portal.Database.OpenWithoutTenant();
        return [.. context.Revocations];
    }

    public static Task<Outcome<Tenant>> SuspendAsync(this CodeStand stand, PlatformActor admin, bool codes) =>
        stand.Portal.Get<SuspendTenant>().RunAsync(admin, stand.Shop.Id, codes, "rent not paid", default);

    public static Task<Outcome<Tenant>> ResumeAsync(this CodeStand stand, PlatformActor admin) => stand.Portal.Get<ResumeTenant>().RunAsync(admin, stand.Shop.Id, default);

    /// <summary>The narrower key of a refusal, or its code; null when done.</summary>
    public static string? Reason<T>(this Outcome<T> outcome) => outcome is Outcome<T>.Refused { Error: var error } ? error.Reason ?? error.Code : null;
}
