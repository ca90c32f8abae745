using System.Reflection;
using Portal.Domain.Cancels;
using Portal.Domain.Claims;
using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Domain;

/// <summary>Every fixed no as callers see it: code, kind, narrower key, figures. Codes are CONTRACT's and never change; keys name the words in the resources.</summary>
public sealed class ErrorsTests
{
    private const string Fixed = """
        ApprovalErrors.NotOwn forbidden Forbidden not_own_request
        ApprovalErrors.Own forbidden Forbidden own_request
        ApprovalErrors.WithinLimits stale Conflict within_limits
        AttentionErrors.AboutYou forbidden Forbidden alarm_about_you
        AttentionErrors.ClosedBefore stale Conflict alarm_closed
        AttentionErrors.NoteInvalid reason_required Invalid note_invalid
        AttentionErrors.NothingToAsk stale Conflict nothing_to_ask
        AttentionErrors.NothingToDecide stale Conflict nothing_to_decide
        AttentionErrors.ReasonRequired reason_required Invalid case_reason
        AttentionErrors.UnderWay stale Conflict case_under_way
        CancelErrors.AlreadyCancelled already_cancelled Conflict -
        CancelErrors.Frozen stale Conflict payment_frozen
        CancelErrors.KeyInvalid amount_invalid Invalid key_invalid
        CancelErrors.NothingToCancel stale Conflict nothing_to_cancel
        CancelErrors.SaleStands stale Conflict cancel_dropped
        CancelErrors.TooEarly stale Conflict payment_reported
        ClaimErrors.AmountInvalid amount_invalid Invalid claim_amount
        ClaimErrors.NothingToAdd stale Conflict nothing_to_add
        ClaimErrors.NumberInvalid name_invalid Invalid claim_number
        ClaimErrors.TimeInvalid name_invalid Invalid claim_time
        CodeErrors.AddressInvalid name_invalid Invalid address_invalid
        CodeErrors.ConfirmationDiffers name_invalid Invalid confirmation_differs
        CodeErrors.Deleted stale Conflict code_deleted
        CodeErrors.HeldWithTenant forbidden Forbidden codes_stopped
        CodeErrors.NotKnownYet unavailable Unavailable act_not_known
        CodeErrors.NotMade stale Conflict code_not_made
        CodeErrors.Pending stale Conflict act_pending
        CodeErrors.Replaced stale Conflict code_replaced
        CodeErrors.SinceInvalid name_invalid Invalid since_invalid
        CommonErrors.KeyReused key_reused Conflict -
        CommonErrors.NotFound not_found NotFound -
        CommonErrors.SecondFactorRequired second_factor_required StepUp -
        CommonErrors.Stale stale Conflict -
        CommonErrors.StepUpRequired step_up_required StepUp -
        CommonErrors.TenantSuspended forbidden Forbidden tenant_suspended
        CommonErrors.Unavailable unavailable Unavailable -
        CounterErrors.KeyInvalid name_invalid Invalid key_invalid
        CounterErrors.NameInvalid name_invalid Invalid -
        CounterErrors.NameTaken name_invalid Invalid name_taken
        CounterErrors.NoPublicAddress unavailable Unavailable no_public_address
        PaymentErrors.Frozen stale Conflict payment_frozen
        PeopleErrors.AlreadyMember user_invalid Invalid already_member
        PeopleErrors.CounterRequired user_invalid Invalid counter_required
        PeopleErrors.EmailInvalid user_invalid Invalid email_invalid
        PeopleErrors.InvitationExpired stale Conflict invitation_expired
        PeopleErrors.InvitationForOther forbidden Forbidden invitation_for_other
        PeopleErrors.InvitationNeedsSignIn forbidden Forbidden invitation_needs_sign_in
        PeopleErrors.InvitationTenantShut stale Conflict invitation_tenant_shut
        PeopleErrors.InvitationUnknown not_found NotFound invitation_unknown
        PeopleErrors.InvitationUsed stale Conflict invitation_used
        PeopleErrors.InvitationVoid stale Conflict invitation_void
        PeopleErrors.InvitationWithdrawn stale Conflict invitation_withdrawn
        PeopleErrors.LastOwner stale Conflict last_owner
        PeopleErrors.OwnPlace forbidden Forbidden own_place permission=manage_people
        PeopleErrors.PasswordInvalid user_invalid Invalid password_invalid
        RefundErrors.AlreadyCancelled already_cancelled Conflict -
        RefundErrors.AmountInvalid amount_invalid Invalid -
        RefundErrors.CancelUnderWay stale Conflict cancel_under_way
        RefundErrors.Frozen stale Conflict payment_frozen
        RefundErrors.KeyInvalid amount_invalid Invalid key_invalid
        RefundErrors.NotKnownYet unavailable Unavailable refund_not_known moved=Unknown
        RefundErrors.NotPaid stale Conflict payment_not_paid
        RefundErrors.NotWaiting stale Conflict refund_not_waiting
        RefundErrors.ReasonInvalid reason_required Invalid reason_invalid
        RefundErrors.ReasonRequired reason_required Invalid refund_reason
        TenantErrors.Closed stale Conflict tenant_closed
        TenantErrors.ConfirmationDiffers tenant_invalid Invalid tenant_confirmation_differs
        TenantErrors.CurrencyFixed tenant_invalid Invalid currency_fixed
        TenantErrors.HoursInvalid tenant_invalid Invalid hours_invalid
        TenantErrors.NameTaken tenant_invalid Invalid tenant_name_taken
        TenantErrors.NoAccount unavailable Unavailable no_account
        TenantErrors.NotLetIn forbidden Forbidden not_let_in permission=open_tenant
        TenantErrors.ReasonRequired reason_required Invalid -
        TenantErrors.SameState stale Conflict tenant_same_state
        """;

    [Fact]
    public void Every_fixed_no_is_the_one_that_callers_know() => Assert.Equal(
        Fixed.ReplaceLineEndings("\n").Split('\n'),
        typeof(PortalError).Assembly.GetExportedTypes().Where(type => type.IsAbstract && type.IsSealed && type.Name.EndsWith("Errors", StringComparison.Ordinal))
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Static).Where(property => property.PropertyType == typeof(PortalError))
                .Select(property => $"{type.Name}.{property.Name} {Text((PortalError)property.GetValue(null)!)}"))
            .Order(StringComparer.Ordinal));

    [Fact]
    public void Every_fixed_no_is_the_one_that_callers_know_control() => Assert.NotEqual(
        Text(CommonErrors.Stale), Text(CommonErrors.Stale with { Kind = ErrorKind.Invalid }));

    [Fact]
    public void Noes_that_carry_figures_carry_them()
    {
        var hkd = Currency.Of("HKD");
        var until = Given.Noon;
        var payment = Given.APaymentIn(PaymentStatus.Paid);
        const string At = "2026-03-01T04:00:00.0000000Z";
        Assert.Equal("amount_too_fine Invalid - decimals=2", Text(RefundErrors.AmountTooFine(hkd)));
        Assert.Equal("refund_exceeds_remaining Exceeds - remaining=88.80", Text(RefundErrors.Exceeds(payment.Refundable)));
        Assert.Equal("stale Conflict - remaining=88.80", Text(RefundErrors.StaleForm(payment, null)));
        Assert.Equal("limit_exceeded Forbidden limit_amount limit=50.00 rule=limit_amount", Text(RefundErrors.OverAmount(Money.OfMinor(5000, hkd))));
        Assert.Equal($"limit_exceeded Forbidden limit_per_hour limit=5 rule=limit_per_hour until={At}", Text(RefundErrors.OverCount(5, until)));
        Assert.Equal("limit_exceeded Forbidden limit_age limit=30 rule=limit_age", Text(RefundErrors.OverAge(30)));
        Assert.Equal("stale Conflict refund_refused gateway=NO", Text(RefundErrors.RefusedByGateway("NO")));
        Assert.Equal("stale Conflict cancel_refused gateway=NO", Text(CancelErrors.RefusedByGateway("NO")));
        Assert.Equal($"cancel_window_closed Conflict - until={At}", Text(CancelErrors.WindowClosed(until)));
        Assert.Equal("stale Conflict cancel_after_refund remaining=88.80", Text(CancelErrors.Refunded(payment)));
        Assert.Equal("unavailable Unavailable gateway_configuration gateway=NO", Text(CodeErrors.RefusedByGateway("NO", true)));
        Assert.Equal("unavailable Unavailable gateway_refused gateway=NO", Text(CodeErrors.RefusedByGateway("NO", false)));
        Assert.Equal("forbidden Forbidden - permission=refund", Text(CommonErrors.Forbidden(Permission.Refund.Name())));
        Assert.Equal($"too_many_requests TooMany check_paused limit=10 until={At}", Text(PaymentErrors.AskedTooOften(10, until)));
        Assert.Equal($"too_many_requests TooMany claims_paused limit=20 until={At}", Text(ClaimErrors.AskedTooOften(20, until)));
        Assert.Equal("tenant_invalid Invalid why", Text(TenantErrors.Invalid("why")));
        Assert.Equal("name_invalid Invalid person_name_invalid", Text(Portal.Domain.People.PersonName.Invalid));
        Assert.Equal("buyer_gone Conflict -", Text(Portal.Domain.Privacy.RevealBuyer.Gone));
    }

    private static string Text(PortalError error) => string.Join(' ', [
        error.Code, error.Kind.ToString(), error.Reason ?? "-",
        .. (error.Figures ?? new Dictionary<string, string>()).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"),
        .. error.MoneyMoved == MoneyMoved.No ? Array.Empty<string>() : [$"moved={error.MoneyMoved}"],
    ]);
}
