using Microsoft.EntityFrameworkCore;
using Portal.Domain.Counters;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence.Work;

namespace Portal.Infrastructure.Persistence.Queries;

/// <summary>Counters for pages, pictures and the operator's list.</summary>
public sealed class CounterQueries(PortalWorks works, IPublicAddress address) : ICounterQueries
{
    private const int MaxNotes = 100;
    private const int MaxElsewhere = 200;
    private const int NewestLookedAt = 100;

    public async Task<IReadOnlyList<CounterView>> ListAsync(Actor actor, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.SeeCounters, ct);
        return await Views(context, context.Counters.OrderBy(counter => counter.CreatedAt)).ToListAsync(ct);
    }

    public Task<CounterView?> FindAsync(Actor actor, CounterId id, CancellationToken ct) => FindAsync(actor, id, Permission.SeeCounters, ct);

    public Task<CounterView?> FindForPrintAsync(Actor actor, CounterId id, CancellationToken ct) => FindAsync(actor, id, Permission.PrintCode, ct);

    private async Task<CounterView?> FindAsync(Actor actor, CounterId id, Permission permission, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, permission, ct);
        return await Views(context, context.Counters.Where(counter => counter.Id == id)).FirstOrDefaultAsync(ct);
    }

    public async Task<CounterHistory> HistoryAsync(Actor actor, CounterId id, CounterHistory? seen, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.SeeCounters, ct);
        var codes = await context.QrCodes.AsNoTracking().Where(code => code.CounterId == id).OrderByDescending(code => code.IsActive).ThenByDescending(code => code.CreatedAt).ToListAsync(ct);
        var payments = new Dictionary<QrCodeId, int>();
        foreach (var code in codes)
        {
            payments[code.Id] = seen?.Codes.FirstOrDefault(known => known.Id == code.Id && known.ReplacedAt == code.ReplacedAt) is { Payments: > 0 } counted ? counted.Payments
                : code.IsActive ? await AnyOfAsync(context, id, code.Id, ct)
                : await context.Payments.CountAsync(payment => payment.CounterId == id && payment.QrCodeId == code.Id, ct);
        }
        var notes = await context.CodeNotes.AsNoTracking().Where(note => note.CounterId == id).OrderByDescending(note => note.At).ThenByDescending(note => note.Id).Take(MaxNotes).ToListAsync(ct);
        var people = notes.Select(note => note.By?.Value).OfType<Guid>().Distinct().ToList();
        var names = await context.Users.Where(user => people.Contains(user.Id)).ToDictionaryAsync(user => user.Id, user => user.DisplayName, ct);
        return new CounterHistory(
            [.. codes.Select(code => ToView(code, payments[code.Id]))],
            [.. notes.Select(note => new CodeNoteView(note.Id, note.CodeId, note.Act, note.Kind, note.Reason, note.By is { } by ? names.GetValueOrDefault(by.Value) : null, note.At))]);
    }

    public async Task<IReadOnlyList<CodeElsewhere>> ElsewhereAsync(Actor actor, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.SeeAttention, ct);
        if (address.Base is not { } known)
        {
            return [];
        }
        var prefix = known + "/";
        var found = await (from code in context.QrCodes.AsNoTracking()
                           where code.IsActive && code.NotifyUrl != null && !code.NotifyUrl.StartsWith(prefix)
                               && (code.Status == QrCodeStatus.Live || code.Status == QrCodeStatus.Stopped)
                           join counter in context.Counters on code.CounterId equals counter.Id
                           orderby counter.CreatedAt
                           select new { counter.Id, counter.Name, Code = code }).Take(MaxElsewhere).ToListAsync(ct);
        return [.. found.Select(row => new CodeElsewhere(row.Id, row.Name, row.Code.NotifyUrl!, row.Code.IsOpen && row.Code.Wanted == CodeAct.Change))];
    }

    /// <summary>Whether one of the counter's newest payments came to this code: a look that costs the same however many there are.</summary>
    private static async Task<int> AnyOfAsync(PortalContext context, CounterId id, QrCodeId code, CancellationToken ct) =>
        await context.Payments.Where(payment => payment.CounterId == id).OrderByDescending(payment => payment.Arrival).Take(NewestLookedAt).AnyAsync(payment => payment.QrCodeId == code, ct) ? 1 : 0;

    private static CodeView ToView(QrCode code, int payments) => new(
        code.Id, code.Status, code.IsOpen ? code.Wanted : null, code.Text, code.StoreId, code.CheckNumber, code.RefusedWith, code.CreatedAt, code.StatusAt, code.ReplacesId, code.ReplacedAt,
        code is { SuspectFrom: { } from, SuspectUntil: { } until } ? new SuspectWindow(from, until) : null, payments);

    private static IQueryable<CounterView> Views(PortalContext context, IQueryable<Counter> counters) =>
        from counter in counters
        join code in context.QrCodes on counter.Id equals code.CounterId
        where code.IsActive
        select new CounterView(
            counter.Id, counter.Name, code.Status, code.Text, code.NotifyUrl, code.RefusedWith, code.CheckNumber, code.StoreId, counter.CreatedAt,
            context.Payments.Where(payment => payment.CounterId == counter.Id)
                .OrderByDescending(payment => payment.Arrival).Select(payment => (DateTimeOffset?)payment.ArrivedAt).FirstOrDefault())
        {
            CodeId = code.Id,
            StatusAt = code.StatusAt,
            Wanted = code.WantedDoneAt == null ? code.Wanted : null,
            WantedAt = code.WantedAt,
            RefusedAct = code.RefusedAct,
            Address = counter.Address,
            ToldName = code.ToldName,
            ToldAddress = code.ToldAddress,
            ReplacesId = code.ReplacesId,
        };
}
