using Portal.Domain.Counters;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Tenants;

/// <summary>Who may give whom which place.</summary>
public sealed class PeopleTests
{
    /// <summary>T-12, row by row: who, to whom, what, and the answer. Null: done.</summary>
    [Theory]
    [Trait("Row", "T-12")]
    [InlineData(Role.Owner, Role.Cashier, Role.Manager, null)]
    [InlineData(Role.Owner, Role.Owner, Role.Cashier, null)]
    [InlineData(Role.Owner, Role.Accountant, Role.Owner, null)]
    [InlineData(Role.Manager, Role.Cashier, Role.Cashier, null)]
    [InlineData(Role.Manager, Role.Cashier, Role.Manager, "forbidden")]
    [InlineData(Role.Manager, Role.Cashier, Role.Owner, "forbidden")]
    [InlineData(Role.Manager, Role.Manager, Role.Cashier, "forbidden")]
    [InlineData(Role.Manager, Role.Owner, Role.Cashier, "forbidden")]
    [InlineData(Role.Manager, Role.Accountant, Role.Cashier, "forbidden")]
    [InlineData(Role.Cashier, Role.Cashier, Role.Owner, "denied")]
    [InlineData(Role.Accountant, Role.Cashier, Role.Cashier, "denied")]
    public async Task T_12_a_place_is_given_only_by_whom_holds_its_rights(Role giver, Role before, Role after, string? answer)
    {
        await using var portal = await TestPortal.StartAsync();
        var shop = await portal.AShopAsync();
        var (actor, person) = (await portal.APersonAsync(shop.Id, giver), await portal.APersonAsync(shop.Id, before));
        string? said;
        try
        {
            said = (await ChangeAsync(portal, actor, person, after)).ErrorCode();
        }
        catch (AccessDeniedException)
        {
            said = "denied";
        }
        Assert.Equal(answer, said);
        Assert.Equal(answer is null ? after : before, await RoleOfAsync(portal, shop, person));
        Assert.Equal(answer is null ? 1 : 0, (await portal.RevocationsAsync()).Count(word => word.UserId == person.User && word.TenantId == shop.Id));
    }

    [Fact]
    [Trait("Row", "T-12")]
    public async Task T_12_the_last_owner_stays_and_nobody_changes_their_own_place()
    {
        await using var portal = await TestPortal.StartAsync();
        var shop = await portal.AShopAsync();
        var remove = portal.Get<RemoveMember>();
        Assert.Equal("last_owner", (await ChangeAsync(portal, shop.Owner, shop.Owner, Role.Manager)).Reason());
        Assert.Equal("last_owner", (await remove.RunAsync(shop.Owner, shop.Owner.User!.Value, default)).Reason());
        Assert.Equal("last_owner", (await remove.RunAsync(Actor.Operator(shop.Id), shop.Owner.User!.Value, default)).Reason());
        var manager = await portal.APersonAsync(shop.Id, Role.Manager);
        Assert.Equal("own_place", (await ChangeAsync(portal, manager, manager, Role.Owner)).Reason());
        var second = await portal.APersonAsync(shop.Id, Role.Owner);
        Assert.Equal("own_place", (await ChangeAsync(portal, shop.Owner, shop.Owner, Role.Manager)).Reason());
        Assert.IsType<Outcome<Membership>.Done>(await remove.RunAsync(second, shop.Owner.User!.Value, default));
        await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<ICounterQueries>().ListAsync(shop.Owner, default));
        Assert.Equal("last_owner", (await remove.RunAsync(second, second.User!.Value, default)).Reason());
    }

    [Fact]
    [Trait("Row", "T-12")]
    public async Task T_12_two_owners_who_remove_each_other_at_once_leave_one()
    {
        await using var portal = await TestPortal.StartAsync();
        var shop = await portal.AShopAsync();
        var second = await portal.APersonAsync(shop.Id, Role.Owner);
        var works = portal.Get<IPortalWorkFactory>();
        await using var mine = await works.BeginAsync(shop.Owner, Permission.ManagePeople, default);
        await using var theirs = await works.BeginAsync(second, Permission.ManagePeople, default);
        foreach (var (work, victim) in new[] { (mine, second), (theirs, shop.Owner) })
        {
            work.People.Remove((await work.People.FindAsync(victim.User!.Value, default))!);
            work.Tenant.Touch();
        }
        Assert.Null(await mine.CommitAsync(default));
        Assert.Equal("stale", (await theirs.CommitAsync(default))?.Code);
    }

    [Fact]
    public async Task A_manager_of_one_counter_reaches_only_its_cashiers()
    {
        await using var portal = await TestPortal.StartAsync();
        var (shop, other) = (await portal.AShopAsync(), await portal.AShopAsync("Other"));
        var (front, back, foreign) = (await portal.ACounterAsync(shop, "Front"), await portal.ACounterAsync(shop, "Back"), await portal.ACounterAsync(other, "Foreign"));
        var manager = await portal.APersonAsync(shop.Id, Role.Manager, front.Id);
        var (mine, others) = (await portal.APersonAsync(shop.Id, Role.Cashier, front.Id), await portal.APersonAsync(shop.Id, Role.Cashier, back.Id));
        Assert.Null((await ChangeAsync(portal, manager, mine, Role.Cashier, front.Id)).ErrorCode());
        Assert.Equal("not_found", (await ChangeAsync(portal, manager, mine, Role.Cashier, back.Id)).ErrorCode());
        Assert.Equal("counter_required", (await ChangeAsync(portal, manager, mine, Role.Cashier)).Reason());
        Assert.Equal("not_found", (await ChangeAsync(portal, manager, others, Role.Cashier, front.Id)).ErrorCode());
        Assert.Equal("not_found", (await ChangeAsync(portal, shop.Owner, mine, Role.Cashier, foreign.Id)).ErrorCode());
        Assert.Equal("not_found", (await portal.Get<RemoveMember>().RunAsync(shop.Owner, other.Owner.User!.Value, default)).ErrorCode());
        Assert.Equal("not_found", (await portal.Get<InvitePerson>().RunAsync(manager, "new@shop.test", Role.Cashier, [foreign.Id], default)).ErrorCode());
        Assert.Equal("forbidden", (await portal.Get<InvitePerson>().RunAsync(manager, "new@shop.test", Role.Accountant, [], default)).ErrorCode());
        Assert.Null((await portal.Get<InvitePerson>().RunAsync(manager, "new@shop.test", Role.Cashier, [front.Id], default)).ErrorCode());
        Assert.Single((await portal.Get<IPeopleQueries>().ListAsync(manager, default)).Pending);
    }

    [Fact]
    [Trait("Row", "Capability-15")]
    public async Task Capability_15_a_cashier_moved_to_another_counter_sees_that_one_at_the_next_look_and_no_more()
    {
        await using var portal = await TestPortal.StartAsync();
        var shop = await portal.AShopAsync();
        var (front, back) = (await portal.ACounterAsync(shop, "Front"), await portal.ACounterAsync(shop, "Back"));
        var cashier = await portal.APersonAsync(shop.Id, Role.Cashier, front.Id);
        Assert.Null((await ChangeAsync(portal, shop.Owner, cashier, Role.Cashier, back.Id)).ErrorCode());
        Assert.Equal([back.Id], (await portal.Get<ICounterQueries>().ListAsync(cashier, default)).Select(counter => counter.Id));
        Assert.Null((await ChangeAsync(portal, shop.Owner, cashier, Role.Cashier)).ErrorCode());
        Assert.Empty(await portal.Get<ICounterQueries>().ListAsync(cashier, default));
    }

    [Fact]
    public async Task A_place_that_somebody_else_changed_meanwhile_is_stale()
    {
        await using var portal = await TestPortal.StartAsync();
        var shop = await portal.AShopAsync();
        var cashier = await portal.APersonAsync(shop.Id, Role.Cashier);
        Assert.Equal("stale", (await portal.Get<ChangeMember>().RunAsync(shop.Owner, cashier.User!.Value, Role.Manager, [], 7, default)).ErrorCode());
    }

    private static async Task<Outcome<Membership>> ChangeAsync(TestPortal portal, Actor actor, Actor person, Role role, params CounterId[] counters)
    {
        await using var context = portal.Database.Open(person.Tenant);
        var version = context.Memberships.Single(row => row.UserId == person.User!.Value).Version;
        return await portal.Get<ChangeMember>().RunAsync(actor, person.User!.Value, role, counters, version, default);
    }

    private static async Task<Role> RoleOfAsync(TestPortal portal, Shop shop, Actor person)
    {
        await using var context = portal.Database.Open(shop.Id);
        return context.Memberships.Single(row => row.UserId == person.User!.Value).Role;
    }
}
