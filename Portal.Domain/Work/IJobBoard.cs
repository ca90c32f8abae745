using Portal.Domain.Primitives;

namespace Portal.Domain.Work;

/// <summary>What a job did in one tenant.</summary>
/// <param name="Rows">Rows touched since the job was first seen.</param>
/// <param name="Errors">Of those, how many ended in an error of our own.</param>
public sealed record JobOfTenant(TenantId Tenant, string TenantName, DateTimeOffset LastAt, long Rows, long Errors);

/// <summary>A job as platform staff see it: no tenant's rows, only counts.</summary>
/// <param name="Interval">How far apart its ticks are.</param>
/// <param name="LastAt">When it last ended; null: never, as far as is known.</param>
/// <param name="LastRows">Rows touched by the last run that touched any.</param>
/// <param name="Rows">Rows touched since it was first seen.</param>
/// <param name="LastError">The kind of the last exception, never its text.</param>
/// <param name="NextAt">Null: this installation does not run it, since all processes have <c>Portal:Jobs:Enabled=false</c>.</param>
/// <param name="IsSilent">It has not run for two intervals.</param>
public sealed record JobView(
    string Name, TimeSpan Interval, DateTimeOffset? LastAt, int LastRows, long Rows, long Errors, DateTimeOffset? LastErrorAt, string? LastError, DateTimeOffset? NextAt, bool IsSilent,
    IReadOnlyList<JobOfTenant> Tenants);

/// <summary>The product's own work, for platform staff.</summary>
public interface IJobBoard
{
    /// <exception cref="AccessDeniedException">No place on the platform.</exception>
    Task<IReadOnlyList<JobView>> ListAsync(PlatformActor actor, CancellationToken ct);

    /// <summary>Runs a job now, beside its schedule. Safe to be pressed twice: a job claims what is due.</summary>
    /// <returns>Rows touched, <c>not_found</c>, or <c>unavailable</c> where this process runs no jobs or the job is running.</returns>
    Task<Outcome<int>> RunNowAsync(PlatformActor actor, string name, CancellationToken ct);
}
