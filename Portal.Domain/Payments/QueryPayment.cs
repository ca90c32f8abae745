using Portal.Domain.Alarms;
using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Domain.Privacy;
using Portal.Domain.Work;

namespace Portal.Domain.Payments;

/// <summary>The query flow: asks Alipay for one trade and books the signed answer.</summary>
/// <remarks>Source: Alipay, Merchant QR Code Payment, "Query flow" (<c>alipay.acquire.overseas.query</c>).</remarks>
public sealed class QueryPayment(IPortalWorkFactory works, IPaymentGateway gateway, IPayerHashes payers, TimeProvider clock, IJitter jitter)
{
    private static readonly TimeSpan s_untilAnOperatorActs = TimeSpan.FromMinutes(5);

    /// <param name="lease">The claim under which a job asks; its result is dropped when somebody claimed the row after it.</param>
    public async Task<Outcome<Payment>> RunAsync(Actor actor, PaymentId id, Lease lease, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, actor.Kind == ActorKind.Person ? Permission.CheckPayment : Permission.AskGateway, ct);
        if (await work.Payments.FindAsync(id, ct) is not { } payment)
        {
            return CommonErrors.NotFound;
        }
        if (payment.LeaseToken != lease.Token || payment.IsFrozen)
        {
            return CommonErrors.Stale;
        }
        var question = new TradeQuery(payment.TradeNo, payment.OutTradeNo, payment.Currency);
        var answer = await gateway.QueryAsync(work.Account, question, actor.Kind == ActorKind.Person ? Caller.Person : Caller.Job, CancellationToken.None);
        payment.AskedBy(actor.User);
        await BookAsync(work, payment, answer);
        return await work.CommitAsync(CancellationToken.None) is { } stale ? stale : payment;
    }

    private async Task BookAsync(IPortalWork work, Payment payment, GatewayAnswer<TradeReport> answer)
    {
        var now = clock.GetUtcNow();
        switch (answer)
        {
            case GatewayAnswer<TradeReport>.Done done:
                if (payment.Status == PaymentStatus.Unknown && done.Value.State != TradeState.NotFound)
                {
                    await work.Payments.PullForwardAsync(now, CancellationToken.None);
                }
                var back = await BackAsync(work, payment);
                var before = payment.Status;
                var booking = payment.Book(done.Value, now, jitter.Next(), back);
                foreach (var found in back.Found)
                {
                    work.Refunds.Add(found);
                }
                if (done.Value.BuyerId is { Length: > 0 } buyer)
                {
                    payment.KnowPayer(payers.Of(work.Tenant, buyer));
                }
                await work.Alarms.SettleAfterAsync(before, payment, now);
                if (booking.Mismatch is { } mismatch)
                {
                    var kind = booking.UnknownToGateway ? AlarmKind.TradeUnknownToGateway : booking.MoneyAfterEnd ? AlarmKind.MoneyAfterEnd : AlarmKind.Mismatch;
                    await AlarmAsync(work, payment, kind, mismatch);
                }
                break;
            case GatewayAnswer<TradeReport>.Refused refused:
                payment.BookDoubt(refused.Code, now, jitter.Next(), refused.IsConfiguration ? s_untilAnOperatorActs : default);   // the question was refused, not the payment
                if (refused.IsConfiguration)
                {
                    await work.Alarms.RaiseAsync(AlarmKind.GatewayConfiguration, refused.Code, refused.Detail, null, CancellationToken.None);
                }
                break;
            case GatewayAnswer<TradeReport>.NotKnown doubt:
                payment.BookDoubt(doubt.Why, now, jitter.Next());
                if (doubt.IsUntrusted)
                {
                    await AlarmAsync(work, payment, AlarmKind.UntrustedAnswer, doubt.Why);
                }
                break;
        }
    }

    private static async Task<MoneyBack> BackAsync(IPortalWork work, Payment payment) =>
        !await work.Payments.HasMoneyBackAsync(payment.Id, CancellationToken.None)
            ? MoneyBack.None
            : new MoneyBack(
                await work.Cancels.LatestAsync(payment.Id, CancellationToken.None),
                await work.Refunds.OfPaymentAsync(payment.Id, CancellationToken.None),
                await work.Refunds.NoticesAsync(payment.Id, CancellationToken.None));

    private static Task AlarmAsync(IPortalWork work, Payment payment, AlarmKind kind, string detail) =>
        work.Alarms.RaiseAsync(kind, payment.Id.ToString(), detail, payment.Id, CancellationToken.None);
}
