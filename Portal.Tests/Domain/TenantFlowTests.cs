using Portal.Domain.Counters;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.Domain.Memory;
using Portal.Tests.TestKit;
using static Portal.Tests.Domain.Memory.MoneyFlows;

namespace Portal.Tests.Domain;

/// <summary>What platform staff and owners do to a tenant.</summary>
public sealed class TenantFlowTests
{
    private static readonly TenantDetails s_details = new("Harbour Tea", "HKD", "Asia/Hong_Kong", "HK", "3 Star Ferry Pier", "5812", false);
    private readonly MemoryShop _shop = new();
    private readonly MemoryPlatform _platform;

    public TenantFlowTests() => _platform = new MemoryPlatform(_shop);

    private DateTimeOffset Now => _shop.Clock.GetUtcNow();

    [Theory]
    [InlineData(false, TenantStatus.Suspended)]
    [InlineData(true, TenantStatus.CodesStopped)]
    public async Task A_tenant_is_suspended_with_a_reason_and_resumed(bool codes, TenantStatus status)
    {
        Assert.Same(_shop.Tenant, Done(await SuspendAsync(codes, " unpaid fees ")));
        Assert.Equal((status, "unpaid fees", Now), (_shop.Tenant.Status, _shop.Tenant.StatusReason, _shop.Tenant.StatusAt!.Value));
        Assert.Equal(("suspend_tenant", "unpaid fees", Permission.ManageTenants), (_shop.Audits[^1].Act, _shop.Audits[^1].Reason, _shop.Permitted[^1]));
        Assert.Equal(codes ? [] : [(_shop.Tenant.Id, null, Now)], _shop.Revocations.Select(said => (said.TenantId!.Value, said.UserId, said.At)));      // who gives money back stays in
        Assert.Equal("tenant_same_state", Code(await SuspendAsync(codes, "again")));
        Assert.Null(Code(await new ResumeTenant(_platform, _shop.Clock).RunAsync(_platform.Admin, _shop.Tenant.Id, default)));
        Assert.Equal((TenantStatus.Active, null, "resume_tenant", Permission.ManageTenants), (_shop.Tenant.Status, _shop.Tenant.StatusReason, _shop.Audits[^1].Act, _shop.Permitted[^1]));
        Assert.Equal("tenant_same_state", Code(await new ResumeTenant(_platform, _shop.Clock).RunAsync(_platform.Admin, _shop.Tenant.Id, default)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("a\"b")]
    public async Task Suspending_needs_a_reason_that_can_be_shown(string? reason)
    {
        Assert.Equal("reason_required", Code(await SuspendAsync(false, reason)));
        Assert.Equal("reason_required", Code(await SuspendAsync(false, new string('r', 201))));
        Assert.Equal(TenantStatus.Active, _shop.Tenant.Status);
        Assert.Null(Code(await SuspendAsync(false, new string('r', 200))));
    }

    [Fact]
    public async Task Closing_needs_the_name_typed_and_ends_grants_invitations_and_sign_ins()
    {
        var close = new CloseTenant(_platform, _shop.Clock);
        var grant = Done(await new LetSupportIn(_shop, _shop.Clock).RunAsync(_shop.Owner, "help", 24, default));
        _shop.Links.Add(OneTimeLink.Invite([1], "mei@harbour.example", _shop.Tenant.Id, Role.Cashier, [], null, Now));
        Assert.Equal("tenant_confirmation_differs", Code(await close.RunAsync(_platform.Admin, _shop.Tenant.Id, null, default)));
        Assert.Equal("tenant_confirmation_differs", Code(await close.RunAsync(_platform.Admin, _shop.Tenant.Id, "harbour tea", default)));
        Assert.Equal((TenantStatus.Active, null), (_shop.Tenant.Status, grant.EndedAt));
        Assert.Null(Code(await close.RunAsync(_platform.Admin, _shop.Tenant.Id, " Harbour Tea ", default)));
        Assert.Equal((TenantStatus.Closed, "close_tenant", Permission.ManageTenants), (_shop.Tenant.Status, _shop.Audits[^1].Act, _shop.Permitted[^1]));
        Assert.Equal((Now, Now), (grant.EndedAt!.Value, _shop.Links.Single().WithdrawnAt!.Value));
        Assert.Equal((_shop.Tenant.Id, null), _shop.Revocations.Single() is var said ? (said.TenantId!.Value, said.UserId) : default);
        Assert.Equal("tenant_closed", Code(await new ResumeTenant(_platform, _shop.Clock).RunAsync(_platform.Admin, _shop.Tenant.Id, default)));
        Assert.Equal("tenant_closed", Code(await close.RunAsync(_platform.Admin, _shop.Tenant.Id, "Harbour Tea", default)));
    }

    [Fact]
    public async Task Suspending_leaves_grants_and_invitations_and_says_so_where_another_hand_was_faster()
    {
        var grant = Done(await new LetSupportIn(_shop, _shop.Clock).RunAsync(_shop.Owner, "help", 24, default));
        _shop.Links.Add(OneTimeLink.Invite([1], "mei@harbour.example", _shop.Tenant.Id, Role.Cashier, [], null, Now));
        _shop.StaleCommits = 1;
        Assert.Equal("stale", Code(await SuspendAsync(false, "why")));
        Assert.Equal((null, null), (grant.EndedAt, _shop.Links.Single().WithdrawnAt));
    }

    [Fact]
    public async Task A_tenant_is_made_and_its_owner_invited()
    {
        var create = ACreate();
        var made = Done(await create.RunAsync(_platform.Admin, s_details, " Boss@harbour.example ", default));
        var (tenant, link) = _platform.Added.Single();
        Assert.Same(tenant, made.Tenant);
        Assert.Equal(("Harbour Tea", Now, Permission.ManageTenants), (tenant.Name, tenant.CreatedAt, _shop.Permitted.Single()));
        Assert.Equal(tenant.Id.Value.ToByteArray(), tenant.WrappedDataKey);
        Assert.Equal(("boss@harbour.example", tenant.Id, Role.Owner, null), (link!.Email, link.TenantId!.Value, link.Role!.Value, link.By));
        Assert.Equal(new Invited("boss@harbour.example", null, Now.AddDays(7)), made.Owner);
        Assert.Equal(("Harbour Tea", Role.Owner), _platform.Letters.Single() is var letter ? (letter.TenantName, letter.Role) : default);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public async Task An_owner_may_be_invited_later(string? owner)
    {
        Assert.Null(Done(await ACreate().RunAsync(_platform.Admin, s_details, owner, default)).Owner);
        Assert.Null(_platform.Added.Single().Invitation);
        Assert.Empty(_platform.Letters);
    }

    [Fact]
    public async Task A_tenant_is_not_made_of_what_is_wrong()
    {
        var create = ACreate();
        Assert.Equal("the country needs two capital letters (ISO 3166-1)", Code(await create.RunAsync(_platform.Admin, s_details with { Country = "x" }, null, default)));
        Assert.Equal("email_invalid", Code(await create.RunAsync(_platform.Admin, s_details, "boss", default)));
        _platform.Refusal = TenantErrors.NameTaken;
        Assert.Equal("tenant_name_taken", Code(await create.RunAsync(_platform.Admin, s_details, "boss@harbour.example", default)));
        Assert.Empty(_platform.Added);
        Assert.Empty(_platform.Letters);                                                       // no letter for what was not made
    }

    [Fact]
    public async Task Company_data_change_as_they_were_seen_and_the_currency_only_without_codes()
    {
        var change = new ChangeCompany(_shop);
        var other = s_details with { Name = " Pier Tea ", Currency = "GBP", TimeZone = "Europe/London", Country = "GB", Address = " 1 Quay ", Mcc = "5814", ShopDayStartHour = 6 };
        Assert.Equal("the country needs two capital letters (ISO 3166-1)", Code(await change.RunAsync(_shop.Owner, other with { Country = "x" }, 0, default)));
        Assert.Equal("stale", Code(await change.RunAsync(_shop.Owner, other, 1, default)));
        Assert.Same(_shop.Tenant, Done(await change.RunAsync(_shop.Owner, other, 0, default)));
        var tenant = _shop.Tenant;
        Assert.Equal(("Pier Tea", "GBP", "Europe/London", "GB", "1 Quay", "5814", 6, 1), (tenant.Name, tenant.Currency.Code, tenant.TimeZone, tenant.Country, tenant.Address, tenant.Mcc, tenant.ShopDayStartHour, tenant.Version));
        Assert.Equal(Permission.ChangeSettings, _shop.Permitted[^1]);
        Assert.True(CounterName.TryRead("Front", out var name));
        _shop.Counters.Add(Counter.Register(tenant.Id, name, "k", Now));
        Assert.Equal("currency_fixed", Code(await change.RunAsync(_shop.Owner, other with { Currency = "HKD" }, 1, default)));
        Assert.Null(Code(await change.RunAsync(_shop.Owner, other with { Name = "Quay Tea" }, 1, default)));
        _shop.StaleCommits = 1;
        Assert.Equal("stale", Code(await change.RunAsync(_shop.Owner, other, 2, default)));
    }

    [Fact]
    public async Task A_policy_is_saved_where_it_changes()
    {
        var change = new ChangePolicies(_shop);
        Assert.True(Done(await change.RunAsync(_shop.Owner, true, default)));
        Assert.True(Done(await change.RunAsync(_shop.Owner, true, default)));
        Assert.Equal((1, true, Permission.ChangePolicies), (_shop.Commits, _shop.Tenant.RequireSecondFactor, _shop.Permitted[^1]));
        _shop.StaleCommits = 1;
        Assert.Equal("stale", Code(await change.RunAsync(_shop.Owner, false, default)));
    }

    private Task<Outcome<Tenant>> SuspendAsync(bool codes, string? reason) => new SuspendTenant(_platform, _shop.Clock).RunAsync(_platform.Admin, _shop.Tenant.Id, codes, reason, default);

    private CreateTenant ACreate() => new(_platform, _platform, new Invitations(_shop, _platform, _shop.Clock), _shop.Clock);
}
