using Microsoft.Extensions.Logging;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Jobs;

/// <summary>Does a job's work tenant by tenant and counts it in each one's name: what fails in one is on record there, and holds up no other.</summary>
public sealed class TenantRounds(JobLog reports, ILogger<TenantRounds> log)
{
    /// <param name="workAsync">What is done in one tenant; answers the rows that it touched.</param>
    /// <returns>Rows touched in all of them.</returns>
    public async Task<int> EachAsync(string job, IEnumerable<TenantId> tenants, Func<TenantId, Task<int>> workAsync, CancellationToken ct)
    {
        var touched = 0;
        foreach (var tenant in tenants)
        {
            try
            {
                var rows = await workAsync(tenant);
                reports.InTenant(job, tenant, rows);
                touched += rows;
            }
            catch (Exception failed) when (!ct.IsCancellationRequested)
            {
                log.LogError(failed, "The job {Job} failed in tenant {Tenant}; its next tick tries again", job, tenant);
                reports.InTenant(job, tenant, 0, errors: 1, failed.GetType().Name);
            }
        }
        return touched;
    }
}
