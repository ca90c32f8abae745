using System.Collections.Concurrent;
using System.Security.Cryptography;
using Portal.Domain.Notifications;
using Portal.Infrastructure.Alipay;
using Portal.Infrastructure.Alipay.Signing;

namespace Portal.Infrastructure.Persistence.Inbox;

/// <summary>Address tokens and accounts from memory. A token means the same code for ever; keys are looked up again after a while.</summary>
public sealed class NotifyDirectory(AcrossTenants across, AccountKeyRing keys, TimeProvider clock) : INotifyDirectory
{
    private const int MaxKept = 50_000;
    private static readonly TimeSpan s_keptFor = TimeSpan.FromSeconds(30);

    /// <summary>Once for the process: to make a pair costs as much as a thousand messages.</summary>
    private static readonly RsaVerifier s_nobody = new(RSA.Create(2048), RsaVerifier.Sha256Name);

    private readonly ConcurrentDictionary<string, (NotifyAddress Address, long At)> _addresses = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (NotifyAccount Account, long At)> _accounts = new(StringComparer.Ordinal);

    public IVerifier Nobody => s_nobody;

    public async ValueTask<NotifyAddress?> FindAsync(string token, CancellationToken ct)
    {
        if (_addresses.TryGetValue(token, out var kept) && clock.GetElapsedTime(kept.At) < s_keptFor)
        {
            return kept.Address;
        }
        if (await across.FindAddressAsync(token, ct) is not { } row)
        {
            return null;
        }
        var address = new NotifyAddress(
            row.Code.TenantId, row.Account.Id, row.Code.Id, row.Code.CounterId, row.Code.Passback, row.Currency, row.Account.Partner, keys.KeysOf(row.Account).Verifier);
        Keep(_addresses, token, (address, clock.GetTimestamp()));
        return address;
    }

    public async ValueTask<NotifyAccount?> FindAccountAsync(string partner, CancellationToken ct)
    {
        if (_accounts.TryGetValue(partner, out var kept) && clock.GetElapsedTime(kept.At) < s_keptFor)
        {
            return kept.Account;
        }
        if (await across.FindAccountAsync(partner, ct) is not { } row)
        {
            return null;
        }
        var account = new NotifyAccount(row.TenantId, row.Id, row.Partner, keys.KeysOf(row).Verifier);
        Keep(_accounts, partner, (account, clock.GetTimestamp()));
        return account;
    }

    private static void Keep<T>(ConcurrentDictionary<string, T> into, string key, T value)
    {
        if (into.Count >= MaxKept)
        {
            into.Clear();
        }
        into[key] = value;
    }
}
