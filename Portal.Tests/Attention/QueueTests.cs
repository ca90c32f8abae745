using Portal.Domain.Alarms;
using Portal.Domain.Attention;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Jobs;
using Portal.Tests.TestKit;

namespace Portal.Tests.Attention;

/// <summary>What stands in the queue, and what people write on it.</summary>
public sealed class QueueTests : IAsyncLifetime
{
    private QueueStand _stand = default!;

    public async ValueTask InitializeAsync() => _stand = await QueueStand.StartAsync();

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Fact]
    public async Task Unclear_payments_come_after_a_quarter_of_an_hour_with_last_answer_and_next_check()
    {
        var id = await _stand.UnclearAsync(TimeSpan.FromMinutes(15));
        Assert.Equal(0, (await _stand.PageAsync()).Total);
        _stand.Portal.Clock.Advance(TimeSpan.FromTicks(1));
        var page = await _stand.PageAsync();
        var row = Assert.Single(page.Rows);
        Assert.Equal((id, Need.PaymentUnclear, false, "Unknown"), (row.Id, row.Need, row.NeedsPerson, row.State));
        Assert.Equal(("HKD 88.80", "Front"), (row.Amount!.ToString(), row.Payment!.CounterName));
        Assert.NotNull(row.LastAnswer);
        Assert.Equal((await _stand.Payments.PaymentAsync()).DueAt, row.NextCheckAt);
        Assert.Equal((0, 1), (page.NeedPerson, page.BeingAsked));
        Assert.Equal(new AttentionSummary(null, 1, 1), page.Summary);
    }

    [Fact]
    public async Task The_summary_says_when_the_job_last_swept()
    {
        _stand.Portal.Get<JobLog>().Ended(AskDue.JobName, 0);
        await _stand.Portal.Get<JobLog>().FlushAsync(default);
        Assert.Equal(new AttentionSummary(_stand.Portal.Clock.GetUtcNow(), 0, 0), (await _stand.PageAsync()).Summary);
    }

    [Fact]
    public async Task People_come_first_then_the_newest_need_page_by_page()
    {
        await _stand.UnclearAsync(TimeSpan.FromMinutes(20));
        foreach (var cause in new[] { "a", "b", "c" })
        {
            await RaiseAsync(AlarmKind.UntrustedAnswer, cause);
            _stand.Portal.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        var first = await _stand.PageAsync(limit: 2);
        var second = await _stand.PageAsync(skip: 2, limit: 2);
        Assert.Equal(["c", "b", "a", null], first.Rows.Concat(second.Rows).Select(row => row.Alarms.SingleOrDefault()?.About));
        Assert.Equal((3, 1, 4, false), (first.NeedPerson, first.BeingAsked, first.Total, first.IsCut));
        Assert.Empty((await _stand.PageAsync(skip: 4)).Rows);
    }

    [Fact]
    public async Task What_is_read_is_bounded_whatever_is_open()
    {
        for (var i = 0; i < 205; i++)
        {
            await RaiseAsync(AlarmKind.UntrustedAnswer, $"cause {i}");
        }
        var page = await _stand.PageAsync(limit: 10_000);
        Assert.Equal((100, 200, true), (page.Rows.Count, page.Total, page.IsCut));
    }

    [Fact]
    public async Task Somebody_takes_it_over_another_takes_it_from_them_and_gives_it_back()
    {
        var id = await _stand.InReviewAsync();
        var (take, manager) = (_stand.Portal.Get<TakeOver>(), await _stand.Portal.APersonAsync(_stand.Shop.Id, Role.Manager));
        Assert.Null((await _stand.FindAsync(id))!.Row.OwnerId);
        TestPortal.Done(await take.RunAsync(_stand.Shop.Owner, id, default));
        TestPortal.Done(await take.RunAsync(_stand.Shop.Owner, id, default));
        Assert.Equal(_stand.Shop.Owner.User, (await _stand.FindAsync(id))!.Row.OwnerId);
        TestPortal.Done(await take.RunAsync(manager, id, default));
        Assert.Equal(manager.User, Assert.Single((await _stand.PageAsync()).Rows).OwnerId);
        TestPortal.Done(await take.GiveBackAsync(_stand.Shop.Owner, id, default));
        Assert.Null((await _stand.FindAsync(id))!.Row.OwnerId);
        Assert.Equal(3L, _stand.Portal.Files.Sql("SELECT COUNT(*) FROM AuditRows WHERE Act IN ('take_over_case', 'give_back_case') AND SubjectKind = 'payment'"));
    }

    [Fact]
    public async Task Of_two_who_take_it_over_at_once_both_are_told_what_became_of_it()
    {
        var id = await _stand.InReviewAsync();
        await using var beside = await TestPortal.StartAsync(beside: _stand.Portal, writes: false);
        var manager = await _stand.Portal.APersonAsync(_stand.Shop.Id, Role.Manager);
        var outcomes = await Task.WhenAll(
            Task.Run(() => _stand.Portal.Get<TakeOver>().RunAsync(_stand.Shop.Owner, id, default)), Task.Run(() => beside.Get<TakeOver>().RunAsync(manager, id, default)));
        Assert.All(outcomes, outcome => Assert.True(outcome.ErrorCode() is null or "stale"));
        Assert.Contains((await _stand.FindAsync(id))!.Row.OwnerId, outcomes.Select((outcome, i) => outcome.ErrorCode() is null ? i == 0 ? _stand.Shop.Owner.User : manager.User : null));
    }

    [Fact]
    public async Task A_note_stands_on_the_case_and_on_the_payments_timeline_under_its_authors_name()
    {
        var id = await _stand.InReviewAsync();
        var notes = _stand.Portal.Get<AddNote>();
        var accountant = await _stand.Portal.APersonAsync(_stand.Shop.Id, Role.Accountant);
        TestPortal.Done(await notes.RunAsync(accountant, id, " called the customer ", default));
        Assert.Equal("called the customer", Assert.Single((await _stand.FindAsync(id))!.Notes).Text);
        var view = (await _stand.Portal.Get<IPaymentQueries>().FindAsync(_stand.Shop.Owner, new PaymentId(id.Value), default))!;
        Assert.Equal((NoteKind.Note, "called the customer", _stand.Portal.Clock.GetUtcNow()), (view.Notes[0].Kind, view.Notes[0].Text, view.Notes[0].At));
        foreach (var bad in new[] { null, "", "  ", new string('x', 501), "bell\u0007", "turned\u202eround", "half \ud83c" })
        {
            Assert.Equal("reason_required", (await notes.RunAsync(accountant, id, bad, default)).ErrorCode());
        }
        TestPortal.Done(await notes.RunAsync(accountant, id, new string('x', 500), default));
        TestPortal.Done(await notes.RunAsync(accountant, id, "first \"line\"\r\n<b>second</b> 🍵", default));
        Assert.Equal("first \"line\"\n<b>second</b> 🍵", (await _stand.FindAsync(id))!.Notes.Single(note => note.Text.StartsWith("first", StringComparison.Ordinal)).Text);
        Assert.Equal(3L, _stand.Portal.Files.Count("Notes"));
    }

    [Fact]
    public async Task A_manager_asks_the_owner_and_nobody_else_needs_to()
    {
        var id = await _stand.InReviewAsync();
        var ask = _stand.Portal.Get<AskOwner>();
        foreach (var role in new[] { Role.Accountant, Role.Cashier })
        {
            var person = await _stand.Portal.APersonAsync(_stand.Shop.Id, role, _stand.Payments.Counter.Id);
            Assert.Equal("forbidden", (await ask.RunAsync(person, id, "look", default)).ErrorCode());
        }
        var manager = await _stand.Portal.APersonAsync(_stand.Shop.Id, Role.Manager);
        Assert.Equal("reason_required", (await ask.RunAsync(manager, id, "", default)).ErrorCode());
        TestPortal.Done(await ask.RunAsync(manager, id, "the slip says 80", default));
        var opened = (await _stand.FindAsync(id))!;
        Assert.Equal(_stand.Portal.Clock.GetUtcNow(), opened.Row.AskedAt);
        Assert.Equal([(NoteKind.Question, "the slip says 80")], opened.Notes.Select(note => (note.Kind, note.Text)));
        TestPortal.Done(await _stand.DecideAsync(id, Decision.Paid, "Review"));
        Assert.Equal(0L, _stand.Portal.Files.Sql("SELECT COUNT(*) FROM CaseMarks WHERE AskedAt IS NOT NULL"));
    }

    [Fact]
    public async Task An_alarm_stands_until_somebody_closes_it_with_a_reason_and_who_and_when_are_kept()
    {
        await RaiseAsync(AlarmKind.UntrustedAnswer, "x");
        var (id, close) = (await _stand.AlarmAsync(AlarmKind.UntrustedAnswer), _stand.Portal.Get<CloseAlarm>());
        Assert.Equal(Need.Alarm, (await _stand.FindAsync(id))!.Row.Need);
        Assert.Equal("reason_required", (await close.RunAsync(_stand.Shop.Owner, id, " ", default)).ErrorCode());
        var cashier = await _stand.Portal.APersonAsync(_stand.Shop.Id, Role.Cashier, _stand.Payments.Counter.Id);
        Assert.Equal("forbidden", (await Assert.ThrowsAsync<AccessDeniedException>(() => close.RunAsync(cashier, id, "done", default))).Error.Code);
        var manager = await _stand.Portal.APersonAsync(_stand.Shop.Id, Role.Manager);
        var closed = TestPortal.Done(await close.RunAsync(manager, id, "keys were changed", default));
        Assert.Equal((_stand.Portal.Clock.GetUtcNow(), manager.User, "keys were changed"), (closed.ClosedAt, closed.ClosedBy, closed.ClosedReason));
        Assert.Equal("alarm_closed", Assert.IsType<Outcome<Alarm>.Refused>(await close.RunAsync(manager, id, "again", default)).Error.Reason);
        Assert.Null(await _stand.FindAsync(id));
        Assert.Equal("close_alarm", _stand.Portal.Files.Sql("SELECT Act FROM AuditRows ORDER BY Sequence DESC LIMIT 1"));
        await RaiseAsync(AlarmKind.UntrustedAnswer, "x");                                                       // the same cause again is another alarm
        Assert.NotEqual(id, await _stand.AlarmAsync(AlarmKind.UntrustedAnswer));
    }

    [Fact]
    public async Task What_is_out_of_sight_is_not_there_for_whoever_asks()
    {
        var id = await _stand.InReviewAsync();
        await RaiseAsync(AlarmKind.RefundFailed, "R1", new PaymentId(id.Value));
        var alarm = await _stand.AlarmAsync(AlarmKind.RefundFailed);
        var other = await _stand.Portal.AShopAsync("Other");
        var elsewhere = await _stand.Portal.ACounterAsync(_stand.Shop, "Bar");
        foreach (var actor in new[] { other.Owner, await _stand.Portal.APersonAsync(_stand.Shop.Id, Role.Manager, elsewhere.Id) })
        {
            foreach (var one in new[] { id, alarm })
            {
                Assert.Null(await _stand.FindAsync(one, actor));
                Assert.Equal("not_found", (await _stand.Portal.Get<TakeOver>().RunAsync(actor, one, default)).ErrorCode());
                Assert.Equal("not_found", (await _stand.Portal.Get<AddNote>().RunAsync(actor, one, "x", default)).ErrorCode());
                Assert.Equal("not_found", (await _stand.Portal.Get<AskOwner>().RunAsync(actor, one, "x", default)).ErrorCode());
                Assert.Equal("not_found", (await _stand.Portal.Get<CheckCase>().RunAsync(actor, one, default)).ErrorCode());
                Assert.Equal("not_found", (await _stand.Portal.Get<CloseAlarm>().RunAsync(actor, one, "x", default)).ErrorCode());
            }
            Assert.Equal(0, (await _stand.PageAsync(actor)).Total);
        }
        Assert.Equal((0L, 0L), (_stand.Portal.Files.Count("Notes"), _stand.Portal.Files.Count("CaseMarks")));
        Assert.Equal(2, (await _stand.PageAsync()).Total);                                                      // the control: the owner sees both
    }

    [Theory]
    [InlineData("payment-0192f3c4a1b27c5d8e9f001122334455", true)]
    [InlineData("Refund-0192f3c4a1b27c5d8e9f001122334455", true)]
    [InlineData("0-0192f3c4a1b27c5d8e9f001122334455", false)]
    [InlineData("case-0192f3c4a1b27c5d8e9f001122334455", false)]
    [InlineData("payment-0192f3c4-a1b2-7c5d-8e9f-001122334455", false)]
    [InlineData("payment", false)]
    [InlineData("payment-", false)]
    [InlineData(null, false)]
    public void Ids_of_cases_are_read_as_they_are_written(string? text, bool isRead)
    {
        Assert.Equal(isRead, CaseId.TryParse(text, out var id));
        Assert.Equal(isRead ? text!.ToLowerInvariant() : new CaseId().ToString(), id.ToString());
    }

    private async Task RaiseAsync(AlarmKind kind, string cause, PaymentId? payment = null)
    {
        await using var work = await _stand.Portal.Get<IPortalWorkFactory>().BeginAsync(Actor.Job(_stand.Shop.Id), Permission.RaiseAlarm, default);
        await work.Alarms.RaiseAsync(kind, cause, "detail", payment, default);
        Assert.Null(await work.CommitAsync(default));
    }
}
