using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Refunds;

/// <summary>A person ends a refund that waits for balance, and may have Alipay carry the same amount out when it can, under a new number.</summary>
/// <remarks>Source: PROTOCOL 3.8 (asynchronous refunds are tried every night for 180 days). A new number is a new refund, so only a person makes one.</remarks>
public sealed class EndRefund(IPortalWorkFactory works, IPaymentGateway gateway, AskForRefund ask, TimeProvider clock, IJitter jitter)
{
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(30);

    /// <param name="later">Sends the amount again as a refund that Alipay carries out when it can.</param>
    /// <returns>The ended refund, or the new one; <c>refund_not_known</c> where Alipay does not say that it did not carry it out: nothing is changed then.</returns>
    public async Task<Outcome<Refund>> RunAsync(Actor actor, RefundId id, bool later, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.Refund, ct);
        if (await work.Refunds.FindAsync(id, ct) is not { } refund || await work.Payments.FindAsync(refund.PaymentId, ct) is not { } payment)
        {
            return CommonErrors.NotFound;
        }
        var now = clock.GetUtcNow();
        if (payment.IsFrozen)
        {
            return RefundErrors.Frozen;
        }
        if (refund is not { Status: RefundStatus.Requested, WaitsForBalance: true, MayHaveArrived: false } || now < refund.LastSentAt + Refund.MayArriveFor || refund.IsLeasedAt(now))
        {
            return RefundErrors.NotWaiting;
        }
        var standing = await gateway.QueryRefundAsync(work.Account, new RefundQuery(payment.OutTradeNo, refund.Number), Caller.Person, CancellationToken.None);
        if (standing is GatewayAnswer<RefundStanding>.Done { Value.State: RefundState.Done or RefundState.UnderWay })
        {
            refund.Book(payment, standing, clock.GetUtcNow(), jitter.Next());          // a copy of a refused request was carried out after all
            return await work.CommitAsync(CancellationToken.None) is { } changed ? changed : refund;
        }
        if (standing is not GatewayAnswer<RefundStanding>.Done)
        {
            return await DoubtAsync(work, refund, standing);
        }
        refund.TakeLease(now, s_lease);                                // whoever claimed it in the same moment saves nothing
        refund.Happen(payment, RefundTrigger.Ended, Evidence.Person, "refund_ended", now, actor.User);
        if (!later)
        {
            return await work.CommitAsync(ct) is { } overtaken ? overtaken : refund;
        }
        var instead = Refund.AskInstead(refund, actor.User, now);
        payment.Hold(instead.AmountMinor);
        payment.Note("refund_requested", Evidence.Person, now, instead.StepNote);
        work.Refunds.Add(instead);
        var lease = instead.TakeLease(now, s_lease);
        if (await work.CommitAsync(ct) is { } stale)
        {
            return stale;
        }
        var asked = await ask.RunAsync(Actor.Job(actor.Tenant), instead.Id, lease, Caller.Person, CancellationToken.None);
        return asked is Outcome<Refund>.Done ? asked : instead;
    }

    /// <summary>The refund stays as it is; what is wrong with the answer itself is told.</summary>
    private static async Task<PortalError> DoubtAsync(IPortalWork work, Refund refund, GatewayAnswer<RefundStanding> standing)
    {
        if (BookRefund.AlarmOf(standing) is { } alarm)
        {
            await work.Alarms.RaiseAsync(alarm.Kind, alarm.Cause ?? refund.Number.Value, alarm.Detail, refund.PaymentId, CancellationToken.None);
            await work.CommitAsync(CancellationToken.None);
        }
        return RefundErrors.NotKnownYet;
    }
}
