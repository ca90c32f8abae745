using Portal.Domain.Alarms;
using Portal.Domain.Attention;
using Portal.Domain.Cancels;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.Domain.Memory;
using static Portal.Tests.Domain.Memory.MoneyFlows;

namespace Portal.Tests.Domain;

/// <summary>What people decide by hand, take over, write and close.</summary>
public sealed class AttentionFlowTests
{
    private readonly MoneyFlows _flows = new();
    private readonly DecideByHand _decide;

    public AttentionFlowTests() => _decide = new DecideByHand(_flows.Shop, _flows.Shop.Clock);

    private MemoryShop Shop => _flows.Shop;

    private static CaseId Of(Payment payment) => new(CaseKind.Payment, payment.Id.Value);

    private static CaseId Of(Refund refund) => new(CaseKind.Refund, refund.Id.Value);

    private static CaseId Of(Cancel cancel) => new(CaseKind.Cancel, cancel.Id.Value);

    private Task<Outcome<Payment>> DecideAsync(CaseId id, Decision decision, string seen, string? reason = " counted ") => _decide.RunAsync(Shop.Owner, id, decision, seen, reason, default);

    [Theory]
    [InlineData(Decision.Paid, PaymentStatus.Paid)]
    [InlineData(Decision.NeverPaid, PaymentStatus.Closed)]
    [InlineData(Decision.Undone, PaymentStatus.Cancelled)]
    public async Task A_payment_in_review_is_decided_and_marked_for_ever(Decision decision, PaymentStatus to)
    {
        var payment = Shop.APayment(PaymentStatus.Review);
        Shop.Alarms.Add(Alarm.Raise(Shop.Tenant.Id, AlarmKind.Mismatch, payment.Id.ToString(), "d", payment.Id, _flows.Now));
        Shop.Alarms.Add(Alarm.Raise(Shop.Tenant.Id, AlarmKind.RefundReview, "R1", "d", payment.Id, _flows.Now));
        Done(await new TakeOver(Shop, Shop.Clock).RunAsync(Shop.Owner, Of(payment), default));
        await new AskOwner(Shop, Shop.Clock).RunAsync(Shop.APerson(Role.Manager), Of(payment), "what now?", default);
        Assert.Same(payment, Done(await DecideAsync(Of(payment), decision, "Review")));
        Assert.Equal((PaymentStatus.Review, to, "decided_by_hand", Evidence.Person), Last(payment));
        Assert.Equal((Shop.Owner.User, _flows.Now, "counted"), (payment.DecidedBy, payment.DecidedAt!.Value, payment.DecidedReason));
        Assert.Equal((null, payment.AmountMinor, null), (payment.Doubt, payment.ReportedMinor, payment.DueAt));
        Assert.Equal((_flows.Now, Shop.Owner.User, "counted"), Shop.Alarms[0] is var closed ? (closed.ClosedAt!.Value, closed.ClosedBy, closed.ClosedReason) : default);
        Assert.Null(Shop.Alarms[1].ClosedAt);                                                               // a refund's alarm is its own case
        Assert.Null(Shop.Marks[0].AskedBy);
        var note = Shop.Notes[^1];
        Assert.Equal((NoteKind.Decision, "counted", Shop.Owner.User, payment.Id, CaseKind.Payment, payment.Id.Value, _flows.Now), (note.Kind, note.Text, note.By, note.PaymentId, note.CaseKind, note.SubjectId, note.At));
        Assert.Equal(("Review", decision.ToString(), "counted", "payment", payment.Id.ToString(), payment.CounterId),
            Shop.Audits[^1] is var said ? (said.Before["seen"], said.After["decision"], said.Reason, said.Subject!.Kind, said.Subject.Id, said.Subject.Counter!.Value) : default);
        Assert.Contains(Permission.DecideByHand, Shop.Permitted);
        Assert.Equal("nothing_to_decide", Code(await DecideAsync(Of(payment), decision, to.ToString())));
    }

    [Fact]
    public async Task What_is_asked_at_this_moment_is_asked_once_more()
    {
        var payment = Shop.APayment(PaymentStatus.Review);
        payment.TakeLease(_flows.Now, TimeSpan.FromSeconds(30));
        Done(await DecideAsync(Of(payment), Decision.Paid, "Review"));
        Assert.Equal(_flows.Now, payment.DueAt);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("a\0b")]
    public async Task A_decision_needs_a_reason(string? reason) => Assert.Equal("case_reason", Code(await DecideAsync(Of(Shop.APayment(PaymentStatus.Review)), Decision.Paid, "Review", reason)));

    [Fact]
    public async Task A_decision_needs_what_was_seen_and_something_to_decide()
    {
        var payment = Shop.APayment(PaymentStatus.Review);
        Assert.Equal("stale", Code(await DecideAsync(Of(payment), Decision.Paid, "Unknown")));
        Assert.Equal("nothing_to_decide", Code(await DecideAsync(Of(payment), Decision.Refunded, "Review")));
        Assert.Equal("not_found", Code(await DecideAsync(new CaseId(CaseKind.Payment, Guid.NewGuid()), Decision.Paid, "Review")));
        Assert.Equal("nothing_to_decide", Code(await DecideAsync(Of(Shop.APayment()), Decision.Paid, "Paid")));
        Assert.Empty(Shop.Notes);
        Assert.Empty(Shop.Audits);
    }

    [Fact]
    public void What_is_young_is_alipays_to_answer()
    {
        foreach (var status in new[] { PaymentStatus.Reported, PaymentStatus.Pending, PaymentStatus.Unknown })
        {
            var payment = Shop.APayment(status);
            Assert.Empty(Decisions.Of(payment, _flows.Now + Decisions.After - TimeSpan.FromTicks(1)));
            Assert.Equal([Decision.Paid, Decision.NeverPaid], Decisions.Of(payment, _flows.Now + Decisions.After));
        }
        var review = Shop.APayment(PaymentStatus.Review);
        Assert.Equal([Decision.Paid, Decision.NeverPaid, Decision.Undone], Decisions.Of(review, _flows.Now));
        Assert.Empty(Decisions.Of(Shop.APayment(PaymentStatus.Closed), _flows.Now + Decisions.After));
        Assert.Equal(TimeSpan.FromMinutes(15), Decisions.After);
    }

    [Fact]
    public async Task What_holds_a_refund_was_paid()
    {
        var payment = Shop.APayment();
        await _flows.ARefundAsync(payment, amount: "1.00");
        Assert.NotNull(payment.Take(PaymentTrigger.Contradicted, "x", Evidence.SignedAnswer, _flows.Now));
        Assert.Equal([Decision.Paid], Decisions.Of(payment, _flows.Now));
        Assert.Equal(PaymentStatus.PartlyRefunded, Done(await DecideAsync(Of(payment), Decision.Paid, "Review")).Status);
        var whole = Shop.APayment();
        await _flows.ARefundAsync(whole);
        Assert.NotNull(whole.Take(PaymentTrigger.Contradicted, "x", Evidence.SignedAnswer, _flows.Now));
        Assert.Equal(PaymentStatus.Refunded, Done(await DecideAsync(Of(whole), Decision.Paid, "Review")).Status);
    }

    [Theory]
    [InlineData(Decision.Refunded, RefundStatus.Done, PaymentStatus.Refunded, 8880, 8880)]
    [InlineData(Decision.NotRefunded, RefundStatus.Failed, PaymentStatus.Paid, 0, 0)]
    public async Task A_refund_that_alipay_does_not_answer_is_decided(Decision decision, RefundStatus to, PaymentStatus status, long held, long refunded)
    {
        var payment = Shop.APayment();
        var refund = await _flows.ARefundAsync(payment, new GatewayAnswer<RefundReport>.NotKnown("time_out"));
        Shop.Alarms.Add(Alarm.Raise(Shop.Tenant.Id, AlarmKind.RefundWaits, refund.Number.Value, "d", payment.Id, _flows.Now));
        Shop.Alarms.Add(Alarm.Raise(Shop.Tenant.Id, AlarmKind.RefundWaits, "other", "d", payment.Id, _flows.Now));
        Shop.Alarms.Add(Alarm.Raise(Shop.Tenant.Id, AlarmKind.Mismatch, refund.Number.Value, "d", payment.Id, _flows.Now));
        Shop.Clock.Advance(Decisions.After - TimeSpan.FromTicks(1));
        Assert.Empty(Decisions.Of(refund, _flows.Now));
        Shop.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal([Decision.Refunded, Decision.NotRefunded], Decisions.Of(refund, _flows.Now));
        refund.TakeLease(_flows.Now, TimeSpan.FromSeconds(1));
        Assert.Equal("case_under_way", Code(await DecideAsync(Of(refund), decision, "Unknown")));
        Shop.Clock.Advance(TimeSpan.FromSeconds(2));
        Done(await DecideAsync(Of(refund), decision, "Unknown"));
        Assert.Equal((to, status, held, refunded), (refund.Status, payment.Status, payment.HeldMinor, payment.RefundedMinor));
        Assert.Equal((Shop.Owner.User, _flows.Now, "counted"), (refund.DecidedBy, refund.DecidedAt!.Value, refund.DecidedReason));
        Assert.Equal([true, false, false], Shop.Alarms.Select(alarm => alarm.ClosedAt is not null));          // whoever decided it needs no alarm of it
        Assert.Equal("decided_by_hand", Last(payment).Reason);
    }

    [Fact]
    public async Task A_request_that_may_still_arrive_is_not_decided()
    {
        var refund = await _flows.ARefundAsync(Shop.APayment(), new GatewayAnswer<RefundReport>.NotKnown("time_out"));
        Shop.Gateway.Standing = new GatewayAnswer<RefundStanding>.NotKnown("unknow");
        Shop.Gateway.Refund = new GatewayAnswer<RefundReport>.NotKnown("time_out");
        Shop.Clock.Advance(Decisions.After);
        await _flows.AskAgainAsync(refund);
        await _flows.AskAgainAsync(refund);
        Assert.Empty(Decisions.Of(refund, _flows.Now + Refund.MayArriveFor - TimeSpan.FromTicks(1)));
        Assert.Equal(2, Decisions.Of(refund, _flows.Now + Refund.MayArriveFor).Count);
    }

    [Theory]
    [InlineData(Decision.Cancelled, CancelStatus.Done, PaymentStatus.Cancelled)]
    [InlineData(Decision.NotCancelled, CancelStatus.Refused, PaymentStatus.Paid)]
    public async Task A_cancel_that_alipay_does_not_answer_is_decided(Decision decision, CancelStatus to, PaymentStatus status)
    {
        var payment = Shop.APayment();
        var cancel = await _flows.ACancelAsync(payment, new GatewayAnswer<CancelReport>.NotKnown("time_out"));
        Shop.Alarms.Add(Alarm.Raise(Shop.Tenant.Id, AlarmKind.CancelReview, payment.Id.ToString(), "d", payment.Id, _flows.Now));
        Assert.Empty(Decisions.Of(cancel, _flows.Now + Decisions.After - TimeSpan.FromTicks(1)));
        Shop.Clock.Advance(Decisions.After);
        Assert.Equal("nothing_to_decide", Code(await DecideAsync(Of(payment), Decision.Paid, "Cancelling")));      // the cancel is what is in doubt
        Done(await DecideAsync(Of(cancel), decision, "Sent"));
        Assert.Equal((to, status), (cancel.Status, payment.Status));
        Assert.Equal((Shop.Owner.User, _flows.Now, "counted"), (cancel.DecidedBy, cancel.DecidedAt!.Value, cancel.DecidedReason));
        Assert.Equal((Shop.Owner.User, "decided_by_hand"), (payment.DecidedBy, Last(payment).Reason));
        Assert.NotNull(Shop.Alarms.Single().ClosedAt);
    }

    [Fact]
    public async Task A_cancel_in_review_is_decided_as_well()
    {
        var payment = Shop.APayment();
        var cancel = await _flows.ACancelAsync(payment, new GatewayAnswer<CancelReport>.NotKnown("time_out"));
        Shop.Clock.Advance(cancel.Until - _flows.Now);
        await _flows.AskAgainAsync(cancel);
        Assert.Equal(CancelStatus.Review, cancel.Status);
        Assert.Equal("nothing_to_decide", Code(await DecideAsync(Of(payment), Decision.Undone, "Cancelling")));
        Done(await DecideAsync(Of(cancel), Decision.NotCancelled, "Review"));
        Assert.Equal((CancelStatus.Refused, PaymentStatus.Paid), (cancel.Status, payment.Status));
    }

    [Fact]
    public async Task A_case_is_taken_over_and_given_back()
    {
        var (payment, manager, take) = (Shop.APayment(PaymentStatus.Review), Shop.APerson(Role.Manager), new TakeOver(Shop, Shop.Clock));
        var mark = Done(await take.RunAsync(manager, Of(payment), default));
        Assert.Equal((manager.User, _flows.Now, 1, CaseKind.Payment, payment.Id.Value), (mark.OwnerId, mark.TakenAt!.Value, mark.Version, mark.Kind, mark.SubjectId));
        Assert.Equal(("take_over_case", "payment"), (Shop.Audits[^1].Act, Shop.Audits[^1].Subject!.Kind));
        Assert.Same(mark, Done(await take.RunAsync(manager, Of(payment), default)));
        Assert.Equal((1, 1, Permission.AddNote), (Shop.Commits, mark.Version, Shop.Permitted[0]));
        Assert.Equal(Shop.Owner.User, Done(await take.RunAsync(Shop.Owner, Of(payment), default)).OwnerId);
        Assert.Equal((null, (DateTimeOffset?)null), Done(await take.GiveBackAsync(Shop.Owner, Of(payment), default)) is var back ? (back.OwnerId, back.TakenAt) : default);
        Assert.Equal("give_back_case", Shop.Audits[^1].Act);
        Assert.Single(Shop.Marks);
        Assert.Equal("not_found", Code(await take.RunAsync(manager, new CaseId(CaseKind.Cancel, Guid.NewGuid()), default)));
    }

    [Fact]
    public async Task Notes_and_questions_are_kept_as_they_were_written()
    {
        var (payment, manager) = (Shop.APayment(), Shop.APerson(Role.Manager));
        var add = new AddNote(Shop, Shop.Clock);
        var ask = new AskOwner(Shop, Shop.Clock);
        var note = Done(await add.RunAsync(manager, Of(payment), " two\r\nlines ", default));
        Assert.Equal((NoteKind.Note, "two\nlines", manager.User, payment.Id), (note.Kind, note.Text, note.By, note.PaymentId));
        Assert.Equal("payment", Shop.Audits[^1].Subject!.Kind);
        Assert.Equal("note_invalid", Code(await add.RunAsync(manager, Of(payment), null, default)));
        Assert.Equal("note_invalid", Code(await add.RunAsync(manager, Of(payment), new string('x', 501), default)));
        Assert.Null(Code(await add.RunAsync(manager, Of(payment), new string('x', 500), default)));
        Assert.Equal("not_found", Code(await add.RunAsync(manager, new CaseId(CaseKind.Approval, Guid.NewGuid()), "x", default)));
        var question = Done(await ask.RunAsync(manager, Of(payment), "may I?", default));
        Assert.Equal((NoteKind.Question, "ask_owner"), (question.Kind, Shop.Audits[^1].Act));
        Assert.Equal((manager.User, _flows.Now), Shop.Marks.Single() is var mark ? (mark.AskedBy, mark.AskedAt!.Value) : default);
        Assert.Equal("note_invalid", Code(await ask.RunAsync(manager, Of(payment), " ", default)));
        Assert.Equal("forbidden", Code(await ask.RunAsync(Shop.APerson(Role.Cashier), Of(payment), "may I?", default)));
        Assert.Equal("not_found", Code(await ask.RunAsync(manager, new CaseId(CaseKind.Alarm, Guid.NewGuid()), "x", default)));
        Assert.Equal(3, Shop.Notes.Count);
    }

    [Fact]
    public async Task An_alarm_is_closed_once_with_a_reason()
    {
        var close = new CloseAlarm(Shop, Shop.Clock);
        var alarm = Alarm.Raise(Shop.Tenant.Id, AlarmKind.OrphanNotification, "a:b", new string('d', 201), null, _flows.Now);
        Shop.Alarms.Add(alarm);
        var id = new CaseId(CaseKind.Alarm, alarm.Id);
        Assert.Equal(("a:b", 200, 1, AlarmKind.OrphanNotification), (alarm.About, alarm.Detail.Length, alarm.Times, alarm.Kind));
        alarm.Again(_flows.Now.AddMinutes(1));
        Assert.Equal((2, _flows.Now.AddMinutes(1), _flows.Now), (alarm.Times, alarm.LastAt, alarm.RaisedAt));
        Assert.Equal("case_reason", Code(await close.RunAsync(Shop.Owner, id, "", default)));
        Assert.Same(alarm, Done(await close.RunAsync(Shop.Owner, id, " known ", default)));
        Assert.Equal((_flows.Now, Shop.Owner.User, "known"), (alarm.ClosedAt!.Value, alarm.ClosedBy, alarm.ClosedReason));
        Assert.Equal((NoteKind.Closing, "known", "close_alarm", "alarm", alarm.Id.ToString("N")), (Shop.Notes[^1].Kind, Shop.Notes[^1].Text, Shop.Audits[^1].Act, Shop.Audits[^1].Subject!.Kind, Shop.Audits[^1].Subject!.Id));
        Assert.Equal("alarm_closed", Code(await close.RunAsync(Shop.Owner, id, "again", default)));
        Assert.Equal("not_found", Code(await close.RunAsync(Shop.Owner, new CaseId(CaseKind.Alarm, Guid.NewGuid()), "x", default)));
        Assert.Equal("not_found", Code(await close.RunAsync(Shop.Owner, Of(Shop.APayment()), "x", default)));
        Assert.Equal(Permission.ResolveException, Shop.Permitted[^1]);                                       // whoever may not is told that first
        Shop.Alarms.Add(Alarm.Raise(Shop.Tenant.Id, AlarmKind.Mismatch, "x", "", PaymentId.New(), _flows.Now));
        Assert.Equal("not_found", Code(await close.RunAsync(Shop.Owner, new CaseId(CaseKind.Alarm, Shop.Alarms[^1].Id), "x", default)));      // its payment is out of reach
    }

    [Theory]
    [InlineData("payment-0123456789abcdef0123456789abcdef", CaseKind.Payment)]
    [InlineData("APPROVAL-0123456789abcdef0123456789abcdef", CaseKind.Approval)]
    [InlineData("payment-0123456789abcdef0123456789abcde", null)]
    [InlineData("payment-0123456789abcdef0123456789abcdex", null)]
    [InlineData("0-0123456789abcdef0123456789abcdef", null)]
    [InlineData("thing-0123456789abcdef0123456789abcdef", null)]
    [InlineData("payment", null)]
    [InlineData(null, null)]
    public void A_case_has_a_name_in_addresses(string? text, CaseKind? kind)
    {
        Assert.Equal(kind is not null, CaseId.TryParse(text, out var id));
        Assert.Equal(kind is null ? default : new CaseId(kind.Value, Guid.Parse("0123456789abcdef0123456789abcdef")), id);
        Assert.Equal(kind is null ? "payment-00000000000000000000000000000000" : text!.ToLowerInvariant(), id.ToString());
    }
}
