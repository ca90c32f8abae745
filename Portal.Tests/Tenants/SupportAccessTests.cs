using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Tenants;

/// <summary>Platform staff in a tenant's pages: let in, to read, for a while.</summary>
public sealed class SupportAccessTests
{
    [Theory]
    [Trait("Row", "T-13")]
    [InlineData(PlatformRole.Admin)]
    [InlineData(PlatformRole.Support)]
    public async Task T_13_while_let_in_staff_hold_exactly_what_the_table_gives_by_grant(PlatformRole role)
    {
        await using var portal = await TestPortal.StartAsync();
        var shop = await portal.AShopAsync();
        var staff = await portal.StaffAsync(role);
        await LetInAsync(portal, shop, 1);
        var works = portal.Get<IPortalWorkFactory>();
        foreach (var permission in Enum.GetValues<Permission>())
        {
            string? refused = null;
            try
            {
                await using var work = await works.BeginAsync(staff.In(shop.Id), permission, default);
            }
            catch (AccessDeniedException denied)
            {
                refused = denied.Error.Code;
            }
            Assert.Equal((permission, role.Holder().Of(permission).Reach == Reach.ByGrant ? null : "forbidden"), (permission, refused));
        }
    }

    [Fact]
    [Trait("Row", "T-13")]
    public async Task T_13_without_a_grant_after_its_time_and_after_its_end_staff_find_nothing()
    {
        await using var portal = await TestPortal.StartAsync();
        var (shop, other) = (await portal.AShopAsync(), await portal.AShopAsync("Other"));
        var staff = await portal.StaffAsync();
        Assert.Equal("not_found", await RefusedAsync(portal, staff, shop));
        Assert.Equal("not_let_in", (await portal.Get<VisitTenant>().RunAsync(staff, shop.Id, default)).Reason());
        await LetInAsync(portal, shop, 2);
        Assert.Null(await RefusedAsync(portal, staff, shop));
        Assert.Equal("not_found", await RefusedAsync(portal, staff, other));
        portal.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal("not_found", await RefusedAsync(portal, staff, shop));
        await LetInAsync(portal, shop, 2);
        Assert.IsType<Outcome<Tenant>.Done>(await portal.Get<VisitTenant>().RunAsync(staff, shop.Id, default));
        Assert.IsType<Outcome<Tenant>.Done>(await portal.Get<EndSupport>().RunAsync(shop.Owner, default));
        Assert.Equal("not_found", await RefusedAsync(portal, staff, shop));
        Assert.Contains(await portal.RevocationsAsync(), word => word.UserId == staff.User && word.TenantId == shop.Id);
        Assert.Equal("who is late", Assert.Single((await portal.Get<IPeopleQueries>().SupportAsync(shop.Owner, default)).Visits).Reason);
    }

    [Theory]
    [InlineData("", 4, "reason_required")]
    [InlineData("why", 0, "hours_invalid")]
    [InlineData("why", 73, "hours_invalid")]
    public async Task A_grant_needs_a_reason_and_ends_within_three_days(string reason, int hours, string refused)
    {
        await using var portal = await TestPortal.StartAsync();
        var shop = await portal.AShopAsync();
        Assert.Equal(refused, (await portal.Get<LetSupportIn>().RunAsync(shop.Owner, reason, hours, default)).Reason());
        await Assert.ThrowsAsync<AccessDeniedException>(async () => await portal.Get<LetSupportIn>().RunAsync(await portal.APersonAsync(shop.Id, Role.Manager), "why", 4, default));
    }

    private static async Task LetInAsync(TestPortal portal, Shop shop, int hours) =>
        Assert.IsType<Outcome<SupportGrant>.Done>(await portal.Get<LetSupportIn>().RunAsync(shop.Owner, "who is late", hours, default));

    private static async Task<string?> RefusedAsync(TestPortal portal, PlatformActor staff, Shop shop)
    {
        try
        {
            await portal.Get<IPaymentQueries>().PageAsync(staff.In(shop.Id), PaymentFilter.All, null, 10, default);
            await portal.Get<ICounterQueries>().ListAsync(staff.In(shop.Id), default);
            return null;
        }
        catch (AccessDeniedException denied)
        {
            return denied.Error.Code;
        }
    }
}
