using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence.Audit;
using Portal.Infrastructure.Persistence.Work;

namespace Portal.Infrastructure.Persistence.Queries;

/// <summary>The audit for its page: newest first, by sequence.</summary>
public sealed class AuditQueries(PortalWorks works) : IAuditQueries
{
    private const int MaxPage = 200;
    private const int MaxChosenFrom = 1000;

    public async Task<AuditPage> PageAsync(Actor actor, AuditFilter filter, long? before, int limit, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.SeeAudit, ct);
        var rows = (await InScopeAsync(context, actor, ct)).Matching(filter);
        if (before is { } sequence)
        {
            rows = rows.Where(row => row.Sequence < sequence);
        }
        var most = Math.Clamp(limit, 1, MaxPage);
        var found = await rows.OrderByDescending(row => row.Sequence).Take(most + 1).ToListAsync(ct);
        return new AuditPage(await NamedAsync(context, [.. found.Take(most)], ct), found.Count > most ? found[most - 1].Sequence : null);
    }

    public async Task<AuditRow?> FindAsync(Actor actor, long sequence, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.SeeAudit, ct);
        var found = await (await InScopeAsync(context, actor, ct)).Where(row => row.Sequence == sequence).ToListAsync(ct);
        return await NamedAsync(context, found, ct) is [var row] ? row : null;
    }

    public async Task<AuditChoices> ChoicesAsync(Actor actor, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.SeeAudit, ct);
        var newest = await (await InScopeAsync(context, actor, ct)).OrderByDescending(row => row.Sequence).Take(MaxChosenFrom)
            .Select(row => new { row.UserId, row.Act }).Distinct().ToListAsync(ct);
        var names = await NamesAsync(context, newest.Select(row => row.UserId), ct);
        return new AuditChoices(
            [.. newest.Select(row => row.UserId).OfType<UserId>().Distinct().Select(id => new AuditPerson(id, names.GetValueOrDefault(id.Value, id.ToString()))).OrderBy(person => person.Name, StringComparer.Ordinal)],
            [.. newest.Select(row => row.Act).Distinct().Order(StringComparer.Ordinal)]);
    }

    /// <summary>Managers read what counters are about and what they did themselves; owners, accountants and operators all of the tenant's.</summary>
    private static async Task<IQueryable<AuditRecord>> InScopeAsync(PortalContext context, Actor actor, CancellationToken ct)
    {
        var rows = context.AuditRows.AsNoTracking();
        var membership = await context.Memberships.AsNoTracking().FirstOrDefaultAsync(row => row.UserId == actor.User, ct);
        return membership?.Role != Role.Manager ? rows
            : context.Scope.Counters is { } bound ? rows.Where(row => (row.CounterId != null && bound.Contains(row.CounterId.Value)) || row.UserId == actor.User)
            : rows.Where(row => row.CounterId != null || row.UserId == actor.User);
    }

    private static async Task<IReadOnlyList<AuditRow>> NamedAsync(PortalContext context, List<AuditRecord> rows, CancellationToken ct)
    {
        var people = await NamesAsync(context, rows.SelectMany(row => new[] { row.UserId, row.OnBehalfOf, PersonOf(row) }), ct);
        var ids = rows.Select(row => row.CounterId).OfType<CounterId>().Distinct().ToList();
        var counters = await context.Counters.Where(counter => ids.Contains(counter.Id)).ToDictionaryAsync(counter => counter.Id, counter => counter.Name, ct);
        return [.. rows.Select(row => row.ToRow(NameOf, NameOf(PersonOf(row)) ?? (row.CounterId is { } id ? counters.GetValueOrDefault(id) : null)))];

        string? NameOf(UserId? user) => user is { } id ? people.GetValueOrDefault(id.Value) : null;
    }

    private static UserId? PersonOf(AuditRecord row) => row.SubjectKind == "person" && Guid.TryParse(row.SubjectId, out var id) ? new UserId(id) : null;

    private static async Task<Dictionary<Guid, string>> NamesAsync(PortalContext context, IEnumerable<UserId?> people, CancellationToken ct)
    {
        var ids = people.OfType<UserId>().Select(id => id.Value).Distinct().ToList();
        return await context.Users.Where(user => ids.Contains(user.Id)).ToDictionaryAsync(user => user.Id, user => user.DisplayName, ct);
    }
}
