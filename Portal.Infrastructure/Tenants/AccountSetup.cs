using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Gateway;
using Portal.Infrastructure.Persistence.Audit;
using Portal.Domain.Audit;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Alipay;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Persistence.Queries;
using Portal.Infrastructure.Persistence.Work;
using Portal.Infrastructure.Secrets;

namespace Portal.Infrastructure.Tenants;

/// <summary>An owner enters the account: pairs are made and sealed here, what is pasted is checked before it is kept.</summary>
public sealed class AccountSetup(
    PortalWorks works, AccountQueries accounts, TenantSecrets secrets, IOptions<GatewayOptions> gateway, IExchangeKeys exchange, TimeProvider clock) : IAccountSetup
{
    private const int Bits = 2048;
    private static readonly TimeSpan s_previousCounts = TimeSpan.FromDays(7);

    public async Task<SetupView> FindAsync(Actor actor, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.TestGateway, ct);
        var draft = await context.KeyDrafts.AsNoTracking().FirstOrDefaultAsync(ct);
        var account = await context.Accounts.AsNoTracking().FirstOrDefaultAsync(ct);
        return new SetupView(
            account is null ? null : accounts.ToView(account), draft is null ? null : Convert.ToBase64String(draft.PublicKey), draft?.MadeAt, exchange.IsPossible,
            [.. gateway.Value.AllowedHosts.Select(host => $"https://{host}/gateway.do")]);
    }

    public async Task<Outcome<string>> MakePairAsync(Actor actor, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.ManageGateway, ct);
        var (draft, isNew) = await DraftAsync(context, actor, ct);
        using var pair = RSA.Create(Bits);
        (draft.SealedSecret, draft.PublicKey) = (secrets.Seal(actor.Tenant, draft.AccountId, pair.ExportPkcs8PrivateKey()), pair.ExportSubjectPublicKeyInfo());
        draft.MadeAt = clock.GetUtcNow();
        if (isNew)
        {
            context.KeyDrafts.Add(draft);
        }
        await AuditWriter.SaveAsync(context, actor, "make_keys", new AuditEntry { Subject = new AuditSubject("account", draft.AccountId.ToString()) }, clock.GetUtcNow(), ct);
        return Convert.ToBase64String(draft.PublicKey);
    }

    public async Task<Outcome<string>> SaveAsync(Actor actor, AccountEntry entry, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.ManageGateway, ct);
        var account = await context.Accounts.FirstOrDefaultAsync(ct);
        var (draft, isNew) = await DraftAsync(context, actor, ct);
        if (gateway.Value.Refusal(entry.Partner, entry.Gateway) is { } wrong)
        {
            return Invalid(wrong);
        }
        if (account is not null && (account.Partner, account.Algorithm, account.Gateway) != (entry.Partner, entry.Algorithm, entry.Gateway))
        {
            return Invalid("the account is in use: partner number, signature and gateway stay as they are, only its keys can change");
        }
        var texts = await TextsAsync(entry, actor, isNew ? null : draft, ct);
        if (KeyMaterial.TryRead(entry.Algorithm, texts, out var bad) is not { } keys)
        {
            return Invalid(bad);
        }
        var sealedSecret = secrets.Seal(actor.Tenant, draft.AccountId, keys.Secret);
        if (account is null)
        {
            context.Accounts.Add(GatewayAccount.Open(actor.Tenant, draft.AccountId, entry.Partner, entry.Algorithm, sealedSecret, keys.AlipayPublicKey, entry.Gateway, clock.GetUtcNow()));
        }
        else
        {
            account.ReplaceKeys(sealedSecret, keys.AlipayPublicKey, clock.GetUtcNow() + s_previousCounts);
        }
        if (!isNew)
        {
            context.KeyDrafts.Remove(draft);
        }
        try
        {
            await AuditWriter.SaveAsync(context, actor, "change_keys", new AuditEntry { Subject = new AuditSubject("account", draft.AccountId.ToString()) }, clock.GetUtcNow(), ct);
            return entry.Partner;
        }
        catch (DbUpdateException taken) when (taken.InnerException is DbException inner && UniqueViolation.Is(inner))
        {
            return Invalid("another shop of this portal has this partner number already");
        }
    }

    /// <summary>With the simulator keys are exchanged here; with Alipay its merchant page does that, and its half is pasted.</summary>
    private async Task<KeyTexts> TextsAsync(AccountEntry entry, Actor actor, KeyDraft? draft, CancellationToken ct)
    {
        var ours = string.IsNullOrWhiteSpace(entry.PrivateKey) && draft is not null
            ? Convert.ToBase64String(secrets.Unseal(actor.Tenant, draft.AccountId, draft.SealedSecret))
            : entry.PrivateKey;
        var isExchanged = entry.Gateway == GatewayAccount.SimulatorWord && exchange.IsPossible && string.IsNullOrWhiteSpace(entry.AlipayPublicKey);
        if (!isExchanged)
        {
            return new KeyTexts(entry.Md5Key, ours, entry.AlipayPublicKey);
        }
        if (entry.Algorithm == SignAlgorithm.Md5)
        {
            var secret = string.IsNullOrWhiteSpace(entry.Md5Key) ? RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 32) : entry.Md5Key;
            await exchange.ExchangeAsync(entry.Partner, entry.Algorithm, secret, ct);
            return new KeyTexts(secret, null, null);
        }
        using var pair = string.IsNullOrWhiteSpace(ours) ? RSA.Create(Bits) : KeyReading.PrivateKey(ours, Bits);
        var theirs = pair is null ? null : await exchange.ExchangeAsync(entry.Partner, entry.Algorithm, Convert.ToBase64String(pair.ExportSubjectPublicKeyInfo()), ct);
        return new KeyTexts(null, pair is null ? ours : Convert.ToBase64String(pair.ExportPkcs8PrivateKey()), theirs);
    }

    private static async Task<(KeyDraft Draft, bool IsNew)> DraftAsync(PortalContext context, Actor actor, CancellationToken ct)
    {
        if (await context.KeyDrafts.FirstOrDefaultAsync(ct) is { } draft)
        {
            return (draft, false);
        }
        var account = await context.Accounts.Select(row => (AccountId?)row.Id).FirstOrDefaultAsync(ct);
        return (new KeyDraft { TenantId = actor.Tenant, AccountId = account ?? AccountId.New() }, true);
    }

    private static PortalError Invalid(string sentence) => new("keys_invalid", ErrorKind.Invalid, sentence);
}
