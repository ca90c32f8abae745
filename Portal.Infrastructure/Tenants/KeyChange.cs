using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Persistence.Audit;
using Portal.Infrastructure.Persistence.Work;
using Portal.Infrastructure.Secrets;

namespace Portal.Infrastructure.Tenants;

/// <summary>Changes the keys of an account that is in use: the new ones sign at once, what Alipay signed with so far counts a while longer.</summary>
public sealed class KeyChange(PortalWorks works, TenantSecrets secrets, TimeProvider clock)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(90);

    /// <param name="texts">New keys of the account's own algorithm.</param>
    /// <param name="acceptPreviousFor">How long the earlier key of Alipay's side still verifies; at most 90 days.</param>
    /// <returns>The account, or <c>keys_invalid</c> with a sentence as its reason; nothing was changed then.</returns>
    public async Task<Outcome<GatewayAccount>> RunAsync(Actor actor, KeyTexts texts, TimeSpan acceptPreviousFor, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.ManageGateway, ct);
        if (await context.Accounts.FirstOrDefaultAsync(ct) is not { } account)
        {
            return Invalid("the tenant has no account yet");
        }
        if (acceptPreviousFor < TimeSpan.Zero || acceptPreviousFor > s_longest)
        {
            return Invalid($"the previous key can count for 0 to {s_longest.Days} days");
        }
        if (KeyMaterial.TryRead(account.Algorithm, texts, out var wrong) is not { } keys)
        {
            return Invalid(wrong);
        }
        account.ReplaceKeys(secrets.Seal(account.TenantId, account.Id, keys.Secret), keys.AlipayPublicKey, clock.GetUtcNow() + acceptPreviousFor);
        await AuditWriter.SaveAsync(context, actor, Permission.ManageGateway.Name(), new AuditEntry { Act = "change_keys" }, clock.GetUtcNow(), ct);
        return account;
    }

    private static PortalError Invalid(string sentence) => new("keys_invalid", ErrorKind.Invalid, sentence);
}
