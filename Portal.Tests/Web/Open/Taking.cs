using Microsoft.EntityFrameworkCore;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Persistence;
using Portal.Tests.TestKit;

namespace Portal.Tests.Web.Open;

/// <summary>Ways to take something from a person, each with its word to what is open, in one transaction.</summary>
internal static class Taking
{
    public static async Task RunAsync(string what, PortalDatabase database, TimeProvider clock, TenantId tenant, UserId person, params CounterId[] counters)
    {
        if (what == "sign-in ended")
        {
            await new SessionStore(database, clock).EndAllAsync(person, null, default);
            return;
        }
        await using var context = database.Open(tenant);
        var membership = await context.Memberships.Include(row => row.Counters).SingleAsync(row => row.UserId == person);
        var now = clock.GetUtcNow();
        switch (what)
        {
            case "removed":
                context.Memberships.Remove(membership);
                break;
            case "role changed":
                membership.Change(Role.Accountant, []);
                break;
            case "counters changed":
                membership.Change(membership.Role, counters);
                break;
            case "tenant suspended":
                Assert.True((await context.Tenants.SingleAsync(row => row.Id == tenant)).TryChangeStatus(TenantStatus.Suspended, "unpaid", now));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(what));
        }
        context.Revocations.Add(what == "tenant suspended" ? Revocation.OfTenant(tenant, now) : Revocation.OfMembership(tenant, person, now));
        await context.SaveChangesAsync();
    }

    public static Task RunAsync(string what, PortalFixture portal, PortalPerson person, params CounterId[] counters) =>
        RunAsync(what, portal.Get<PortalDatabase>(), portal.Clock, person.Tenant.Id, new UserId(person.Id), counters);
}
