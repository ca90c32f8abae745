using System.Security.Cryptography;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Tenants;
using Portal.Tests.TestKit;

namespace Portal.Tests.Persistence;

public sealed class TenantRegistrationTests : IAsyncLifetime
{
    private const string Gateway = "https://globalmapi.alipay.com/gateway.do";
    private static readonly TenantDetails s_details = new("Harbour Tea", "HKD", "Asia/Hong_Kong", "HK", "3 Star Ferry Pier", "5812", false);
    private TestPortal _portal = default!;

    public async ValueTask InitializeAsync() => _portal = await TestPortal.StartAsync();

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    private Task<Outcome<Tenant>> AddAsync(TenantDetails? details = null, AccountMaterial? material = null) =>
        _portal.Get<TenantRegistration>().AddAsync(details ?? s_details, material ?? AlipaySide.Rsa2.Material("2088000000000001", Gateway), default);

    [Fact]
    public async Task Names_and_partner_numbers_are_unique_in_the_installation()
    {
        TestPortal.Done(await AddAsync());
        Assert.Equal("tenant_invalid", (await AddAsync(material: AlipaySide.Rsa2.Material("2088000000000002", Gateway))).ErrorCode());
        Assert.Equal("tenant_invalid", (await AddAsync(s_details with { Name = "Other" })).ErrorCode());
        Assert.Equal((1L, 1L), (_portal.Files.Count("Tenants"), _portal.Files.Count("GatewayAccounts")));
    }

    public static TheoryData<string> WrongDetails() => ["name", "quote", "currency", "zone", "country", "address", "mcc"];

    [Theory]
    [MemberData(nameof(WrongDetails))]
    public async Task Wrong_details_leave_nothing(string what)
    {
        var wrong = what switch
        {
            "name" => s_details with { Name = "" },
            "quote" => s_details with { Name = "Tea \"House\"" },
            "currency" => s_details with { Currency = "XXX" },
            "zone" => s_details with { TimeZone = "Mars/Olympus" },
            "country" => s_details with { Country = "Hongkong" },
            "address" => s_details with { Address = "" },
            _ => s_details with { Mcc = "58" },
        };
        Assert.Equal("tenant_invalid", (await AddAsync(wrong)).ErrorCode());
        Assert.Equal(0L, _portal.Files.Count("Tenants"));
    }

    [Fact]
    [Trait("Row", "trap 11")]
    public async Task Wrong_material_leaves_nothing()
    {
        using var weak = RSA.Create(512);
        var good = AlipaySide.Rsa2.Material("2088000000000001", Gateway);
        foreach (var wrong in new[]
        {
            good with { Partner = "1088000000000001" },
            good with { Partner = "208800000000000" },
            good with { Gateway = "https://evil.example/gateway.do" },
            good with { PrivateKey = "no key" },
            good with { PrivateKey = Convert.ToBase64String(weak.ExportPkcs8PrivateKey()) },
            good with { AlipayPublicKey = null },
            AlipaySide.Md5.Material("2088000000000001", Gateway) with { Md5Key = "short" },
        })
        {
            Assert.Equal("tenant_invalid", (await AddAsync(material: wrong)).ErrorCode());
        }
        Assert.Equal(0L, _portal.Files.Count("Tenants"));
    }

    [Fact]
    [Trait("Row", "trap 11")]
    public async Task Keys_are_taken_as_people_have_them()
    {
        var keys = Vectors.All.GetProperty("keys");
        var pem = keys.GetProperty("merchant_rsa_2048").GetProperty("pkcs1_private_pem").GetString();
        var spki = keys.GetProperty("alipay_rsa_2048").GetProperty("spki_public_pem").GetString()!.Replace("\n", "\r\n", StringComparison.Ordinal);
        TestPortal.Done(await AddAsync(material: new AccountMaterial("2088000000000001", SignAlgorithm.Rsa2, null, pem, spki, Gateway)));
    }
}
