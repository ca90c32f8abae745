using Portal.Domain.Counters;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Tenants;

/// <summary>A tenant that has no account yet, and its way to one.</summary>
public sealed class CreateTenantTests
{
    [Fact]
    public async Task A_tenant_without_an_account_has_its_pages_and_refuses_what_needs_one_in_words()
    {
        await using var portal = await TestPortal.StartAsync();
        var made = TestPortal.Done(await portal.Get<CreateTenant>().RunAsync(await portal.StaffAsync(), PlatformStand.Details, "mei@peak.test", default));
        Assert.StartsWith($"{TestPortal.PublicBase}/account/invitation?code=", made.Owner!.Link);
        var owner = await portal.APersonAsync(made.Tenant.Id, Role.Owner);
        Assert.Empty(await portal.Get<ICounterQueries>().ListAsync(owner, default));
        Assert.Empty((await portal.Get<IPaymentQueries>().PageAsync(owner, PaymentFilter.All, null, 10, default)).Rows);
        Assert.Null(await portal.Get<IAccountQueries>().FindAsync(owner, default));
        Assert.Equal("no_account", (await portal.Get<TestKeys>().RunAsync(owner, default)).Reason());
        Assert.Equal("no_account", (await portal.Get<CreateQrCode>().RunAsync(owner, "Front", "key", default)).Reason());
        Assert.Equal(OnboardingStep.Keys, (await portal.Get<IOnboardingQueries>().FindAsync(owner, default)).Next?.Step);
    }

    [Fact]
    public async Task Keys_are_made_here_or_pasted_and_a_refused_pair_changes_nothing()
    {
        await using var portal = await TestPortal.StartAsync();
        var made = TestPortal.Done(await portal.Get<CreateTenant>().RunAsync(await portal.StaffAsync(), PlatformStand.Details, null, default));
        var (owner, setup) = (await portal.APersonAsync(made.Tenant.Id, Role.Owner), portal.Get<IAccountSetup>());
        var ours = TestPortal.Done(await setup.MakePairAsync(owner, default));
        Assert.Equal(ours, (await setup.FindAsync(owner, default)).PublicKey);
        var entry = new AccountEntry("2088000000000777", SignAlgorithm.Rsa2, "https://globalmapi.alipay.com/gateway.do", null, null, ours);
        Assert.Contains("own public key", (await setup.SaveAsync(owner, entry, default)).Reason());
        Assert.Contains("partner number", (await setup.SaveAsync(owner, entry with { Partner = "1" }, default)).Reason());
        Assert.Contains("AllowedHosts", (await setup.SaveAsync(owner, entry with { Gateway = "https://elsewhere.test/gateway.do" }, default)).Reason());
        Assert.Null((await setup.FindAsync(owner, default)).Account);
        Assert.IsType<Outcome<string>.Done>(await setup.SaveAsync(owner, entry with { AlipayPublicKey = PortalKeys.AlipayPublicKey }, default));
        var view = await setup.FindAsync(owner, default);
        Assert.Equal(("2088000000000777", null), (view.Account?.Partner, view.PublicKey));
        Assert.Contains("in use", (await setup.SaveAsync(owner, entry with { Partner = "2088000000000778", AlipayPublicKey = PortalKeys.AlipayPublicKey }, default)).Reason());
        var manager = await portal.APersonAsync(made.Tenant.Id, Role.Manager);
        await Assert.ThrowsAsync<AccessDeniedException>(() => setup.MakePairAsync(manager, default));
    }

    [Theory]
    [InlineData("name", "<b>")]
    [InlineData("name", "a\u202eb")]
    [InlineData("currency", "XXX")]
    [InlineData("zone", "Mars/Olympus")]
    [InlineData("country", "hk")]
    [InlineData("mcc", "0001")]
    [InlineData("mcc", "581")]
    public async Task Company_data_that_cannot_be_are_refused_with_a_sentence(string field, string value)
    {
        await using var portal = await TestPortal.StartAsync();
        var details = field switch
        {
            "name" => PlatformStand.Details with { Name = value },
            "currency" => PlatformStand.Details with { Currency = value },
            "zone" => PlatformStand.Details with { TimeZone = value },
            "country" => PlatformStand.Details with { Country = value },
            _ => PlatformStand.Details with { Mcc = value },
        };
        Assert.Equal("tenant_invalid", (await portal.Get<CreateTenant>().RunAsync(await portal.StaffAsync(), details, null, default)).ErrorCode());
        Assert.Empty(await portal.Get<ITenantBoard>().ListAsync(await portal.StaffAsync(), default));
    }

    [Fact]
    public async Task A_name_that_is_taken_a_bad_address_and_ten_thousand_letters_make_no_tenant()
    {
        await using var portal = await TestPortal.StartAsync();
        await portal.AShopAsync("Peak Noodles");
        var (admin, flow) = (await portal.StaffAsync(), portal.Get<CreateTenant>());
        Assert.Equal("tenant_name_taken", (await flow.RunAsync(admin, PlatformStand.Details, null, default)).Reason());
        Assert.Equal("email_invalid", (await flow.RunAsync(admin, PlatformStand.Details with { Name = "Other" }, "nobody", default)).Reason());
        Assert.Equal("tenant_invalid", (await flow.RunAsync(admin, PlatformStand.Details with { Name = new string('x', 10_000) }, null, default)).ErrorCode());
        Assert.Single(await portal.Get<ITenantBoard>().ListAsync(admin, default));
    }

    [Fact]
    public async Task The_currency_stays_once_codes_carry_it_and_the_rest_may_change()
    {
        await using var portal = await TestPortal.StartAsync();
        var shop = await portal.AShopAsync();
        var (flow, changed) = (portal.Get<ChangeCompany>(), PlatformStand.Details with { Currency = "JPY" });
        var tenant = TestPortal.Done(await flow.RunAsync(shop.Owner, changed, 0, default));
        Assert.Equal("JPY", tenant.Currency.Code);
        Assert.Equal("stale", (await flow.RunAsync(shop.Owner, changed, 0, default)).ErrorCode());
        await portal.ACounterAsync(shop);
        Assert.Equal("currency_fixed", (await flow.RunAsync(shop.Owner, PlatformStand.Details, tenant.Version, default)).Reason());
        Assert.IsType<Outcome<Tenant>.Done>(await flow.RunAsync(shop.Owner, changed with { Address = "2 Peak Road" }, tenant.Version, default));
        await Assert.ThrowsAsync<AccessDeniedException>(async () => await flow.RunAsync(await portal.APersonAsync(shop.Id, Role.Manager), changed, tenant.Version + 1, default));
    }

    [Fact]
    [Trait("Row", "Capability-42")]
    public async Task Capability_42_the_board_counts_and_sums_by_tenant_and_currency_and_names_who_needs_help()
    {
        await using var portal = await TestPortal.StartAsync();
        var (harbour, london) = (await portal.AShopAsync(), await portal.AShopAsync("London Noodles", currency: "GBP"));
        var counter = await portal.ACounterAsync(harbour);
        var payment = await portal.APaymentAsync(harbour, counter);
        portal.Files.Sql($"UPDATE Payments SET Status = 'Paid', DueAt = NULL WHERE Id = '{payment.Id.Value.ToString().ToUpperInvariant()}'");
        var stuck = TestPortal.Done(await portal.Get<CreateTenant>().RunAsync(await portal.StaffAsync(), PlatformStand.Details, null, default));
        portal.Clock.Advance(TimeSpan.FromHours(25));
        var late = await portal.Get<ITenantBoard>().ListAsync(await portal.StaffAsync(PlatformRole.Support), default);
        Assert.Equal(3, late.Count);
        Assert.Equal((HelpNeeded.Stuck, OnboardingStep.Keys), (late.Single(row => row.Id == stuck.Tenant.Id).Help, late.Single(row => row.Id == stuck.Tenant.Id).Onboarding.Next!.Step));
        Assert.Equal(["GBP", "HKD"], late.Where(row => row.Id == harbour.Id || row.Id == london.Id).Select(row => row.Taken.Currency.Code).Order());
        Assert.Equal((1, 1), (late.Single(row => row.Id == harbour.Id).Counters, late.Single(row => row.Id == harbour.Id).LiveCodes));
        var denied = await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<ITenantBoard>().ListAsync(new PlatformActor(harbour.Owner.User, harbour.Owner.Session), default));
        Assert.Equal("not_found", denied.Error.Code);
        Assert.Null(await portal.Get<ITenantBoard>().FindAsync(await portal.StaffAsync(), TenantId.New(), default));
    }
}
