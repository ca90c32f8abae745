using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Domain;

/// <summary>A tenant's own record, its account, its places and its way in.</summary>
public sealed class TenantTests
{
    private static readonly TenantDetails s_details = new("Harbour Tea", "HKD", "Asia/Hong_Kong", "HK", "3 Star Ferry Pier", "5812", false);

    public static TheoryData<string, TenantDetails> Wrong() => new()
    {
        { "the name needs 1 to 32 characters, without quotes, bars or control characters", s_details with { Name = " " } },
        { "the name needs 1 to 32 characters, without quotes, bars or control characters", s_details with { Name = new string('n', 33) } },
        { "'XXX' is not an ISO currency code", s_details with { Currency = "XXX" } },
        { "'Asia/Nowhere' is not an IANA time zone, for instance Asia/Hong_Kong", s_details with { TimeZone = "Asia/Nowhere" } },
        { "'China Standard Time' is not an IANA time zone, for instance Asia/Hong_Kong", s_details with { TimeZone = "China Standard Time" } },
        { "the country needs two capital letters (ISO 3166-1)", s_details with { Country = "HKG" } },
        { "the country needs two capital letters (ISO 3166-1)", s_details with { Country = "Hk" } },
        { "the address needs 1 to 256 characters, without quotes, bars or control characters", s_details with { Address = "" } },
        { "the address needs 1 to 256 characters, without quotes, bars or control characters", s_details with { Address = new string('a', 257) } },
        { "the shop day starts at a full hour, 0 to 23", s_details with { ShopDayStartHour = -1 } },
        { "the shop day starts at a full hour, 0 to 23", s_details with { ShopDayStartHour = 24 } },
        { "the merchant category code needs four digits of the list", s_details with { Mcc = "0000" } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void The_first_thing_that_is_wrong_is_said_in_a_sentence(string sentence, TenantDetails details) => Assert.Equal(sentence, details.Check());

    [Fact]
    public void What_is_well_is_taken_up_to_its_bounds()
    {
        Assert.Null(s_details.Check());
        Assert.Null((s_details with { Name = $" {new string('n', 32)} ", Address = new string('a', 256), ShopDayStartHour = 0 }).Check());
        Assert.Null((s_details with { ShopDayStartHour = 23 }).Check());
        Assert.Equal(4, s_details.ShopDayStartHour);
    }

    [Fact]
    public void A_tenant_begins_active_with_a_number_for_alipay()
    {
        var id = TenantId.New();
        var tenant = Tenant.Register(id, s_details with { Name = " Harbour Tea ", RequireSecondFactor = true, ShopDayStartHour = 6 }, [9], Given.Noon);
        Assert.Equal((id, "Harbour Tea", "HKD", "Asia/Hong_Kong", "HK", "3 Star Ferry Pier", "5812"), (tenant.Id, tenant.Name, tenant.Currency.Code, tenant.TimeZone, tenant.Country, tenant.Address, tenant.Mcc));
        Assert.Equal(($"SM{id.Value.ToString("N")[8..]}", TenantStatus.Active, true, 6, Given.Noon, ""),
            (tenant.SecondaryMerchantId, tenant.Status, tenant.RequireSecondFactor, tenant.ShopDayStartHour, tenant.CreatedAt, tenant.SkippedSteps));
        Assert.Equal([9], tenant.WrappedDataKey);
        Assert.Equal(new DateOnly(2026, 2, 28), tenant.ShopDayAt(Given.Noon.AddHours(-6).AddTicks(-1)).Date);
        Assert.Equal(new DateOnly(2026, 3, 1), tenant.ShopDayAt(Given.Noon.AddHours(-6)).Date);
    }

    [Theory]
    [InlineData(TenantStatus.Suspended, false, true)]
    [InlineData(TenantStatus.CodesStopped, true, false)]
    [InlineData(TenantStatus.Closed, true, true)]
    public void A_state_says_whether_codes_pay_and_people_sign_in(TenantStatus status, bool holdsCodes, bool refusesSignIn)
    {
        var tenant = ATenant();
        Assert.False(tenant.TryChangeStatus(TenantStatus.Active, "x", Given.Noon));
        Assert.Equal((false, false, 0, null), (tenant.HoldsCodes, tenant.RefusesSignIn, tenant.Version, tenant.StatusAt));
        Assert.True(tenant.TryChangeStatus(status, "why", Given.Noon));
        Assert.Equal((holdsCodes, refusesSignIn, "why", Given.Noon, 1), (tenant.HoldsCodes, tenant.RefusesSignIn, tenant.StatusReason, tenant.StatusAt!.Value, tenant.Version));
        Assert.False(tenant.TryChangeStatus(status, "again", Given.Noon));
        Assert.Equal(status != TenantStatus.Closed, tenant.TryChangeStatus(TenantStatus.Active, null, Given.Noon.AddDays(1)));
    }

    [Fact]
    public void Keys_are_destroyed_once_thirty_days_after_closing()
    {
        var tenant = ATenant();
        Assert.True(tenant.TryChangeStatus(TenantStatus.Suspended, "why", Given.Noon));
        Assert.Null(tenant.KeysDestroyedFrom);
        Assert.False(tenant.TryDestroyKeys(Given.Noon.AddYears(1)));
        Assert.True(tenant.TryChangeStatus(TenantStatus.Closed, null, Given.Noon));
        Assert.Equal(Given.Noon.AddDays(30), tenant.KeysDestroyedFrom);
        Assert.False(tenant.TryDestroyKeys(Given.Noon.AddDays(30).AddTicks(-1)));
        Assert.Equal([9], tenant.WrappedDataKey);
        Assert.True(tenant.TryDestroyKeys(Given.Noon.AddDays(30)));
        Assert.Equal((0, Given.Noon.AddDays(30), 3), (tenant.WrappedDataKey.Length, tenant.KeysDestroyedAt!.Value, tenant.Version));
        Assert.False(tenant.TryDestroyKeys(Given.Noon.AddDays(31)));
    }

    [Fact]
    public void A_policy_says_whether_it_changes()
    {
        var tenant = ATenant();
        Assert.Equal((false, true, false, true), (tenant.TryChangePolicy(false), tenant.TryChangePolicy(true), tenant.TryChangePolicy(true), tenant.RequireSecondFactor));
    }

    [Theory]
    [InlineData("2088000000000001", true)]
    [InlineData("208800000000000", false)]
    [InlineData("20880000000000011", false)]
    [InlineData("2089000000000001", false)]
    [InlineData("208800000000000x", false)]
    public void A_partner_number_has_sixteen_digits_and_begins_with_2088(string text, bool isPartner) => Assert.Equal(isPartner, GatewayAccount.IsPartner(text));

    [Fact]
    public void After_a_change_of_keys_the_one_before_still_verifies_for_a_while()
    {
        var md5 = AnAccount(SignAlgorithm.Md5, null);
        md5.ReplaceKeys([2], null, Given.Noon.AddDays(7));
        Assert.Equal((Given.Noon.AddDays(7), null), (md5.PreviousKeyUntil!.Value, md5.AlipayPublicKey));
        Assert.Equal([1], md5.PreviousKey!);
        Assert.Equal([2], md5.SealedSecret);
        var rsa = AnAccount(SignAlgorithm.Rsa2, [5]);
        rsa.ReplaceKeys([2], [6], Given.Noon.AddDays(7));
        Assert.Equal([5], rsa.PreviousKey!);
        Assert.Equal([6], rsa.AlipayPublicKey!);
        Assert.Equal(Given.Noon.AddDays(7), rsa.PreviousKeyUntil);
        rsa.ReplaceKeys([3], [6], Given.Noon.AddDays(9));                                       // Alipay's key is the same: nothing came before it
        Assert.Equal(Given.Noon.AddDays(7), rsa.PreviousKeyUntil);
        Assert.Equal([5], rsa.PreviousKey!);
        rsa.DestroyKeys();
        Assert.Equal((0, null, null, null), (rsa.SealedSecret.Length, rsa.AlipayPublicKey, rsa.PreviousKey, rsa.PreviousKeyUntil));
    }

    [Fact]
    public void An_account_speaks_to_the_simulator_by_its_word_alone()
    {
        Assert.True(AnAccount(SignAlgorithm.Md5, null).IsSimulated);
        var account = GatewayAccount.Open(TenantId.New(), AccountId.New(), "2088000000000001", SignAlgorithm.Rsa, [1], [2], "https://gateway.example", Given.Noon);
        Assert.Equal((false, "2088000000000001", SignAlgorithm.Rsa, "https://gateway.example", Given.Noon, null),
            (account.IsSimulated, account.Partner, account.Algorithm, account.Gateway, account.CreatedAt, account.ProvenAt));
    }

    [Fact]
    public void A_place_reaches_the_counters_that_it_is_bound_to()
    {
        CounterId[] counters = [CounterId.New(), CounterId.New(), CounterId.New()];
        var place = Membership.Of(TenantId.New(), new UserId(Guid.NewGuid()), Role.Manager, counters[..2]);
        var since = Given.Noon;
        Assert.Equal(counters[..2], place.ScopeOf(Right.Bound, since).Counters!);
        Assert.Equal(counters[..2], place.ScopeOf(Right.Stores, since).Counters!);
        Assert.Equal((null, (DateTimeOffset?)null), place.ScopeOf(Right.Yes, since) is var all ? (all.Counters, all.PaymentsSince) : default);
        Assert.Equal(since, place.ScopeOf(Right.Bound.RecentOnly(), since).PaymentsSince);
        place.Change(Role.Cashier, [counters[1], counters[2], counters[2]]);
        Assert.Equal((Role.Cashier, 2), (place.Role, place.Version));
        Assert.Equal(counters[1..], place.Counters.Select(bound => bound.CounterId));
        Assert.All(place.Counters, bound => Assert.Equal((place.TenantId, place.UserId), (bound.TenantId, bound.UserId)));
        Assert.Empty(Membership.Of(place.TenantId, place.UserId, Role.Owner).Counters);
        place.Change(Role.Manager, []);
        Assert.Empty(place.ScopeOf(Right.Bound, since).Counters!);
        Assert.Null(place.ScopeOf(Right.Stores, since).Counters);
    }

    [Fact]
    public void What_is_out_of_scope_is_not_reached()
    {
        var (mine, other) = (CounterId.New(), CounterId.New());
        var scope = new Scope([mine], Given.Noon);
        Assert.True(scope.Reaches(mine));
        Assert.False(scope.Reaches(other));
        Assert.True(scope.Reaches(mine, Given.Noon));
        Assert.True(scope.Reaches(mine, Given.Noon.AddTicks(1)));
        Assert.False(scope.Reaches(mine, Given.Noon.AddTicks(-1)));
        Assert.False(scope.Reaches(other, Given.Noon));
        Assert.True(Scope.Whole.Reaches(other, DateTimeOffset.MinValue));
    }

    [Fact]
    public void A_right_says_how_far_it_goes()
    {
        Assert.Equal((true, false, false, false, true), Right.Yes.WithStepUp() is var far ? (far.StepUp, far.IsLimited, far.MayAsk, far.IsRecentOnly, far.IsGiven) : default);
        Assert.Equal((false, true, false, false), Right.Bound.WithinLimits() is var limited ? (limited.StepUp, limited.IsLimited, limited.MayAsk, limited.IsRecentOnly) : default);
        Assert.Equal((true, true), Right.Stores.WithinLimits(mayAsk: true) is var asking ? (asking.IsLimited, asking.MayAsk) : default);
        Assert.Equal((true, false), Right.No.OnlyAsks() is var only ? (only.MayAsk, only.IsGiven) : default);
        Assert.True(Right.Bound.RecentOnly().IsRecentOnly);
        Assert.Equal((Holder.PlatformAdmin, Holder.PlatformSupport), (PlatformRole.Admin.Holder(), PlatformRole.Support.Holder()));
        Assert.Equal([Permission.CancelPayment, Permission.Refund, Permission.ApproveRefund, Permission.DecideByHand], Enum.GetValues<Permission>().Where(permission => permission.MovesMoney()));
    }

    [Fact]
    public void The_list_of_merchant_categories_is_in_order_and_knows_its_own()
    {
        Assert.Equal(MerchantCategories.All.Select(category => category.Code).Order(StringComparer.Ordinal), MerchantCategories.All.Select(category => category.Code));
        Assert.All(MerchantCategories.All, category => Assert.Matches("^[0-9]{4}$", category.Code));
        Assert.All(MerchantCategories.All, category => Assert.Matches("^[^\"]{3,}$", category.Description));
        Assert.True(MerchantCategories.Knows("5812"));
        Assert.False(MerchantCategories.Knows("0000"));
    }

    private static Tenant ATenant() => Tenant.Register(TenantId.New(), s_details, [9], Given.Noon);

    private static GatewayAccount AnAccount(SignAlgorithm algorithm, byte[]? alipayKey) =>
        GatewayAccount.Open(TenantId.New(), AccountId.New(), "2088000000000001", algorithm, [1], alipayKey, GatewayAccount.SimulatorWord, Given.Noon);
}
