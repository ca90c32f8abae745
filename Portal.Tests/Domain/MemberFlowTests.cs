using Portal.Domain.Counters;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.Domain.Memory;
using static Portal.Tests.Domain.Memory.MoneyFlows;

namespace Portal.Tests.Domain;

/// <summary>Places in a tenant: changed and taken away.</summary>
public sealed class MemberFlowTests
{
    private readonly MemoryShop _shop = new();
    private readonly ChangeMember _change;
    private readonly RemoveMember _remove;
    private readonly CounterId _front;
    private readonly CounterId _back;

    public MemberFlowTests()
    {
        (_change, _remove) = (new ChangeMember(_shop, _shop.Clock), new RemoveMember(_shop, _shop.Clock));
        (_front, _back) = (ACounter("Front"), ACounter("Back"));
    }

    private DateTimeOffset Now => _shop.Clock.GetUtcNow();

    [Fact]
    public async Task A_person_gets_another_role_and_other_counters()
    {
        var cashier = _shop.APerson(Role.Cashier, _front);
        await LimitedAsync(cashier);
        var place = Done(await ChangeAsync(cashier, Role.Manager, [_back, _back]));
        Assert.Same(PlaceOf(cashier), place);
        Assert.Equal((Role.Manager, _back, 2), (place.Role, place.Counters.Single().CounterId, place.Version));
        Assert.Equal((_shop.Tenant.Id, cashier.User, null, Now), _shop.Revocations.Single() is var said ? (said.TenantId!.Value, said.UserId, said.SessionId, said.At) : default);
        Assert.Empty(_shop.Limits);                                                            // they were meant for the place that ended
        Assert.Equal(1, _shop.Tenant.Version);
        Assert.Equal(Permission.ManageCashiers, _shop.Permitted[^1]);
    }

    [Fact]
    public async Task Other_counters_alone_leave_a_persons_limits()
    {
        var cashier = _shop.APerson(Role.Cashier, _front);
        await LimitedAsync(cashier);
        Done(await ChangeAsync(cashier, Role.Cashier, [_back]));
        Assert.Single(_shop.Limits);
        Assert.Equal([_back], PlaceOf(cashier).Counters.Select(bound => bound.CounterId));
    }

    [Fact]
    public async Task A_change_needs_what_was_seen_and_what_exists()
    {
        var cashier = _shop.APerson(Role.Cashier, _front);
        Assert.Equal("stale", Code(await ChangeAsync(cashier, Role.Manager, [], version: 2)));
        Assert.Equal("not_found", Code(await ChangeAsync(cashier, Role.Cashier, [CounterId.New()])));
        Assert.Equal("forbidden", Code(await ChangeAsync(cashier, (Role)9, [])));
        Assert.Equal("not_found", Code(await _change.RunAsync(_shop.Owner, new UserId(Guid.NewGuid()), Role.Cashier, [], 1, default)));
        _shop.StaleCommits = 1;
        Assert.Equal("stale", Code(await ChangeAsync(cashier, Role.Cashier, [_back])));
        Assert.Empty(_shop.Revocations);
    }

    [Fact]
    public async Task Nobody_changes_their_own_place_and_a_tenant_keeps_an_owner()
    {
        Assert.Equal("last_owner", Code(await ChangeAsync(_shop.Owner, Role.Manager, [])));
        Assert.Equal("last_owner", Code(await _remove.RunAsync(_shop.Owner, _shop.Owner.User!.Value, default)));
        var line = Actor.Operator(_shop.Tenant.Id);
        Assert.Equal("last_owner", Code(await ChangeAsync(_shop.Owner, Role.Manager, [], by: line)));
        Assert.Equal("last_owner", Code(await _remove.RunAsync(line, _shop.Owner.User.Value, default)));
        Assert.Null(Code(await ChangeAsync(_shop.Owner, Role.Owner, [], by: line)));
        var manager = _shop.APerson(Role.Manager);
        Assert.Equal("own_place", Code(await ChangeAsync(manager, Role.Owner, [], by: manager)));
        var second = _shop.APerson(Role.Owner);
        Assert.Equal("own_place", Code(await ChangeAsync(second, Role.Manager, [], by: second)));
        Assert.Null(Code(await ChangeAsync(second, Role.Manager, [])));
        Assert.Equal(Role.Owner, PlaceOf(_shop.Owner).Role);
    }

    [Fact]
    public async Task A_manager_changes_cashiers_within_their_own_counters()
    {
        var (manager, cashier, other) = (_shop.APerson(Role.Manager, _front), _shop.APerson(Role.Cashier, _front), _shop.APerson(Role.Cashier, _back));
        var both = _shop.APerson(Role.Cashier, _front, _back);
        Assert.Null(Code(await ChangeAsync(cashier, Role.Cashier, [_front], by: manager)));
        Assert.Equal("not_found", Code(await ChangeAsync(cashier, Role.Cashier, [_back], by: manager)));
        Assert.Equal("counter_required", Code(await ChangeAsync(cashier, Role.Cashier, [], by: manager)));
        Assert.Equal("forbidden", Code(await ChangeAsync(cashier, Role.Manager, [_front], by: manager)));
        Assert.Equal("not_found", Code(await ChangeAsync(other, Role.Cashier, [_front], by: manager)));
        Assert.Equal("not_found", Code(await ChangeAsync(both, Role.Cashier, [_front], by: manager)));       // another store's till is in it
        Assert.Equal("forbidden", Code(await ChangeAsync(_shop.Owner, Role.Cashier, [_front], by: _shop.APerson(Role.Manager))));
    }

    [Fact]
    public async Task A_place_is_taken_away_with_what_was_set_for_it()
    {
        var cashier = _shop.APerson(Role.Cashier, _front);
        await LimitedAsync(cashier);
        _shop.StaleCommits = 1;
        Assert.Equal("stale", Code(await _remove.RunAsync(_shop.Owner, cashier.User!.Value, default)));
        var before = _shop.Tenant.Version;
        Assert.Equal(cashier.User, Done(await _remove.RunAsync(_shop.Owner, cashier.User.Value, default)).UserId);
        Assert.DoesNotContain(_shop.Members, place => place.UserId == cashier.User);
        Assert.Empty(_shop.Limits);
        Assert.Equal((_shop.Tenant.Id, cashier.User, Now), _shop.Revocations.Single() is var said ? (said.TenantId!.Value, said.UserId, said.At) : default);
        Assert.Equal((before + 1, Permission.ManageCashiers), (_shop.Tenant.Version, _shop.Permitted[^1]));
        Assert.Equal("not_found", Code(await _remove.RunAsync(_shop.Owner, cashier.User.Value, default)));
        var second = _shop.APerson(Role.Owner);
        Assert.Null(Code(await _remove.RunAsync(_shop.Owner, second.User!.Value, default)));
    }

    private CounterId ACounter(string name)
    {
        Assert.True(CounterName.TryRead(name, out var read));
        _shop.Counters.Add(Counter.Register(_shop.Tenant.Id, read, name, Now));
        return _shop.Counters[^1].Id;
    }

    private Membership PlaceOf(Actor person) => _shop.Members.Single(place => place.UserId == person.User);

    private Task<Outcome<Membership>> ChangeAsync(Actor person, Role role, CounterId[] counters, int? version = null, Actor? by = null) =>
        _change.RunAsync(by ?? _shop.Owner, person.User!.Value, role, counters, version ?? PlaceOf(person).Version, default);

    private async Task LimitedAsync(Actor person)
    {
        Assert.Null(Code(await new ChangeLimits(_shop).OfPersonAsync(_shop.Owner, person.User!.Value, new LimitOrder("1.00", null, null), default)));
        Assert.Single(_shop.Limits);
    }
}
