using Microsoft.EntityFrameworkCore;
using Portal.Domain.People;
using Portal.Infrastructure.Persistence;

namespace Portal.Infrastructure.Identity;

/// <summary>Revocations as they are committed, by whichever process.</summary>
public sealed class RevocationLog(PortalDatabase database, TimeProvider clock)
{
    /// <summary>A number may be given before another and committed after it (SQL Server); so many below the last are read again.</summary>
    public const int Overlap = 100;

    /// <summary>No page and no connection lasts as long.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    /// <summary>The highest number so far, 0 where there is none.</summary>
    public async Task<long> LastAsync(CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        return await context.Revocations.MaxAsync(row => (long?)row.Id, ct) ?? 0;
    }

    /// <summary>Those above a number, and <see cref="Overlap"/> below it, in order.</summary>
    public async Task<IReadOnlyList<Revocation>> AfterAsync(long last, CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        return await context.Revocations.AsNoTracking().Where(row => row.Id > last - Overlap).OrderBy(row => row.Id).ToListAsync(ct);
    }

    public async Task ForgetOldAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow() - KeptFor;
        await using var context = database.OpenWithoutTenant();
        await context.Revocations.Where(row => row.At < before).ExecuteDeleteAsync(ct);
    }
}
