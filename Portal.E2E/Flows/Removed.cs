using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.E2E.Stage;
using Portal.Infrastructure.Persistence;

namespace Portal.E2E.Flows;

/// <summary>A person from whom something was taken has it closed before their eyes, by whichever portal their browsers use.</summary>
[Trait("Category", "Browser")]
public sealed class Removed(SharedStage stage)
{
    private const int ClosedWithinMilliseconds = 5000;
    private const int LoadedWithinMilliseconds = 15000;

    [Fact]
    [Trait("Row", "S5")]
    [Trait("Row", "A-15")]
    public async Task What_was_taken_is_gone_from_open_pages_of_both_portals()
    {
        using var folder = new TemporaryFolder();
        await using var here = await PortalHost.StartAsync(folder);
        await using var there = await PortalHost.StartAsync(folder);
        await using var manager = await stage.SignInAsync(here.Address, "manager@harbour.test");
        await using var accountant = await stage.SignInAsync(there.Address, "accountant@harbour.test");
        var pages = new[] { await manager.OpenAsync("/payments"), await accountant.OpenAsync("/payments") };
        await Task.WhenAll(pages.Select(page => page.MarkAsync()));

        await TakeAsync(folder, async (context, now) =>
        {
            var members = await context.Memberships.Where(member => member.Role == Role.Manager || member.Role == Role.Accountant).ToListAsync();
            context.Memberships.RemoveRange(members);
            context.Revocations.AddRange(members.Select(member => Revocation.OfMembership(member.TenantId, member.UserId, now)));
        });
        await Task.WhenAll(pages.Select(page => page.WaitForFunctionAsync("() => !window.markedByTest", null, new() { Timeout = ClosedWithinMilliseconds })));
        await Task.WhenAll(pages.Select(page => page.GetByRole(AriaRole.Heading, new() { Name = "There is nowhere to go" }).WaitForAsync(new() { Timeout = LoadedWithinMilliseconds })));
    }

    [Fact]
    [Trait("Row", "S5")]
    public async Task A_sign_in_that_was_ended_elsewhere_leads_to_the_sign_in_page_which_says_so()
    {
        using var folder = new TemporaryFolder();
        await using var portal = await PortalHost.StartAsync(folder);
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        var page = await owner.OpenAsync("/payments");
        await TakeAsync(folder, async (context, now) =>
        {
            foreach (var session in await context.Sessions.ToListAsync())
            {
                session.End(now);
                context.Revocations.Add(Revocation.OfSession(session.Id, session.UserId, now));
            }
        });
        await page.GetByText("You were signed out here").WaitForAsync(new() { Timeout = LoadedWithinMilliseconds });
        Assert.EndsWith($"returnUrl={Uri.EscapeDataString("/payments")}", page.Url, StringComparison.Ordinal);
    }

    private static async Task TakeAsync(TemporaryFolder folder, Func<PortalContext, DateTimeOffset, Task> take)
    {
        var database = new PortalDatabase(new DatabaseOptions(), folder.Location);
        TenantId harbour;
        await using (var all = database.OpenWithoutTenant())
        {
            harbour = (await all.Tenants.SingleAsync(tenant => tenant.Name == "Harbour Tea")).Id;
        }
        await using var context = database.Open(harbour);
        await take(context, TimeProvider.System.GetUtcNow());
        await context.SaveChangesAsync();
    }
}
