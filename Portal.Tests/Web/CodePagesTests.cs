using System.Net;
using Portal.Domain.Counters;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Web;

/// <summary>What each role and each tenant is shown of the acts on codes, and the comparison of addresses at the start.</summary>
public sealed class CodePagesTests
{
    [Theory]
    [InlineData(Role.Owner, true, true)]
    [InlineData(Role.Manager, true, true)]
    [InlineData(Role.Cashier, true, false)]
    [InlineData(Role.Accountant, false, false)]
    public async Task Each_role_is_shown_what_it_may(Role role, bool mayStop, bool mayTheRest)
    {
        await using var portal = await PortalFixture.StartAsync();
        var tenant = await portal.AddTenantAsync();
        var counter = await portal.AddCounterAsync(tenant);
        var page = await (await portal.SignInAsync(tenant, role, counter.Id)).PageTextAsync($"/counters/{counter.Id}");
        Assert.Equal((mayStop, mayStop, mayTheRest, mayTheRest), (Has("stop-code"), Has("sticker-problem"), Has("change-code"), Has("retire-code")));
        await portal.Get<StopCode>().RunAsync(Actor.Operator(tenant.Id), counter.Id, counter.Code, default);
        page = await (await portal.SignInAsync(tenant, role, counter.Id)).PageTextAsync($"/counters/{counter.Id}");
        Assert.Equal((false, mayTheRest), (Has("stop-code"), Has("restart-code")));
        Assert.Contains("Stopped since", page);

        bool Has(string id) => page.Contains($"id=\"{id}\"", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retired_counter_offers_nothing_more_and_still_books_what_comes()
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:Jobs:Enabled=false");
        var tenant = await portal.AddTenantAsync();
        var counter = await portal.AddCounterAsync(tenant);
        await portal.Get<RetireCode>().RunAsync(Actor.Operator(tenant.Id), counter.Id, counter.Code, "Till 1", default);
        var session = await portal.SignInAsync(tenant);
        var page = await session.PageTextAsync($"/counters/{counter.Id}");
        foreach (var id in new[] { "stop-code", "restart-code", "retire-code", "change-code", "sticker-problem" })
        {
            Assert.DoesNotContain($"id=\"{id}\"", page);
        }
        Assert.Contains("data-status=\"Deleted\"", page);
        Assert.Contains(await portal.ReportAsync(counter), await session.PageTextAsync($"/payments?counter={counter.Id}"));
    }

    [Fact]
    public async Task A_suspicious_time_stands_on_the_counters_page_and_over_its_payments()
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:Jobs:Enabled=false");
        var (tea, noodles) = (await portal.AddTenantAsync("Tea"), await portal.AddTenantAsync("Noodles"));
        var counter = await portal.AddCounterAsync(tea);
        var tradeNo = await portal.ReportAsync(counter);
        await portal.Get<ReplaceCode>().RunAsync(Actor.Operator(tea.Id), counter.Id, counter.Code, StickerProblem.Tampered, null, default);
        var session = await portal.SignInAsync(tea);
        foreach (var path in new[] { $"/counters/{counter.Id}", $"/payments?counter={counter.Id}" })
        {
            Assert.Contains("data-suspect", await session.PageTextAsync(path));
        }
        var payments = await session.PageTextAsync($"/payments?counter={counter.Id}");
        Assert.True(payments.IndexOf("data-seam=\"suspect\"", StringComparison.Ordinal) is > 0 and var seam && seam < payments.IndexOf(tradeNo, StringComparison.Ordinal));
        Assert.DoesNotContain("data-suspect", await session.PageTextAsync("/payments"));
        Assert.Contains("A sticker may have been another", await session.PageTextAsync("/attention"));
        var stranger = await portal.SignInAsync(noodles);
        Assert.DoesNotContain("data-suspect", await stranger.PageTextAsync($"/payments?counter={counter.Id}"));
        using var page = await stranger.GetPageAsync($"/counters/{counter.Id}");
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
    }

    [Fact]
    public async Task In_Development_a_portal_at_another_address_tells_alipay_by_itself()
    {
        using var folder = new PortalFolder();
        await using var first = await PortalFixture.StartAsync(folder: folder.Location);
        var tenant = await first.AddTenantAsync();
        var counter = await first.AddCounterAsync(tenant);
        await using var second = await PortalFixture.StartAsync(folder: folder.Location);
        var url = $"{second.Address.GetLeftPart(UriPartial.Authority)}{counter.NotifyPath}";
        await PortalWait.UntilAsync("Alipay is told the new address", () => first.Gateway.ToldAddresses.Values.Contains(url));
        await PortalWait.UntilAsync(
            "the new address is booked", async () => (await second.Get<ICounterQueries>().FindAsync(Actor.Operator(tenant.Id), counter.Id, default))!.NotifyUrl == url);
    }

    [Fact]
    public async Task In_Production_the_codes_stand_on_attention_with_one_button_for_the_owner()
    {
        using var folder = new PortalFolder();
        await using var first = await PortalFixture.StartAsync(folder: folder.Location);
        var tenant = await first.AddTenantAsync();
        var counter = await first.AddCounterAsync(tenant);
        await using var second = await PortalFixture.StartAsync(
            folder: folder.Location, settings: ["--environment", "Production", "--Portal:Simulator:Enabled=false", "--Portal:PublicBaseUrl=https://pay.example"]);
        var queries = second.Get<ICounterQueries>();
        var actor = Actor.Operator(tenant.Id);
        var one = Assert.Single(await queries.ElsewhereAsync(actor, default));
        Assert.Equal((counter.Id, false), (one.CounterId, one.IsBeingTold));
        Assert.Empty(first.Gateway.ToldAddresses);
        Assert.Equal(1, Assert.IsType<Outcome<int>.Done>(await second.Get<MoveAddresses>().RunAsync(actor, default)).Value);
    }

    [Fact]
    public async Task Attention_lists_codes_that_report_elsewhere_and_only_the_owner_has_the_button()
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:Jobs:Enabled=false");
        var tenant = await portal.AddTenantAsync();
        var counter = await portal.AddCounterAsync(tenant);
        Assert.DoesNotContain("id=\"elsewhere\"", await (await portal.SignInAsync(tenant)).PageTextAsync("/attention"));
        await portal.ReadAsync(tenant, async context =>
        {
            context.Entry(await context.QrCodes.FindAsync(tenant.Id, counter.Code) ?? throw new InvalidOperationException("No such code.")).Property(code => code.NotifyUrl).CurrentValue = "https://old.example/alipay/notify/x";
            return await context.SaveChangesAsync();
        });
        var (owner, manager) = (await (await portal.SignInAsync(tenant)).PageTextAsync("/attention"), await (await portal.SignInAsync(tenant, Role.Manager)).PageTextAsync("/attention"));
        Assert.Contains($"data-elsewhere=\"{counter.Id}\"", owner);
        Assert.Contains($"data-elsewhere=\"{counter.Id}\"", manager);
        Assert.Contains("id=\"move-addresses\"", owner);
        Assert.DoesNotContain("id=\"move-addresses\"", manager);
    }

    [Theory]
    [InlineData(Role.Owner, true, true)]
    [InlineData(Role.Manager, false, true)]
    [InlineData(Role.Cashier, false, false)]
    [InlineData(Role.Accountant, false, true)]
    public async Task Only_the_owner_sees_the_account_and_nobody_a_key(Role role, bool mayTest, bool maySee)
    {
        await using var portal = await PortalFixture.StartAsync();
        var tenant = await portal.AddTenantAsync(algorithm: SignAlgorithm.Rsa2);
        var other = await portal.AddTenantAsync("Other");
        var page = await (await portal.SignInAsync(tenant, role)).PageTextAsync("/settings", maySee ? System.Net.HttpStatusCode.OK : System.Net.HttpStatusCode.Forbidden);
        Assert.Equal((mayTest, mayTest, !maySee), (page.Contains("id=\"test-keys\"", StringComparison.Ordinal), page.Contains("data-fingerprint=\"own\"", StringComparison.Ordinal), page.Contains("see_settings", StringComparison.Ordinal)));
        Assert.Equal(maySee, page.Contains("href=\"/settings\"", StringComparison.Ordinal));
        foreach (var secret in new[] { PortalKeys.MerchantPrivateKey, PortalKeys.AlipayPublicKey, other.Partner[8..] })
        {
            Assert.DoesNotContain(secret, page);
        }
        var view = await portal.Get<IAccountQueries>().FindAsync(Actor.Operator(tenant.Id), default);
        var alipay = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Convert.FromBase64String(PortalKeys.AlipayPublicKey)))[..32];
        Assert.Equal((tenant.Partner, alipay, 32), (view!.Partner, view.AlipayFingerprint, view.OwnFingerprint!.Length));
        Assert.NotEqual(view.OwnFingerprint, view.AlipayFingerprint);
        var md5 = await portal.Get<IAccountQueries>().FindAsync(Actor.Operator(other.Id), default);
        Assert.Equal((SignAlgorithm.Md5, null, null), (md5!.Algorithm, md5.OwnFingerprint, md5.AlipayFingerprint));
    }
}
