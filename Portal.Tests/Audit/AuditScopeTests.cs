using Portal.Domain.Audit;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence.Audit;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;

namespace Portal.Tests.Audit;

/// <summary>Who reads which part of the record, and that a page of it is whole.</summary>
public sealed class AuditScopeTests : IAsyncLifetime
{
    private CodeStand _stand = default!;
    private IAuditQueries _audit = default!;

    public async ValueTask InitializeAsync()
    {
        _stand = await CodeStand.StartAsync();
        _audit = _stand.Portal.Get<IAuditQueries>();
        await _stand.StopAsync();
        await Commands.All["KeyChange.RunAsync"].RunAsync(_stand, _stand.Shop.Owner);
    }

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Theory]
    [InlineData(Role.Owner)]
    [InlineData(Role.Accountant)]
    public async Task Owners_and_accountants_read_all_of_their_tenant(Role role) =>
        Assert.Equal(["change_keys", "stop_code", "stop_code", "manage_counters", "create_tenant"], await ActsAsync(await _stand.PersonAsync(role)));

    [Fact]
    public async Task Managers_read_what_their_counters_are_about()
    {
        var manager = await _stand.PersonAsync(Role.Manager);
        Assert.Equal(["stop_code", "stop_code", "manage_counters"], await ActsAsync(manager));
        Assert.Null(await _audit.FindAsync(manager, 1, default));
        Assert.Equal("create_tenant", (await _audit.FindAsync(_stand.Shop.Owner, 1, default))?.Act);
        Assert.DoesNotContain("change_keys", (await _audit.ChoicesAsync(manager, default)).Acts);
    }

    [Fact]
    public async Task Cashiers_and_strangers_read_nothing()
    {
        var cashier = await _stand.PersonAsync(Role.Cashier);
        Assert.Equal("forbidden", (await Assert.ThrowsAsync<AccessDeniedException>(() => ActsAsync(cashier))).Error.Code);
        var stranger = _stand.Shop.Owner with { User = new UserId(Guid.CreateVersion7()) };
        Assert.Equal("not_found", (await Assert.ThrowsAsync<AccessDeniedException>(() => ActsAsync(stranger))).Error.Code);
    }

    [Fact]
    public async Task Another_tenant_finds_nothing_by_any_filter()
    {
        var other = await _stand.Portal.AShopAsync("Noodles");
        Assert.Equal(["create_tenant"], await ActsAsync(other.Owner));
        var theirs = (await _audit.PageAsync(other.Owner, new AuditFilter(Subject: _stand.Id.ToString()), null, 50, default)).Rows;
        Assert.Empty(theirs);
        Assert.Empty((await _audit.PageAsync(other.Owner, new AuditFilter(Person: _stand.Shop.Owner.User), null, 50, default)).Rows);
        Assert.Null(await _audit.FindAsync(other.Owner, 3, default));
        Assert.NotEmpty((await _audit.PageAsync(_stand.Shop.Owner, new AuditFilter(Subject: _stand.Id.ToString()), null, 50, default)).Rows);
    }

    [Fact]
    public async Task Pages_follow_each_other_without_a_gap()
    {
        var seen = new List<long>();
        for (long? before = null; ;)
        {
            var page = await _audit.PageAsync(_stand.Shop.Owner, AuditFilter.All, before, 2, default);
            seen.AddRange(page.Rows.Select(row => row.Sequence));
            if ((before = page.Next) is null)
            {
                break;
            }
        }
        Assert.Equal([5, 4, 3, 2, 1], seen);
    }

    [Fact]
    public async Task Only_platform_admins_read_the_platforms_part_and_no_tenants_own_acts()
    {
        var platform = _stand.Portal.Get<IPlatformAudit>();
        var (admin, support) = (await MemberAsync(PlatformRole.Admin), await MemberAsync(PlatformRole.Support));
        var rows = (await platform.PageAsync(admin, AuditFilter.All, null, 50, default)).Rows;
        Assert.Equal(["add_person", "add_person", "create_tenant"], rows.Select(row => row.Act).Order(StringComparer.Ordinal));
        foreach (var reader in new[] { support, _stand.Shop.Owner.User!.Value })
        {
            Assert.Equal("not_found", (await Assert.ThrowsAsync<AccessDeniedException>(() => platform.PageAsync(reader, AuditFilter.All, null, 50, default))).Error.Code);
        }
    }

    private async Task<UserId> MemberAsync(PlatformRole role)
    {
        var user = new UserId(Guid.CreateVersion7());
        await using var context = _stand.Portal.Database.Open(AuditChain.Platform);
        context.PlatformMemberships.Add(PlatformMembership.Of(user, role));
        await AuditWriter.SaveAsync(context, Actor.Operator(AuditChain.Platform), "add_person", null, _stand.Portal.Clock.GetUtcNow(), default);
        return user;
    }

    private async Task<IReadOnlyList<string>> ActsAsync(Actor actor) => [.. (await _audit.PageAsync(actor, AuditFilter.All, null, 50, default)).Rows.Select(row => row.Act)];
}
