using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Jobs;
using Portal.Infrastructure.Persistence;

namespace Portal.Web.Features.Health;

/// <summary>Whether the process lives, and whether it can do its work.</summary>
public static class HealthEndpoints
{
    private static readonly TimeSpan s_jobsMayBeSilent = TimeSpan.FromSeconds(30);

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("ready")).AllowAnonymous();
        routes.MapGet("/health/ready", ReadyAsync).AllowAnonymous();
    }

    private static async Task<IResult> ReadyAsync(PortalDatabase database, AskDue jobs, WatchJobs watch, JobsOptions options, TimeProvider clock, CancellationToken ct)
    {
        var failed = new List<string>();
        try
        {
            await using var context = database.OpenWithoutTenant();
            if ((await context.Database.GetPendingMigrationsAsync(ct)).Any())
            {
                failed.Add("migrations");
            }
        }
        catch (System.Data.Common.DbException)
        {
            failed.Add("database");
        }
        if (options.Enabled && clock.GetUtcNow() - (jobs.LastRoundAt ?? jobs.StartedAt) > s_jobsMayBeSilent || watch.Silent.Count > 0 && options.Enabled)
        {
            failed.Add("jobs");
        }
        return failed.Count == 0 ? Results.Text("ready") : Results.Text(string.Join('\n', failed), statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
