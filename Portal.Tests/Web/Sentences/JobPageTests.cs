using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Payments;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Jobs;
using Portal.Tests.TestKit;

namespace Portal.Tests.Web.Sentences;

/// <summary>Capability 43: the page of the jobs, the alert where a worker has stopped, and <em>Run now</em>, which does nothing twice.</summary>
public sealed class JobPageTests
{
    private const string NoJobs = "--Portal:Jobs:Enabled=false";

    [Fact]
    [Trait("Row", "capability 43")]
    [Trait("Row", "J-07")]
    public async Task Capability_43_each_job_says_last_next_rows_errors_and_tenants_to_platform_staff_alone()
    {
        await using var portal = await PortalFixture.StartAsync(settings: NoJobs);
        var (tenant, log) = (await portal.AddTenantAsync("Harbour Tea"), portal.Get<JobLog>());
        foreach (var job in PortalJobs.Schedule)
        {
            log.Ended(job.Name, 0);
        }
        log.Touched(AskDue.JobName, tenant.Id, isError: false);
        log.Touched(AskDue.JobName, tenant.Id, isError: true);
        await log.FlushAsync(default);
        var page = await PageAsync(await StaffAsync(portal, PlatformRole.Support));
        foreach (var job in PortalJobs.Schedule)
        {
            var row = RowOf(page, job.Name);
            Assert.Matches("<time", row);                                                              // last run
            Assert.Matches(@"in \d+ (s|min|h)", row);                                                  // next run
            Assert.DoesNotContain("data-silent", row, StringComparison.Ordinal);
            Assert.DoesNotContain("data-run", row, StringComparison.Ordinal);                          // support looks on
        }
        Assert.Matches(@"2<br[^>]*><span class=""hint""[^>]*>\d+ the last time", RowOf(page, AskDue.JobName));
        Assert.Matches(@"Harbour Tea</td><td>.*?</td><td class=""right num"">2</td><td class=""right num"">1</td>", page);
        Assert.Contains($"data-run=\"{AskDue.JobName}\"", await PageAsync(await StaffAsync(portal, PlatformRole.Admin)), StringComparison.Ordinal);

        foreach (var role in Enum.GetValues<Role>())
        {
            using var hidden = await (await portal.SignInAsync(tenant, role)).GetPageAsync("/admin/jobs");
            Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        }
        using var anonymous = await PortalSession.Stranger(portal).GetPageAsync("/admin/jobs");
        Assert.Equal(HttpStatusCode.Redirect, anonymous.StatusCode);
        Assert.Contains("/account/login", anonymous.Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Row", "capability 43")]
    public async Task Capability_43_a_worker_that_stopped_for_two_intervals_raises_an_alert() => Assert.Equal((false, true, 1, "jobs"), await StoppedAsync(TimeSpan.FromSeconds(31)));

    [Fact]
    public async Task Capability_43_a_worker_that_stopped_for_two_intervals_raises_an_alert_control() => Assert.Equal((false, false, 0, "ready"), await StoppedAsync(TimeSpan.FromSeconds(20)));

    [Fact]
    [Trait("Row", "capability 43")]
    public async Task Capability_43_run_now_pressed_by_many_asks_once()
    {
        await using var portal = await PortalFixture.StartAsync();
        var counter = await portal.AddCounterAsync(await portal.AddTenantAsync());
        var (board, admin) = (portal.Get<IJobBoard>(), await ActorAsync(portal, PlatformRole.Admin));
        var notice = PortalNotice.Of(counter);
        portal.Gateway.Holds(notice.Trade());
        Assert.True((await notice.SendAsync(portal.Client, counter)).IsAcknowledged);
        var pressed = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => board.RunNowAsync(admin, i % 2 == 0 ? AskDue.JobName : "check-invariants", default)));
        Assert.All(pressed, outcome => Assert.True(outcome.ErrorCode() is null or "unavailable", outcome.ErrorCode()));      // it runs already: not twice at once
        await PortalWait.UntilAsync("it is booked", () => portal.ReadAsync(counter.Tenant, db => db.Payments.AnyAsync(row => row.Status == PaymentStatus.Paid)));
        Assert.Null((await board.RunNowAsync(admin, AskDue.JobName, default)).ErrorCode());
        Assert.Equal(1, portal.Gateway.TimesAsked(notice.TradeNo));
        Assert.Equal(2, await portal.ReadAsync(counter.Tenant, db => db.PaymentSteps.CountAsync()));
    }

    /// <summary>A worker that ran, and then is not heard of for so long.</summary>
    /// <returns>Whether the page called it silent before and after, how often the log did, and what the health says.</returns>
    private static async Task<(bool Before, bool After, int Told, string Health)> StoppedAsync(TimeSpan silence)
    {
        await using var portal = await PortalFixture.StartAsync(settings: NoJobs);
        var (log, watch, staff) = (portal.Get<JobLog>(), portal.Get<WatchJobs>(), await StaffAsync(portal, PlatformRole.Admin));
        log.Ended("send-mails", 0);                                    // every ten seconds; what is shorter than thirty is no silence
        await log.FlushAsync(default);
        var before = RowOf(await PageAsync(staff), "send-mails").Contains("data-silent", StringComparison.Ordinal);
        portal.Clock.Advance(silence);
        await watch.LookAsync(default);
        await watch.LookAsync(default);
        var row = RowOf(await PageAsync(staff), "send-mails");
        portal.Get<JobsOptions>().Enabled = true;                      // a process that should work, and does not, is not ready
        using var health = await portal.Client.GetAsync("/health/ready");
        return (before, row.Contains("data-silent", StringComparison.Ordinal) && row.Contains("Has not run for two intervals", StringComparison.Ordinal),
            portal.Log.Lines.Count(line => line.Contains("send-mails", StringComparison.Ordinal) && line.Contains("has not run since", StringComparison.Ordinal)),
            await health.Content.ReadAsStringAsync());
    }

    private static async Task<string> PageAsync(PortalSession staff) => WebUtility.HtmlDecode(await staff.PageTextAsync("/admin/jobs"));

    private static string RowOf(string page, string job) => Regex.Match(page, $"<tr data-job=\"{job}\".*?</tr>", RegexOptions.Singleline, TimeSpan.FromSeconds(1)).Value;

    private static async Task<PortalSession> StaffAsync(PortalFixture portal, PlatformRole role)
    {
        var email = $"{role}.{Guid.NewGuid():N}@portal.test".ToLowerInvariant();
        await using var scope = portal.Services.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<People>();
        var person = Assert.IsType<Outcome<NewPerson>.Done>(await people.AddAsync(email, "Ada", "correct horse")).Value;
        await people.JoinPlatformAsync(person.Id, role, default);
        var session = PortalSession.Stranger(portal);
        using var answer = await session.PostSignInAsync(email, "correct horse");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return session;
    }

    private static async Task<PlatformActor> ActorAsync(PortalFixture portal, PlatformRole role)
    {
        var user = new UserId(Guid.CreateVersion7());
        var session = Session.Open(user, System.Security.Cryptography.RandomNumberGenerator.GetBytes(32), [], SignInMethod.PasswordAndCode, null, null, portal.Clock.GetUtcNow(), Session.Longest);
        await using var context = portal.Get<Portal.Infrastructure.Persistence.PortalDatabase>().OpenWithoutTenant();
        context.PlatformMemberships.Add(PlatformMembership.Of(user, role));
        context.Sessions.Add(session);
        await context.SaveChangesAsync();
        return new PlatformActor(user, session.Id);
    }
}
