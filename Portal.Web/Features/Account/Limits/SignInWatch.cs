using System.Collections.Concurrent;
using System.Net;
using Portal.Domain.Alarms;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Persistence;

namespace Portal.Web.Features.Account.Limits;

/// <summary>Sees who tries passwords: says so in the log once, and to the tenant whose person was paused by an alarm.</summary>
public sealed class SignInWatch(AfterAnswer after, AccountMails mails, AcrossTenants across, IPortalWorkFactory works, TimeProvider clock, ILogger<SignInWatch> log)
{
    /// <summary>So many accounts tried in vain from one address within <see cref="Window"/> are no typing mistake.</summary>
    public const int ManyAccounts = 10;
    private const int MaxAddresses = 10_000;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<string, Tried> _tried = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private long _refused;
    private DateTimeOffset _saidAt = DateTimeOffset.MinValue;

    /// <summary>An account was tried in vain, be it known or not.</summary>
    public void Failed(IPAddress? from, string email)
    {
        if (_tried.Count >= MaxAddresses)
        {
            _tried.Clear();
        }
        if (_tried.GetOrAdd(SignInGate.NameOf(from), _ => new Tried()).Add(email, clock.GetUtcNow()))
        {
            log.LogWarning("Security: passwords are tried on many accounts, {Accounts} or more from {Address}", ManyAccounts, from);
        }
    }

    /// <summary>A try was refused unseen.</summary>
    public void Refused(IPAddress? from)
    {
        lock (_lock)
        {
            _refused++;
            if (clock.GetUtcNow() - _saidAt < Window)
            {
                return;
            }
            log.LogWarning("Security: sign-in attempts are refused before a look, {Refused} since the last word, now from {Address}", _refused, from);
            (_refused, _saidAt) = (0, clock.GetUtcNow());
        }
    }

    /// <summary>Five wrong passwords on one account: its tenants and the person are told.</summary>
    public void Paused(PortalUser user) => after.TryAdd(async ct =>
    {
        await mails.PausedAsync(user.Email!, ct);
        foreach (var place in await across.MembershipsOfAsync(new UserId(user.Id), ct))
        {
            await using var work = await works.BeginAsync(Actor.Job(place.TenantId), Permission.RaiseAlarm, ct);
            await work.Alarms.RaiseAsync(AlarmKind.GuessedPassword, $"{user.Id:N}", user.DisplayName, null, ct);
            await work.CommitAsync(ct);
        }
    });

    private sealed class Tried
    {
        private readonly HashSet<string> _emails = new(StringComparer.OrdinalIgnoreCase);
        private DateTimeOffset _since;

        /// <returns>True once a window: these are many.</returns>
        public bool Add(string email, DateTimeOffset now)
        {
            lock (_emails)
            {
                if (now - _since >= Window)
                {
                    _emails.Clear();
                    _since = now;
                }
                return _emails.Count < ManyAccounts && _emails.Add(email) && _emails.Count == ManyAccounts;
            }
        }
    }
}
