using Microsoft.EntityFrameworkCore;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;

namespace Portal.Infrastructure.Persistence.Work;

internal sealed class PeopleStore(PortalContext context) : IPeopleStore
{
    public Task<Membership?> FindAsync(UserId user, CancellationToken ct) =>
        context.Memberships.Include(row => row.Counters).FirstOrDefaultAsync(row => row.UserId == user, ct);

    public Task<Session?> SessionAsync(SessionId id, CancellationToken ct) => context.Sessions.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct);

    /// <summary>By the audit's index of subjects.</summary>
    public async Task<int> TimesHeldBackAsync(UserId user, DateTimeOffset after, int most, CancellationToken ct)
    {
        var subject = user.ToString();
        return await context.AuditRows.Where(row => row.SubjectId == subject && row.UserId == user && row.Act == LimitWatch.Act && row.At > after)
            .OrderByDescending(row => row.Sequence).Take(most).CountAsync(ct);
    }

    public Task<int> OwnersAsync(CancellationToken ct) => context.Memberships.CountAsync(row => row.Role == Role.Owner, ct);

    public async Task<bool> IsMemberAsync(string email, CancellationToken ct)
    {
        var name = email.ToUpperInvariant();
        return await context.Users.FirstOrDefaultAsync(user => user.NormalizedEmail == name, ct) is { } known
            && await context.Memberships.AnyAsync(row => row.UserId == new UserId(known.Id), ct);
    }

    public void Remove(Membership membership) => context.Memberships.Remove(membership);

    public async Task<IReadOnlyList<OneTimeLink>> InvitationsAsync(CancellationToken ct) => await Open().ToListAsync(ct);

    public void Add(OneTimeLink invitation) => context.OneTimeLinks.Add(invitation);

    public async Task WithdrawAllAsync(DateTimeOffset now, CancellationToken ct)
    {
        foreach (var link in await Open().ToListAsync(ct))
        {
            link.Withdraw(now);
        }
    }

    public void Revoke(Revocation revocation) => context.Revocations.Add(revocation);

    public async Task<IReadOnlyList<SupportGrant>> GrantsAsync(CancellationToken ct) => await context.SupportGrants.Where(grant => grant.EndedAt == null).ToListAsync(ct);

    public async Task<IReadOnlyList<UserId>> VisitorsAsync(Guid grant, CancellationToken ct) =>
        await context.SupportVisits.Where(visit => visit.GrantId == grant).Select(visit => visit.UserId).Distinct().ToListAsync(ct);

    public void Add(SupportGrant grant) => context.SupportGrants.Add(grant);

    public void Add(SupportVisit visit) => context.SupportVisits.Add(visit);

    /// <summary>Links stand behind no filter, since some belong to no tenant: each reading names it.</summary>
    private IQueryable<OneTimeLink> Open() => context.OneTimeLinks.Where(link =>
        link.TenantId == context.CurrentTenant && link.Purpose == LinkPurpose.Invitation && link.UsedAt == null && link.WithdrawnAt == null);
}
