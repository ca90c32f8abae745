using Portal.Domain.Tenants;
using Portal.Infrastructure.Tenants;
using Portal.Tests.Alipay.Second;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay;

/// <summary>Traps of PROTOCOL 8.6 that no other test stands in, seen at the portal's own edge.</summary>
public sealed class TrapTests
{
    [Fact]
    [Trait("Row", "trap 9")]
    public async Task What_stands_in_the_address_of_a_message_is_no_part_of_what_was_signed()
    {
        await using var portal = await PortalFixture.StartAsync();
        var counter = await portal.AddCounterAsync(await portal.AddTenantAsync());
        var notice = PortalNotice.Of(counter);
        using var right = Form(notice.SignedBy(counter.Tenant.Alipay));
        using var taken = await portal.Client.PostAsync(counter.NotifyPath + "?_url=1&trans_amount=1.00", right);
        Assert.Equal("success", await taken.Content.ReadAsStringAsync());
        var elsewhere = PortalNotice.Of(counter);
        using var without = Form(elsewhere.Without("trade_status").SignedBy(counter.Tenant.Alipay));
        using var refused = await portal.Client.PostAsync(counter.NotifyPath + "?trade_status=TRADE_SUCCESS", without);
        Assert.Equal("fail", await refused.Content.ReadAsStringAsync());
    }

    [Theory]
    [Trait("Row", "trap 13")]
    [InlineData(SignAlgorithm.Md5)]
    [InlineData(SignAlgorithm.Rsa)]
    [InlineData(SignAlgorithm.Rsa2)]
    public async Task A_key_copied_with_blanks_and_line_feeds_around_it_signs_rightly(SignAlgorithm algorithm)
    {
        await using var gateway = await SecondGateway.StartAsync();
        await using var portal = await PortalFixture.StartAsync();
        gateway.Clock = portal.Clock;
        const string Partner = "2088000000000001";
        gateway.Knows(Partner, SecondStand.Keys(algorithm));
        var material = AlipaySide.Of(algorithm).Material(Partner, gateway.Address);
        await RegisterAsync(portal, material with { Md5Key = Untidy(material.Md5Key), PrivateKey = Untidy(material.PrivateKey), AlipayPublicKey = Untidy(material.AlipayPublicKey) });
        Assert.Single(gateway.Codes);
    }

    [Fact]
    [Trait("Row", "trap 33")]
    [Trait("Row", "trap 42")]
    public async Task Each_counter_has_a_store_and_an_address_of_its_own_and_the_address_tells_nothing()
    {
        await using var gateway = await SecondGateway.StartAsync();
        await using var portal = await PortalFixture.StartAsync();
        gateway.Clock = portal.Clock;
        const string Partner = "2088000000000001";
        gateway.Knows(Partner, SecondStand.Keys(SignAlgorithm.Md5));
        var tenant = await RegisterAsync(portal, AlipaySide.Md5.Material(Partner, gateway.Address));
        await portal.AddCounterAsync(tenant, "Till 2");
        Assert.Equal(2, gateway.Codes.Select(code => code.Shop["store_id"]!.ToString()).Distinct().Count());
        Assert.Equal(2, gateway.Codes.Select(code => code.NotifyUrl).Distinct().Count());
        foreach (var address in gateway.Codes.Select(code => new Uri(code.NotifyUrl!)))
        {
            Assert.Equal(("", ""), (address.Query, address.Fragment));
            Assert.Matches("^/alipay/notify/[A-Za-z0-9_-]{20,64}$", address.AbsolutePath);
            Assert.DoesNotContain(gateway.Codes, code => address.AbsolutePath.Contains(code.Shop["store_id"]!.ToString(), StringComparison.Ordinal));
            Assert.DoesNotContain(Vectors.Md5Key, address.ToString(), StringComparison.Ordinal);
        }
    }

    private static async Task<PortalTenant> RegisterAsync(PortalFixture portal, AccountMaterial material)
    {
        var details = new TenantDetails("Harbour Tea", "HKD", "Asia/Hong_Kong", "HK", "1 Test Street", "5812", false);
        var made = TestPortal.Done(await portal.Get<TenantRegistration>().AddAsync(details, material, default));
        var tenant = new PortalTenant(made.Id, "Harbour Tea", material.Partner, "HKD", AlipaySide.Of(material.Algorithm).Signer);
        await portal.AddCounterAsync(tenant);
        return tenant;
    }

    private static string? Untidy(string? key) => key is null ? null : $"  {key}\r\n \n";

    private static ByteArrayContent Form(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/x-www-form-urlencoded");
        return content;
    }
}
