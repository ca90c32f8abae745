using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;

namespace Portal.Tests.Audit;

/// <summary>The record is kept for years and cannot be taken back: no secret and no buyer may ever get into it.</summary>
public sealed class SecretTests
{
    [Fact]
    [Trait("Row", "I-11")]
    public async Task I_11_no_secret_and_no_buyer_stands_in_the_audit()
    {
        var said = new StringBuilder();
        var canaries = new HashSet<string>();
        foreach (var command in Commands.All.Values)
        {
            await using var stand = await CodeStand.StartAsync();
            await command.RunAsync(stand, stand.Shop.Owner);
            await using var context = stand.Portal.Database.Open(stand.Shop.Id);
            foreach (var row in await context.AuditRows.AsNoTracking().ToListAsync())
            {
                said.AppendJoin('\n', row.SubjectId, row.Before, row.After, row.Reason).AppendLine();
            }
            canaries.UnionWith(await CanariesAsync(stand));
        }
        var text = said.ToString();
        Assert.Contains("Terrace", text, StringComparison.Ordinal);                                    // what may be said is said
        Assert.Contains("\"sealedSecret\":\"…\"", text, StringComparison.Ordinal);
        Assert.True(canaries.Count > 20);
        Assert.Empty(Found(text, canaries));
    }

    [Fact]
    public async Task I_11_no_secret_and_no_buyer_stands_in_the_audit_control()
    {
        await using var stand = await CodeStand.StartAsync();
        var canaries = await CanariesAsync(stand);
        Assert.Single(Found($"notified at {canaries.First()}", canaries));
    }

    private static IEnumerable<string> Found(string text, IEnumerable<string> canaries) => canaries.Where(canary => text.Contains(canary, StringComparison.OrdinalIgnoreCase));

    private static async Task<HashSet<string>> CanariesAsync(CodeStand stand)
    {
        await using var context = stand.Portal.Database.Open(stand.Shop.Id);
        var (account, tenant) = (await context.Accounts.SingleAsync(), await context.Tenants.SingleAsync());
        var codes = await context.QrCodes.ToListAsync();
        var payers = await context.Payments.Select(payment => payment.Payer).ToListAsync();
        var keys = new[] { account.SealedSecret, account.AlipayPublicKey, account.PreviousKey, tenant.WrappedDataKey }.OfType<byte[]>();
        var own = stand.Shop.Alipay.Material(account.Partner, account.Gateway);
        return
        [
            .. codes.SelectMany(code => new[] { code.AddressToken, code.Passback }),
            .. payers.OfType<string>(), "138****0001", "2088000000000999", "key-of-mine",
            .. keys.SelectMany(key => new[] { Convert.ToBase64String(key)[..24], Convert.ToHexString(key)[..24] }),
            .. new[] { own.PrivateKey, own.AlipayPublicKey, own.Md5Key }.OfType<string>().Select(key => key[^24..]),
        ];
    }
}
