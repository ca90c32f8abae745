using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Alarms;
using Portal.Domain.Audit;
using Portal.Domain.Cancels;
using Portal.Domain.Counters;
using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Persistence.Audit;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;

namespace Portal.Tests.Audit;

/// <summary>Whoever changes something leaves a row; what the product does by itself is evidenced elsewhere.</summary>
public sealed class CommandRowTests
{
    private const string From = "203.0.113.7";

    public static TheoryData<string> Tried() => [.. Commands.All.Keys];

    [Fact]
    [Trait("Row", "S13")]
    public void S13_every_command_of_the_product_is_tried() => None.Of(Commands.Untried(Commands.OfProduct()));

    [Fact]
    public void S13_every_command_of_the_product_is_tried_control()
    {
        Assert.Equal(["Planted.RunAsync"], Commands.Untried([.. Commands.OfProduct(), "Planted.RunAsync"]));
        Assert.Equal(Commands.All.Keys.Concat(Commands.OfTheJob).Concat(Commands.OfThePage).Order(StringComparer.Ordinal), Commands.OfProduct());          // and nothing is tried that is gone
    }

    [Fact]
    public async Task What_only_the_job_calls_refuses_people()
    {
        await using var stand = await CodeStand.StartAsync();
        foreach (var call in new Func<Task>[]
        {
            () => stand.Portal.Get<AskForRefund>().RunAsync(stand.Shop.Owner, RefundId.New(), new Lease(1), Caller.Person, default),
            () => stand.Portal.Get<AskForCancel>().RunAsync(stand.Shop.Owner, CancelId.New(), new Lease(1), Caller.Person, default),
        })
        {
            Assert.Equal("ask_gateway", (await Assert.ThrowsAsync<AccessDeniedException>(call)).Error.Figures?["permission"]);
        }
        Assert.Equal(2, Commands.OfTheJob.Count);
    }

    [Theory]
    [MemberData(nameof(Tried))]
    [Trait("Row", "S13")]
    public async Task S13_each_command_leaves_a_row(string name)
    {
        await using var stand = await CodeStand.StartAsync();
        var command = Commands.All[name];
        await command.RunAsync(stand, stand.Shop.Owner with { Address = From });
        var rows = await RowsAsync(stand.Portal, stand.Shop, stand.Shop.Owner.User);
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Equal((command.Act, command.Subject, ActorKind.Person, From), (row.Act, row.SubjectKind, row.ActorKind, row.Address)));
        Assert.Contains(rows, row => row.Before.Length + row.After.Length > "{}{}".Length);
        Assert.All(await stand.Portal.Get<AuditVerification>().AllAsync(default), walk => Assert.Null(walk.Broken));
    }

    [Fact]
    public async Task S13_each_command_leaves_a_row_control()
    {
        await using var stand = await CodeStand.StartAsync();
        await using (var context = stand.Portal.Database.Open(stand.Shop.Id))
        {
            (await context.QrCodes.SingleAsync()).Sent("https://planted.example/", stand.Portal.Clock.GetUtcNow());                                    // a change that goes round the writer
            await context.SaveChangesAsync();
        }
        Assert.Empty(await RowsAsync(stand.Portal, stand.Shop, stand.Shop.Owner.User));
    }

    [Fact]
    [Trait("Row", "S13")]
    public async Task S13_tenants_and_people_are_made_with_a_row()
    {
        await using var portal = await TestPortal.StartAsync();
        var shop = await portal.AShopAsync();
        var made = Assert.Single(await RowsAsync(portal, shop, null));
        Assert.Equal(("create_tenant", "tenant", shop.Id.ToString(), ActorKind.Operator), (made.Act, made.SubjectKind, made.SubjectId, made.ActorKind));
        await using var scope = portal.Get<IServiceScopeFactory>().CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<People>();
        var (person, admin) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await people.JoinAsync(shop.Id, person, Role.Cashier, [], default);
        await people.JoinPlatformAsync(admin, PlatformRole.Admin, default);
        var joined = (await RowsAsync(portal, shop, null))[^1];
        Assert.Equal(("add_person", "person", person.ToString("N")), (joined.Act, joined.SubjectKind, joined.SubjectId));
        Assert.Contains("\"role\":\"Cashier\"", joined.After, StringComparison.Ordinal);
        await using var platform = portal.Database.Open(AuditChain.Platform);
        Assert.Equal(admin.ToString("N"), (await platform.AuditRows.SingleAsync()).SubjectId);
    }

    [Fact]
    public async Task Before_and_after_say_what_changed_and_only_that()
    {
        await using var stand = await CodeStand.StartAsync();
        await stand.StopAsync();
        var rows = await RowsAsync(stand.Portal, stand.Shop, stand.Shop.Owner.User);
        Assert.Equal(2, rows.Count);                                                                  // the wish, then Alipay's answer
        Assert.Equal("Stop", AuditChanges.Read(rows[0].After)["wanted"]);
        Assert.Equal(("Live", "Stopped"), (AuditChanges.Read(rows[1].Before)["status"], AuditChanges.Read(rows[1].After)["status"]));
        Assert.DoesNotContain("checkNumber", AuditChanges.Read(rows[1].After).Keys);
        Assert.All(rows, row => Assert.Equal((stand.Id.ToString(), stand.Id), (row.SubjectId, row.CounterId)));
    }

    [Fact]
    public async Task What_a_flow_says_stands_beside_what_changed()
    {
        await using var stand = await CodeStand.StartAsync();
        var asker = new UserId(Guid.CreateVersion7());
        await using (var work = await stand.Portal.Get<IPortalWorkFactory>().BeginAsync(stand.Shop.Owner, Permission.ManageCounters, default))
        {
            work.Audit(new AuditEntry
            {
                Act = "approve_something", Subject = new AuditSubject("payment", "p1", stand.Id), Before = new Dictionary<string, string> { ["remaining"] = "12.00" },
                Reason = string.Concat(Enumerable.Repeat("why ", 100)), OnBehalfOf = asker,
            });
            Assert.Null(await work.CommitAsync(default));
            Assert.Null(await work.CommitAsync(default));                                             // nothing more to say: no second row
        }
        var row = Assert.Single(await RowsAsync(stand.Portal, stand.Shop, stand.Shop.Owner.User));
        Assert.Equal(("approve_something", "p1", asker, "12.00"), (row.Act, row.SubjectId, row.OnBehalfOf!.Value, AuditChanges.Read(row.Before)["remaining"]));
        Assert.Equal(200, row.Reason!.Length);
    }

    [Fact]
    public async Task A_job_leaves_a_row_only_where_it_says_so_and_a_notification_none()
    {
        await using var stand = await CodeStand.StartAsync();
        var before = stand.Portal.Files.Count("AuditRows");
        await stand.Portal.APaymentAsync(stand.Shop, await stand.CounterAsync());
        stand.Gateway.Answers(AnswerText.NotFound(stand.Shop.Alipay));
        Assert.Equal(1, await stand.Portal.RunDueAsync(stand.Shop));
        Assert.Equal(before, stand.Portal.Files.Count("AuditRows"));
        await using var work = await stand.Portal.Get<IPortalWorkFactory>().BeginAsync(Actor.Job(stand.Shop.Id), Permission.RaiseAlarm, default);
        await work.Alarms.RaiseAsync(AlarmKind.Mismatch, "x", "x", null, default);
        work.Audit(new AuditEntry { Act = "raise_alarm" });
        Assert.Null(await work.CommitAsync(default));
        Assert.Equal(before + 1, stand.Portal.Files.Count("AuditRows"));
    }

    [Fact]
    public async Task What_is_not_saved_leaves_no_row()
    {
        await using var stand = await CodeStand.StartAsync();
        var works = stand.Portal.Get<IPortalWorkFactory>();
        await using var first = await works.BeginAsync(stand.Shop.Owner, Permission.StopCode, default);
        await using var second = await works.BeginAsync(stand.Shop.Owner, Permission.StopCode, default);
        foreach (var work in new[] { first, second })
        {
            (await work.Counters.FindAsync(stand.Id, default))!.ActiveCode.Want(CodeAct.Stop, null, stand.Shop.Owner.User, stand.Portal.Clock.GetUtcNow());
            (await work.Counters.FindAsync(stand.Id, default))!.ActiveCode.TakeLease(stand.Portal.Clock.GetUtcNow(), TimeSpan.Zero);
        }
        Assert.Null(await first.CommitAsync(default));
        Assert.Equal("stale", (await second.CommitAsync(default))?.Code);
        Assert.Single(await RowsAsync(stand.Portal, stand.Shop, stand.Shop.Owner.User));
        Assert.All(await stand.Portal.Get<AuditVerification>().AllAsync(default), walk => Assert.Null(walk.Broken));
    }

    [Fact]
    public async Task Acts_at_once_in_two_processes_are_numbered_without_a_gap()
    {
        await using var stand = await CodeStand.StartAsync();
        await using var beside = await TestPortal.StartAsync(stand.Portal, writes: false);
        var works = new[] { stand.Portal.Get<IPortalWorkFactory>(), beside.Get<IPortalWorkFactory>() };
        var acts = Enumerable.Range(0, 30).Select(async i =>
        {
            await using var work = await works[i % 2].BeginAsync(stand.Shop.Owner, Permission.ManageCounters, default);
            work.Audit(new AuditEntry { Act = "try", After = new Dictionary<string, string> { ["i"] = $"{i}" } });
            Assert.Null(await work.CommitAsync(default));
        });
        await Task.WhenAll(acts);
        var walk = (await stand.Portal.Get<AuditVerification>().AllAsync(default)).Single(walk => walk.Chain == stand.Shop.Id);
        Assert.Null(walk.Broken);
        Assert.Equal(30, (await RowsAsync(stand.Portal, stand.Shop, stand.Shop.Owner.User)).Count);
    }

    private static async Task<IReadOnlyList<AuditRecord>> RowsAsync(TestPortal portal, Shop shop, UserId? by)
    {
        await using var context = portal.Database.Open(shop.Id);
        return await context.AuditRows.AsNoTracking().Where(row => row.UserId == by).OrderBy(row => row.Sequence).ToListAsync();
    }
}
