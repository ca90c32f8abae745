using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Tests.Domain;

/// <summary>Who may give which place, and who sees whom.</summary>
public sealed class PeopleRulesTests
{
    private static readonly CounterId s_front = CounterId.New();
    private static readonly CounterId s_back = CounterId.New();

    [Fact]
    public void Owners_give_every_role_managers_only_cashiers_and_others_none()
    {
        Assert.Equal([Role.Owner, Role.Manager, Role.Cashier, Role.Accountant], PeopleRules.Givable(Role.Owner));
        Assert.Equal([Role.Cashier], PeopleRules.Givable(Role.Manager));
        Assert.Empty(PeopleRules.Givable(Role.Cashier));
        Assert.Empty(PeopleRules.Givable(Role.Accountant));
    }

    [Fact]
    public void The_command_line_and_owners_give_any_place()
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            Assert.Null(PeopleRules.Refusal(null, role, []));
            Assert.Null(PeopleRules.Refusal(APlace(Role.Owner), role, [s_back]));
        }
    }

    [Theory]
    [InlineData(Role.Manager, Role.Owner)]
    [InlineData(Role.Manager, Role.Manager)]
    [InlineData(Role.Manager, Role.Accountant)]
    [InlineData(Role.Cashier, Role.Cashier)]
    [InlineData(Role.Accountant, Role.Cashier)]
    public void A_place_that_one_could_not_give_is_forbidden(Role giver, Role role)
    {
        var no = PeopleRules.Refusal(APlace(giver), role, [])!;
        Assert.Equal(("forbidden", "manage_people"), (no.Code, no.Figures!["permission"]));
    }

    [Fact]
    public void A_manager_gives_cashiers_at_their_own_counters_only()
    {
        Assert.Null(PeopleRules.Refusal(APlace(Role.Manager), Role.Cashier, []));
        Assert.Null(PeopleRules.Refusal(APlace(Role.Manager), Role.Cashier, [s_back]));
        var bound = APlace(Role.Manager, s_front);
        Assert.Equal("counter_required", PeopleRules.Refusal(bound, Role.Cashier, [])?.Reason);
        Assert.Null(PeopleRules.Refusal(bound, Role.Cashier, [s_front]));
        Assert.Equal("not_found", PeopleRules.Refusal(bound, Role.Cashier, [s_back])?.Code);
        Assert.Equal("not_found", PeopleRules.Refusal(bound, Role.Cashier, [s_front, s_back])?.Code);
        Assert.Null(PeopleRules.Refusal(APlace(Role.Manager, s_front, s_back), Role.Cashier, [s_back, s_front]));
    }

    [Fact]
    public void Everybody_sees_themselves_and_a_bound_manager_the_cashiers_of_their_own_counters()
    {
        var person = new UserId(Guid.NewGuid());
        var bound = APlace(Role.Manager, s_front);
        Assert.True(PeopleRules.Sees(null, person, Role.Owner, []));
        Assert.True(PeopleRules.Sees(APlace(Role.Owner, s_front), person, Role.Owner, []));
        Assert.True(PeopleRules.Sees(APlace(Role.Manager), person, Role.Owner, []));
        Assert.True(PeopleRules.Sees(bound, bound.UserId, Role.Manager, []));
        Assert.True(PeopleRules.Sees(bound, person, Role.Cashier, [s_back, s_front]));
        Assert.True(PeopleRules.Sees(APlace(Role.Manager, s_front, s_back), person, Role.Cashier, [s_back]));
        Assert.False(PeopleRules.Sees(bound, person, Role.Cashier, [s_back]));
        Assert.False(PeopleRules.Sees(bound, person, Role.Cashier, []));
        Assert.False(PeopleRules.Sees(bound, person, Role.Manager, [s_front]));
    }

    [Theory]
    [InlineData(Role.Owner, false)]
    [InlineData(Role.Manager, true)]
    [InlineData(Role.Cashier, true)]
    [InlineData(Role.Accountant, false)]
    public void Only_managers_and_cashiers_are_bound_to_counters(Role role, bool isBound) =>
        Assert.Equal(isBound ? [s_front, s_back] : [], PeopleRules.CountersFor(role, [s_front, s_back, s_front]));

    private static Membership APlace(Role role, params CounterId[] counters) => Membership.Of(TenantId.New(), new UserId(Guid.NewGuid()), role, counters);
}
