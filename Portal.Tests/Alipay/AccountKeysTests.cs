using System.Security.Cryptography;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Alipay;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay;

public sealed class AccountKeysTests
{
    private static GatewayAccount Copy(GatewayAccount account, TenantId? tenant = null, byte[]? alipayKey = null) => GatewayAccount.Open(
        tenant ?? account.TenantId, account.Id, account.Partner, account.Algorithm, account.SealedSecret, alipayKey ?? account.AlipayPublicKey, account.Gateway, account.CreatedAt);

    [Fact]
    public async Task Keys_are_opened_once_and_again_when_alipays_key_changes()
    {
        await using var portal = await TestPortal.StartAsync();
        var account = (await portal.AShopAsync()).Account;
        using var other = RSA.Create(2048);
        var ring = portal.Get<AccountKeyRing>();
        Assert.Same(ring.KeysOf(account), ring.KeysOf(Copy(account)));
        Assert.NotSame(ring.KeysOf(account), ring.KeysOf(Copy(account, alipayKey: other.ExportSubjectPublicKeyInfo())));
    }

    [Fact]
    public async Task A_row_copied_to_another_tenant_does_not_open()
    {
        await using var portal = await TestPortal.StartAsync();
        var account = (await portal.AShopAsync()).Account;
        Assert.ThrowsAny<CryptographicException>(() => portal.Get<AccountKeyRing>().KeysOf(Copy(account, TenantId.New())));
    }

    [Fact]
    public async Task Secrets_stand_sealed_in_the_file()
    {
        await using var portal = await TestPortal.StartAsync();
        await portal.AShopAsync(algorithm: SignAlgorithm.Md5);
        var row = (byte[])portal.Files.Sql("SELECT SealedSecret FROM GatewayAccounts")!;
        Assert.DoesNotContain(Vectors.Md5Key, System.Text.Encoding.Latin1.GetString(row), StringComparison.Ordinal);
    }
}
