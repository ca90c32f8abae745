using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Identity;
using Portal.Tests.TestKit;
using Portal.Web.Cli;

namespace Portal.Tests.Web;

/// <summary>The record as people and operators reach it: the page, the links to it, the command.</summary>
public sealed class AuditWebTests
{
    [Fact]
    public async Task What_a_person_does_stands_on_the_page_with_name_and_address_and_on_no_other_tenants()
    {
        await using var portal = await PortalFixture.StartAsync();
        var (tea, noodles) = (await portal.AddTenantAsync("Tea"), await portal.AddTenantAsync("Noodles"));
        var (owner, other) = (await portal.SignInAsync(tea), await portal.SignInAsync(noodles));
        using var made = await owner.PostJsonAsync("/counters", new { name = "Terrace", key = "k" });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var counter = await portal.ReadAsync(tea, db => db.Counters.SingleAsync());
        var first = await portal.ReadAsync(tea, db => db.AuditRows.FirstAsync(row => row.Act == "create_counter"));
        var page = await owner.PageTextAsync($"/audit?subject={counter.Id}&row={first.Sequence}");
        Assert.Contains("Counter added", page, StringComparison.Ordinal);
        Assert.Contains("Someone", page, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", page, StringComparison.Ordinal);
        Assert.Contains($"audit?subject={counter.Id}", await owner.PageTextAsync($"/counters/{counter.Id}"), StringComparison.Ordinal);
        var theirs = await other.PageTextAsync($"/audit?subject={counter.Id}&row={first.Sequence}");
        Assert.DoesNotContain("Terrace", theirs, StringComparison.Ordinal);
        Assert.DoesNotContain("Counter added", theirs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cashier_is_told_the_permission_that_is_missing_and_has_no_link()
    {
        await using var portal = await PortalFixture.StartAsync();
        var tenant = await portal.AddTenantAsync();
        var cashier = await portal.SignInAsync(tenant, Role.Cashier);
        using var answer = await cashier.GetPageAsync("/audit");
        Assert.Contains("see_audit", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/audit\"", await cashier.PageTextAsync("/"), StringComparison.Ordinal);
        Assert.Contains("href=\"/audit\"", await (await portal.SignInAsync(tenant, Role.Accountant)).PageTextAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Platform_admins_see_the_platforms_part_and_support_no_such_page()
    {
        await using var portal = await PortalFixture.StartAsync();
        await portal.AddCounterAsync(await portal.AddTenantAsync("Tea"), "Terrace");
        var page = await (await PlatformAsync(portal, PlatformRole.Admin)).PageTextAsync("/audit");
        Assert.Contains("Shop registered", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Counter added", page, StringComparison.Ordinal);
        using var support = await (await PlatformAsync(portal, PlatformRole.Support)).GetPageAsync("/audit");
        Assert.Equal(HttpStatusCode.NotFound, support.StatusCode);
    }

    [Fact]
    [Trait("Row", "S13")]
    [Trait("Row", "O-05")]
    public async Task S13_audit_verify_says_ok_beside_a_running_portal_and_names_the_row_that_was_changed()
    {
        using var folder = new PortalFolder();
        await using var portal = await PortalFixture.StartAsync(folder: folder.Location);
        var tenant = await portal.AddTenantAsync();
        await portal.AddCounterAsync(tenant);
        var (exit, output, _) = await VerifyAsync(folder, "--json");
        Assert.Equal(0, exit);
        Assert.StartsWith("{\"ok\":true,\"rows\":", output, StringComparison.Ordinal);
        Assert.Single(output.TrimEnd().Split('\n'));
        Assert.Contains("ok: 2 chains", (await VerifyAsync(folder)).Output, StringComparison.Ordinal);
        await portal.ReadAsync(tenant, async db => (await db.Database.ExecuteSqlAsync($"DROP TRIGGER AuditRows_no_change"), await db.Database.ExecuteSqlAsync($"UPDATE AuditRows SET Act = 'nothing' WHERE Sequence = 2")));
        portal.IsCheckedAtTheEnd = false;
        var broken = await VerifyAsync(folder);
        Assert.Equal((1, "", $"error: the audit of {tenant.Id} is broken at row 2: it was changed"), (broken.Exit, broken.Output, broken.Error.TrimEnd()));
    }

    private static async Task<PortalSession> PlatformAsync(PortalFixture portal, PlatformRole role)
    {
        var email = $"{role}@portal.test";
        await using var scope = portal.Services.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<People>();
        var person = Assert.IsType<Outcome<NewPerson>.Done>(await people.AddAsync(email, "Ada", "correct horse")).Value;
        await people.JoinPlatformAsync(person.Id, role, default);
        var session = PortalSession.Stranger(portal);
        using var answer = await session.PostSignInAsync(email, "correct horse");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return session;
    }

    private static async Task<(int Exit, string Output, string Error)> VerifyAsync(PortalFolder folder, params string[] more)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var exit = await PortalCommands.RunAsync(["audit", "verify", .. more, $"--Portal:DataFolder={folder.Location}"], output, error);
        return (exit, output.ToString(), error.ToString());
    }
}
