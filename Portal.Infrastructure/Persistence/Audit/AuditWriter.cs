using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Work;

namespace Portal.Infrastructure.Persistence.Audit;

/// <summary>Adds the audit's row to what a context is about to save: in the same transaction, or neither is kept.</summary>
public static class AuditWriter
{
    private const int MaxReason = 200;

    /// <summary>For whoever saves with a context of its own: row and change together, in one transaction.</summary>
    /// <param name="actor">Who acts; the chain is the actor's tenant, <see cref="AuditChain.Platform"/> for what belongs to none.</param>
    /// <param name="act">Lower snake case.</param>
    public static async Task SaveAsync(PortalContext context, Actor actor, string act, AuditEntry? said, DateTimeOffset at, CancellationToken ct)
    {
        using var turn = await context.Writers.TakeAsync(ct);
        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        await WriteAsync(context, actor, act, said, at, ct);
        await context.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Numbers and chains a row for what the context holds unsaved, and adds it. The caller saves within the transaction that it began.</summary>
    /// <exception cref="InvalidOperationException">No transaction was begun, or the chain has no head: nothing is done without its record.</exception>
    public static async Task WriteAsync(PortalContext context, Actor actor, string act, AuditEntry? said, DateTimeOffset at, CancellationToken ct)
    {
        if (context.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("The audit is written in the transaction of the change.");
        }
        if (AuditChanges.Of(context, actor.Tenant, said) is not { } changes)
        {
            return;
        }
        var head = await TakeHeadAsync(context, actor, ct);
        var record = new AuditRecord
        {
            TenantId = actor.Tenant,
            Sequence = head.Sequence + 1,
            At = at.ToUniversalTime(),
            ActorKind = actor.Kind,
            UserId = actor.User,
            OnBehalfOf = said?.OnBehalfOf,
            Address = actor.Address,
            Act = said?.Act ?? act,
            SubjectKind = changes.Subject.Kind,
            SubjectId = changes.Subject.Id,
            CounterId = changes.Subject.Counter,
            Before = changes.Before,
            After = changes.After,
            Reason = said?.Reason is { } reason ? AuditFields.Cut(reason, MaxReason) : null,
            PreviousHash = head.Hash,
        }.Sealed();
        var moved = await context.AuditHeads.Where(row => row.Sequence == head.Sequence)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Sequence, record.Sequence).SetProperty(row => row.Hash, record.Hash), ct);
        if (moved != 1)
        {
            throw new InvalidOperationException("The head of the audit moved under its own lock.");
        }
        context.AuditRows.Add(record);
    }

    /// <summary>Lets go of rows that were not saved, so that a second try numbers them anew.</summary>
    internal static void Forget(PortalContext context)
    {
        foreach (var entry in context.ChangeTracker.Entries<AuditRecord>().ToList())
        {
            entry.State = EntityState.Detached;
        }
    }

    /// <summary>The end of the chain, ours until the commit.</summary>
    private static async Task<AuditHead> TakeHeadAsync(PortalContext context, Actor actor, CancellationToken ct)
    {
        if (context.ChangeTracker.Entries<AuditHead>().FirstOrDefault(entry => entry.State == EntityState.Added) is { } fresh)
        {
            await context.SaveChangesAsync(ct);                               // a tenant that is made just now, in the same transaction
            fresh.State = EntityState.Detached;
            return fresh.Entity;
        }
        if (context is SqlServerPortalContext)
        {
            await context.AuditHeads.ExecuteUpdateAsync(set => set.SetProperty(row => row.Sequence, row => row.Sequence), ct);   // locks the row before it is read; SQLite's transaction holds the only write lock since it began
        }
        return await context.AuditHeads.AsNoTracking().FirstOrDefaultAsync(ct)
            ?? throw new InvalidOperationException($"The audit of {actor.Tenant} has no head; run audit verify.");
    }
}
