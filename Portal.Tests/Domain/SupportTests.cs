using Portal.Domain.Tenants;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Tests.Domain.Memory;
using static Portal.Tests.Domain.Memory.MoneyFlows;

namespace Portal.Tests.Domain;

/// <summary>Platform staff are let in for a reason and a while, seen, and shut out.</summary>
public sealed class SupportTests
{
    private readonly MemoryShop _shop = new();
    private readonly MemoryPlatform _platform;
    private readonly LetSupportIn _let;
    private readonly VisitTenant _visit;

    public SupportTests()
    {
        _platform = new MemoryPlatform(_shop);
        (_let, _visit) = (new LetSupportIn(_shop, _shop.Clock), new VisitTenant(_platform, _shop.Clock));
    }

    private DateTimeOffset Now => _shop.Clock.GetUtcNow();

    [Fact]
    public async Task Support_is_let_in_for_a_reason_and_a_while()
    {
        var grant = Done(await _let.RunAsync(_shop.Owner, " help with keys ", 2, default));
        Assert.Same(grant, _shop.Grants.Single());
        Assert.Equal((_shop.Tenant.Id, _shop.Owner.User, "help with keys", Now, Now.AddHours(2)), (grant.TenantId, grant.By, grant.Reason, grant.From, grant.Until));
        Assert.Equal((1, Permission.ManagePeople), (_shop.Tenant.Version, _shop.Permitted[^1]));
        Assert.True(grant.IsLiveAt(Now.AddHours(2).AddTicks(-1)));
        Assert.False(grant.IsLiveAt(Now.AddHours(2)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(73)]
    public async Task Support_is_let_in_for_one_to_72_hours(int hours)
    {
        Assert.Equal("hours_invalid", Code(await _let.RunAsync(_shop.Owner, "help", hours, default)));
        Assert.Null(Code(await _let.RunAsync(_shop.Owner, "help", 1, default)));
        Assert.Null(Code(await _let.RunAsync(_shop.Owner, new string('r', 200), 72, default)));
        Assert.Equal("reason_required", Code(await _let.RunAsync(_shop.Owner, new string('r', 201), 1, default)));
        Assert.Equal("reason_required", Code(await _let.RunAsync(_shop.Owner, null, 1, default)));
        Assert.Equal("reason_required", Code(await _let.RunAsync(_shop.Owner, " ", 1, default)));
        _shop.StaleCommits = 1;
        Assert.Equal("stale", Code(await _let.RunAsync(_shop.Owner, "help", 1, default)));
    }

    [Fact]
    public async Task Staff_visit_while_they_are_let_in_and_each_visit_is_on_record()
    {
        Assert.Equal("not_let_in", Code(await VisitAsync()));
        var grant = Done(await _let.RunAsync(_shop.Owner, "help", 2, default));
        Assert.Same(_shop.Tenant, Done(await VisitAsync()));
        Assert.Equal((_shop.Tenant.Id, grant.Id, _platform.Admin.User!.Value, Now), _shop.Visits.Single() is var visit ? (visit.TenantId, visit.GrantId, visit.UserId, visit.At) : default);
        Assert.Equal(Permission.OpenTenant, _shop.Permitted[^1]);
        Assert.Equal("not_let_in", Code(await _visit.RunAsync(PlatformActor.Operator, _shop.Tenant.Id, default)));       // nobody could be named
        _shop.StaleCommits = 1;
        Assert.Equal("stale", Code(await VisitAsync()));
        _shop.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal("not_let_in", Code(await VisitAsync()));
        Assert.Single(_shop.Visits);
    }

    [Fact]
    public async Task Who_came_in_is_shut_out_when_it_ends()
    {
        var grant = Done(await _let.RunAsync(_shop.Owner, "help", 2, default));
        Done(await VisitAsync());
        var end = new EndSupport(_shop, _shop.Clock);
        _shop.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Same(_shop.Tenant, Done(await end.RunAsync(_shop.Owner, default)));
        Assert.Equal((Now, 2, Permission.ManagePeople), (grant.EndedAt!.Value, _shop.Tenant.Version, _shop.Permitted[^1]));
        Assert.Equal((_shop.Tenant.Id, _platform.Admin.User, Now), _shop.Revocations.Single() is var said ? (said.TenantId!.Value, said.UserId, said.At) : default);
        Assert.False(grant.IsLiveAt(Now));
        Assert.Equal("not_let_in", Code(await VisitAsync()));
        _shop.StaleCommits = 1;
        Assert.Equal("stale", Code(await end.RunAsync(_shop.Owner, default)));
    }

    [Fact]
    public async Task Another_grant_ends_the_one_before_and_what_ran_out_needs_no_end()
    {
        var first = Done(await _let.RunAsync(_shop.Owner, "help", 1, default));
        _shop.Clock.Advance(TimeSpan.FromHours(1));
        var second = Done(await _let.RunAsync(_shop.Owner, "more help", 1, default));
        Assert.Null(first.EndedAt);
        Done(await _let.RunAsync(_shop.Owner, "still more", 1, default));
        Assert.Equal(Now, second.EndedAt);
        Assert.Empty(_shop.Revocations);                                                       // nobody had come
    }

    private Task<Outcome<Tenant>> VisitAsync() => _visit.RunAsync(_platform.Admin, _shop.Tenant.Id, default);
}
