using Portal.Domain.Alarms;
using Portal.Domain.Attention;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Attention;

/// <summary>The owner decides payments by hand.</summary>
public sealed class DecideByHandTests : IAsyncLifetime
{
    private QueueStand _stand = default!;

    public async ValueTask InitializeAsync() => _stand = await QueueStand.StartAsync();

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Theory]
    [InlineData(Decision.Paid, PaymentStatus.Paid)]
    [InlineData(Decision.NeverPaid, PaymentStatus.Closed)]
    [InlineData(Decision.Undone, PaymentStatus.Cancelled)]
    public async Task What_does_not_agree_is_decided_marked_for_ever_and_leaves_the_queue(Decision decision, PaymentStatus becomes)
    {
        var id = await _stand.InReviewAsync();
        var opened = (await _stand.FindAsync(id))!;
        Assert.Equal([Decision.Paid, Decision.NeverPaid, Decision.Undone], opened.Choices);
        Assert.Equal([AlarmKind.Mismatch], opened.Row.Alarms.Select(alarm => alarm.Kind));
        Assert.Equal(becomes, TestPortal.Done(await _stand.DecideAsync(id, decision, opened.Row.State, "  counted the till ")).Status);
        var payment = await _stand.Payments.PaymentAsync();
        Assert.Equal((becomes, _stand.Shop.Owner.User, "counted the till", (DateTimeOffset?)null), (payment.Status, payment.DecidedBy, payment.DecidedReason, payment.DueAt));
        Assert.Equal(_stand.Portal.Clock.GetUtcNow(), payment.DecidedAt);
        var view = (await _stand.Portal.Get<IPaymentQueries>().FindAsync(_stand.Shop.Owner, payment.Id, default))!;
        var step = Assert.Single(view.History, step => step.Reason == "decided_by_hand");
        Assert.Equal((PaymentStatus.Review, becomes, Evidence.Person, payment.DecidedBy), (step.From, step.To, step.Evidence, step.By));
        Assert.Equal([(NoteKind.Decision, "counted the till")], view.Notes.Select(note => (note.Kind, note.Text)));
        Assert.Equal(payment.DecidedBy, view.Decided!.By);
        Assert.Equal(0, (await _stand.PageAsync()).Total);
        Assert.Empty(await _stand.OpenAlarmsAsync());
        Assert.Equal("counted the till", _stand.Portal.Files.Sql("SELECT ClosedReason FROM Alarms"));
        Assert.Equal(("decide_by_hand", "counted the till"), (_stand.Portal.Files.Sql("SELECT Act FROM AuditRows ORDER BY Sequence DESC LIMIT 1"), _stand.Portal.Files.Sql("SELECT Reason FROM AuditRows ORDER BY Sequence DESC LIMIT 1")));
        Assert.Empty(await _stand.BrokenAsync());
    }

    [Fact]
    public async Task What_is_young_is_left_to_alipay_and_what_stays_unclear_is_decided()
    {
        var id = await _stand.UnclearAsync(Decisions.After - TimeSpan.FromSeconds(1));
        Assert.Equal("nothing_to_decide", Reason(await _stand.DecideAsync(id, Decision.Paid, "Unknown")));
        Assert.Null(await _stand.FindAsync(id));
        _stand.Portal.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([Decision.Paid, Decision.NeverPaid], (await _stand.FindAsync(id))!.Choices);
        Assert.Equal("nothing_to_decide", Reason(await _stand.DecideAsync(id, Decision.Undone, "Unknown")));
        Assert.Equal("nothing_to_decide", Reason(await _stand.DecideAsync(id, Decision.Refunded, "Unknown")));
        Assert.Equal(PaymentStatus.Paid, TestPortal.Done(await _stand.DecideAsync(id, Decision.Paid, "Unknown")).Status);
        Assert.Equal("nothing_to_decide", Reason(await _stand.DecideAsync(id, Decision.Paid, "Paid")));
        Assert.Empty(await _stand.BrokenAsync());
    }

    [Fact]
    public async Task It_takes_an_owner_who_has_just_proven_who_they_are()
    {
        var id = await _stand.InReviewAsync();
        Assert.Equal("step_up_required", await DeniedAsync(await _stand.UnprovenAsync()));
        foreach (var role in new[] { Role.Manager, Role.Cashier, Role.Accountant })
        {
            Assert.Equal("forbidden", await DeniedAsync(await _stand.Portal.APersonAsync(_stand.Shop.Id, role)));
        }
        Assert.Equal("forbidden", await DeniedAsync(Actor.Job(_stand.Shop.Id)));
        var other = await _stand.Portal.AShopAsync("Other");
        Assert.Equal("not_found", (await _stand.DecideAsync(id, Decision.Paid, "Review", actor: other.Owner)).ErrorCode());
        Assert.Equal(PaymentStatus.Review, (await _stand.Payments.PaymentAsync()).Status);

        async Task<string> DeniedAsync(Actor actor) => (await Assert.ThrowsAsync<AccessDeniedException>(() => _stand.DecideAsync(id, Decision.Paid, "Review", actor: actor))).Error.Code;
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("two\u0000lines")]
    public async Task It_takes_a_reason(string? reason)
    {
        var id = await _stand.InReviewAsync();
        Assert.Equal("reason_required", (await _stand.DecideAsync(id, Decision.Paid, "Review", reason)).ErrorCode());
        Assert.Equal("reason_required", (await _stand.DecideAsync(id, Decision.Paid, "Review", new string('x', 501))).ErrorCode());
        Assert.Equal(0L, _stand.Portal.Files.Count("Notes"));
    }

    [Fact]
    public async Task What_was_seen_travels_along_and_another_state_refuses()
    {
        var id = await _stand.InReviewAsync();
        Assert.Equal("stale", (await _stand.DecideAsync(id, Decision.Paid, "Unknown")).ErrorCode());
        Assert.Equal(PaymentStatus.Review, (await _stand.Payments.PaymentAsync()).Status);
    }

    [Theory]
    [InlineData(Decision.Paid, "TRADE_CLOSED", AlarmKind.Mismatch, "decision_contradicted")]
    [InlineData(Decision.NeverPaid, "TRADE_SUCCESS", AlarmKind.MoneyAfterEnd, "paid_after_end")]
    [InlineData(Decision.Undone, "TRADE_SUCCESS", AlarmKind.MoneyAfterEnd, "paid_after_end")]
    public async Task A_signed_answer_that_disagrees_opens_it_again_and_the_mark_stays(Decision decision, string says, AlarmKind alarm, string reason)
    {
        var id = await DecidedAsync(decision);
        _stand.Payments.Gateway.Answers(_stand.Payments.Trade(says, ("trans_amount", "80.00")));
        await _stand.Portal.Get<CheckCase>().RunAsync(_stand.Shop.Owner, id, default);
        var payment = await _stand.Payments.PaymentAsync();
        Assert.Equal((PaymentStatus.Review, _stand.Shop.Owner.User), (payment.Status, payment.DecidedBy));
        Assert.Equal([(alarm, reason)], (await _stand.OpenAlarmsAsync()).Select(open => (open.Kind, open.Detail)));
        var row = Assert.Single((await _stand.PageAsync()).Rows);
        Assert.Equal((id, true), (row.Id, row.NeedsPerson));
        Assert.Empty(await _stand.BrokenAsync());
    }

    [Theory]
    [InlineData(Decision.Paid, "TRADE_SUCCESS", PaymentStatus.Paid)]
    [InlineData(Decision.NeverPaid, "TRADE_CLOSED", PaymentStatus.Closed)]
    public async Task A_signed_answer_that_agrees_leaves_it(Decision decision, string says, PaymentStatus stays)
    {
        var id = await DecidedAsync(decision);
        _stand.Payments.Gateway.Answers(says == "TRADE_CLOSED" ? _stand.Payments.Trade(says, ("alipay_pay_time", null)) : _stand.Payments.Trade(says, ("trans_amount", "80.00")));
        await _stand.Portal.Get<CheckCase>().RunAsync(_stand.Shop.Owner, id, default);
        var payment = await _stand.Payments.PaymentAsync();
        Assert.Equal((stays, (DateTimeOffset?)null), (payment.Status, payment.DueAt));
        Assert.Empty(await _stand.OpenAlarmsAsync());
    }

    [Fact]
    public async Task A_message_that_disagrees_has_it_asked_and_opened_again()
    {
        await DecidedAsync(Decision.NeverPaid);
        await _stand.Payments.ReceiveAsync(_stand.Payments.Paid().With("notify_id", "another").With("trade_status", "TRADE_FINISHED"));
        Assert.Equal(PaymentStatus.Closed, (await _stand.Payments.PaymentAsync()).Status);                  // the message alone moves nothing
        _stand.Payments.Gateway.Answers(_stand.Payments.Trade());
        Assert.Equal(1, await _stand.Portal.RunDueAsync(_stand.Shop));
        Assert.Equal(PaymentStatus.Review, (await _stand.Payments.PaymentAsync()).Status);
    }

    [Fact]
    public async Task Of_two_owners_at_once_one_decides_and_the_other_is_told()
    {
        var id = await _stand.InReviewAsync();
        await using var beside = await TestPortal.StartAsync(beside: _stand.Portal, writes: false);
        var second = await _stand.Portal.APersonAsync(_stand.Shop.Id, Role.Owner);
        var outcomes = await Task.WhenAll(
            Task.Run(() => _stand.DecideAsync(id, Decision.Paid, "Review")),
            Task.Run(() => beside.Get<DecideByHand>().RunAsync(second, id, Decision.NeverPaid, "Review", "nothing came", default)));
        Assert.Equal([null, "stale"], outcomes.Select(outcome => outcome.ErrorCode()).Order());
        var payment = await _stand.Payments.PaymentAsync();
        var isFirst = outcomes[0].ErrorCode() is null;
        Assert.Equal((isFirst ? PaymentStatus.Paid : PaymentStatus.Closed, isFirst ? _stand.Shop.Owner.User : second.User), (payment.Status, payment.DecidedBy));
        Assert.Equal(1L, _stand.Portal.Files.Count("Notes"));
    }

    /// <summary>The answer is on its way while the owner decides: it is not lost, for it is asked for once more, and what disagrees opens the payment again.</summary>
    [Fact]
    public async Task An_answer_that_arrives_while_the_owner_decides_is_heard_all_the_same()
    {
        await DecideWhileAskedAsync();
        Assert.Equal(PaymentStatus.Closed, (await _stand.Payments.PaymentAsync()).Status);                  // the decision was first
        Assert.Equal(1, await _stand.Portal.RunDueAsync(_stand.Shop));
        Assert.Equal(PaymentStatus.Review, (await _stand.Payments.PaymentAsync()).Status);
        Assert.Equal([AlarmKind.MoneyAfterEnd], (await _stand.OpenAlarmsAsync()).Select(alarm => alarm.Kind));
    }

    /// <summary>The same where the question is taken for answered: the answer is lost, and the same look finds the payment closed.</summary>
    [Fact]
    public async Task An_answer_that_arrives_while_the_owner_decides_is_heard_all_the_same_control()
    {
        await DecideWhileAskedAsync();
        _stand.Portal.Files.Sql("UPDATE Payments SET DueAt = NULL");
        Assert.Equal(0, await _stand.Portal.RunDueAsync(_stand.Shop));
        Assert.Equal(PaymentStatus.Closed, (await _stand.Payments.PaymentAsync()).Status);
        Assert.Empty(await _stand.OpenAlarmsAsync());
    }

    [Fact]
    public async Task The_answer_first_and_the_decision_finds_another_state()
    {
        var id = await _stand.UnclearAsync(Decisions.After + TimeSpan.FromMinutes(10));
        await _stand.Payments.AskedAgainAsync(_stand.Payments.Trade());
        Assert.Equal("stale", (await _stand.DecideAsync(id, Decision.NeverPaid, "Unknown")).ErrorCode());
        Assert.Equal(PaymentStatus.Paid, (await _stand.Payments.PaymentAsync()).Status);
    }

    /// <summary>Alipay's answer is on its way when the owner says that nothing ever came.</summary>
    private async Task DecideWhileAskedAsync()
    {
        var id = await _stand.UnclearAsync(Decisions.After + TimeSpan.FromMinutes(10));
        var answer = _stand.Payments.Trade();
        _stand.Payments.Gateway.Reply = async (request, http) =>
        {
            if ((await _stand.Payments.PaymentAsync()).DecidedAt is null)
            {
                Assert.Equal(PaymentStatus.Closed, TestPortal.Done(await _stand.DecideAsync(id, Decision.NeverPaid, "Unknown")).Status);
            }
            await Replies.Xml(answer)(request, http);
        };
        Assert.Equal(1, await _stand.Portal.RunDueAsync(_stand.Shop));
    }

    private async Task<CaseId> DecidedAsync(Decision decision)
    {
        var id = await _stand.InReviewAsync();
        TestPortal.Done(await _stand.DecideAsync(id, decision, "Review"));
        return id;
    }

    private static string? Reason<T>(Outcome<T> outcome) => outcome is Outcome<T>.Refused { Error.Reason: var reason } ? reason : null;
}
