using Microsoft.EntityFrameworkCore;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Persistence.Audit;

/// <summary>A chain that was walked.</summary>
/// <param name="Rows">How many rows were looked at.</param>
/// <param name="Hash">Of the last act, 64 hexadecimal digits: kept elsewhere it proves later that nothing before it was rewritten.</param>
/// <param name="Broken">Null: all is well.</param>
public sealed record AuditWalk(TenantId Chain, long Rows, string Hash, AuditBreak? Broken);

/// <summary>The first thing that is wrong in a chain.</summary>
/// <param name="What"><c>missing</c>, <c>changed</c>, <c>out_of_order</c>, <c>cut_off</c> (the head counts more rows than there are), <c>past_head</c>
/// (rows that the head does not count), <c>head_changed</c>, <c>head_missing</c>.</param>
public sealed record AuditBreak(string What, long Sequence);

/// <summary>Walks the chains and finds what was changed behind the product's back.</summary>
public sealed class AuditVerification(PortalDatabase database, AcrossTenants across)
{
    private const int PageSize = 1000;

    /// <summary>All chains from their first row.</summary>
    public async Task<IReadOnlyList<AuditWalk>> AllAsync(CancellationToken ct) => await WalkAsync(null, ct);

    /// <summary>Only the newest rows of each chain: what an hourly look can afford.</summary>
    public async Task<IReadOnlyList<AuditWalk>> NewestAsync(int rows, CancellationToken ct) => await WalkAsync(rows, ct);

    private async Task<IReadOnlyList<AuditWalk>> WalkAsync(int? newest, CancellationToken ct)
    {
        var walks = new List<AuditWalk>();
        foreach (var chain in await across.AuditChainsAsync(ct))
        {
            walks.Add(await WalkAsync(chain, newest, ct));
        }
        return walks;
    }

    /// <remarks>Beside a running portal: rows up to the head as it was, then whether what came since has a head too.</remarks>
    private async Task<AuditWalk> WalkAsync(TenantId chain, int? newest, CancellationToken ct)
    {
        await using var context = database.Open(chain);
        if (await context.AuditHeads.AsNoTracking().FirstOrDefaultAsync(ct) is not { } head)
        {
            return new AuditWalk(chain, 0, "", new AuditBreak("head_missing", 0));
        }
        var first = newest is { } some ? Math.Max(1, head.Sequence - some + 1) : 1;
        var (expected, previous) = (first, first == 1 ? AuditChain.Start : null);
        while (expected <= head.Sequence)
        {
            var page = await PageAsync(context, expected == first && first == 1 ? long.MinValue : expected, head.Sequence, ct);
            foreach (var row in page)
            {
                if (BreakOf(row, expected, previous) is { } broken)
                {
                    return Walked(broken);
                }
                (expected, previous) = (expected + 1, row.Hash);
            }
            if (page.Count < PageSize && expected <= head.Sequence)
            {
                return Walked(new AuditBreak("cut_off", expected));
            }
        }
        if (!head.Hash.AsSpan().SequenceEqual(previous))
        {
            return Walked(new AuditBreak("head_changed", head.Sequence));
        }
        var last = await context.AuditRows.Select(row => (long?)row.Sequence).MaxAsync(ct) ?? 0;
        var counted = await context.AuditHeads.Select(row => row.Sequence).FirstOrDefaultAsync(ct);
        return Walked(last > counted ? new AuditBreak("past_head", last) : null);

        AuditWalk Walked(AuditBreak? broken) => new(chain, expected - first, Convert.ToHexStringLower(head.Hash), broken);
    }

    private static Task<List<AuditRecord>> PageAsync(PortalContext context, long from, long until, CancellationToken ct) =>
        context.AuditRows.AsNoTracking().Where(row => row.Sequence >= from && row.Sequence <= until).OrderBy(row => row.Sequence).Take(PageSize).ToListAsync(ct);

    /// <param name="previous">Null: the walk begins in the middle, so the first row's own word is taken.</param>
    private static AuditBreak? BreakOf(AuditRecord row, long expected, byte[]? previous) =>
        row.Sequence != expected ? new AuditBreak(row.Sequence > expected ? "missing" : "out_of_order", row.Sequence > expected ? expected : row.Sequence)
        : previous is not null && !row.PreviousHash.AsSpan().SequenceEqual(previous) ? new AuditBreak("out_of_order", row.Sequence)
        : !row.Hash.AsSpan().SequenceEqual(AuditChain.HashOf(row)) ? new AuditBreak("changed", row.Sequence)
        : null;
}
