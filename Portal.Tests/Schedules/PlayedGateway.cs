using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;

namespace Portal.Tests.Schedules;

/// <summary>What Alipay really did with one trade.</summary>
internal sealed class Trade
{
    public TradeState State { get; set; }

    public long AmountMinor { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? PaidAt { get; set; }

    public bool IsCancelled { get; set; }

    public bool HasFunds { get; set; }

    /// <summary>Refuses a repeated refund that it carried out, where no amount is left for it.</summary>
    public bool IsForgetful { get; set; }

    public Dictionary<RefundNo, (long Minor, RefundState State)> Refunds { get; } = [];

    public long GivenBack
    {
        get
        {
            var sum = 0L;
            foreach (var refund in Refunds.Values)
            {
                sum += refund.State == RefundState.Done ? refund.Minor : 0;
            }
            return sum;
        }
    }

    private long Promised
    {
        get
        {
            var sum = 0L;
            foreach (var refund in Refunds.Values)
            {
                sum += refund.State != RefundState.Failed ? refund.Minor : 0;
            }
            return sum;
        }
    }

    public GatewayAnswer<TradeReport> Query(Currency currency, DateTimeOffset now)
    {
        Expire(now);
        return new GatewayAnswer<TradeReport>.Done(new TradeReport(State, Money.OfMinor(AmountMinor, currency), true, PaidAt, null, GivenBack > 0, null, null));
    }

    public GatewayAnswer<CancelReport> Cancel(DateTimeOffset now)
    {
        Expire(now);
        if (State == TradeState.Closed)
        {
            return GivenBack > 0 ? No<CancelReport>("REASON_TRADE_REFUND_FEE_ERR") : Yes(new CancelReport(IsCancelled && PaidAt is not null ? CancelEffect.MoneyReturned : CancelEffect.Closed));
        }
        if (State == TradeState.Paid && (TradeDay.Of(now) != TradeDay.Of(PaidAt!.Value) || Promised > 0))
        {
            return Promised > 0 ? No<CancelReport>("REASON_TRADE_REFUND_FEE_ERR") : No<CancelReport>("TRADE_CANCEL_TIME_OUT", GatewayAdvice.Refund);
        }
        State = TradeState.Closed;
        IsCancelled = true;
        return Yes(new CancelReport(PaidAt is not null ? CancelEffect.MoneyReturned : CancelEffect.Closed));
    }

    public GatewayAnswer<RefundReport> Refund(RefundRequest request, DateTimeOffset now)
    {
        Expire(now);
        if (Refunds.TryGetValue(request.RefundNo, out var before) && !(IsForgetful && before.State == RefundState.Done && GivenBack == AmountMinor))
        {
            return Yes(new RefundReport(request.AtOnce, before.Minor == request.Amount.MinorUnits, null));
        }
        if (State != TradeState.Paid)
        {
            return No<RefundReport>(State == TradeState.Waiting ? "TRADE_STATUS_ERROR" : GivenBack > 0 ? "RETURN_AMOUNT_EXCEED" : "TRADE_HAS_CLOSE");
        }
        if (Promised + request.Amount.MinorUnits > AmountMinor)
        {
            return No<RefundReport>("RETURN_AMOUNT_EXCEED");
        }
        if (request.AtOnce && RefundNight.Contains(now))
        {
            return new GatewayAnswer<RefundReport>.NotKnown("SYSTEM_ERROR");
        }
        if (request.AtOnce && !HasFunds)
        {
            return No<RefundReport>("SELLER_BALANCE_NOT_ENOUGH", GatewayAdvice.TopUp);
        }
        Carry(request.RefundNo, request.Amount.MinorUnits, request.AtOnce ? RefundState.Done : RefundState.UnderWay);
        return Yes(new RefundReport(request.AtOnce, true, null));
    }

    public GatewayAnswer<RefundStanding> Standing(RefundNo number) => Refunds.TryGetValue(number, out var refund)
        ? new GatewayAnswer<RefundStanding>.Done(new RefundStanding(refund.State, null))
        : new GatewayAnswer<RefundStanding>.Done(new RefundStanding(RefundState.NotFound, null));

    /// <summary>Accepted refunds are carried out.</summary>
    /// <returns>The refunds of which a message tells.</returns>
    public List<RefundNo> Night()
    {
        var done = new List<RefundNo>();
        foreach (var (number, refund) in Refunds)
        {
            if (refund.State == RefundState.UnderWay && HasFunds)
            {
                done.Add(number);
            }
        }
        foreach (var number in done)
        {
            Carry(number, Refunds[number].Minor, RefundState.Done);
        }
        return done;
    }

    public void Carry(RefundNo number, long minor, RefundState state)
    {
        Refunds[number] = (minor, state);
        State = GivenBack == AmountMinor ? TradeState.Closed : State;
    }

    public bool MayGiveBack(long minor) => State == TradeState.Paid && Promised + minor <= AmountMinor;

    private void Expire(DateTimeOffset now) => State = State == TradeState.Waiting && now - CreatedAt >= TimeSpan.FromMinutes(3) ? TradeState.Closed : State;

    private static GatewayAnswer<T> Yes<T>(T value) => new GatewayAnswer<T>.Done(value);

    private static GatewayAnswer<T> No<T>(string code, GatewayAdvice advice = GatewayAdvice.GiveUp) => new GatewayAnswer<T>.Refused(code, advice);
}

/// <summary>The line of one process to Alipay: what is sent may be lost, late or doubled, and so may the answer.</summary>
internal sealed class PlayedGateway(Stage stage, int process) : IPaymentGateway
{
    public GatewayCapabilities Capabilities { get; } = new(true, false);

    public Task<GatewayAnswer<TradeReport>> QueryAsync(GatewayAccount account, TradeQuery query, Caller caller, CancellationToken ct) =>
        AskAsync(() => stage.Trade.Query(query.PricingCurrency, stage.Clock.Now));

    public Task<GatewayAnswer<FoundTrade?>> FindTradeAsync(GatewayAccount account, TradeSearch search, Caller caller, CancellationToken ct) => throw new NotSupportedException();

    public async Task<GatewayAnswer<CancelReport>> CancelAsync(GatewayAccount account, CancelRequest request, Caller caller, CancellationToken ct) =>
        stage.Bug.Misread(await AskAsync(() => stage.Trade.Cancel(stage.Clock.Now)));

    public async Task<GatewayAnswer<RefundReport>> RefundAsync(GatewayAccount account, RefundRequest request, Caller caller, CancellationToken ct)
    {
        var sent = stage.Bug == Bug.NewNumberEachTime ? request with { RefundNo = RefundNo.Of("X" + stage.Dice.Next(int.MaxValue)) } : request;
        return stage.Bug.Misread(await AskAsync(() => stage.Trade.Refund(sent, stage.Clock.Now)));
    }

    public async Task<GatewayAnswer<RefundStanding>> QueryRefundAsync(GatewayAccount account, RefundQuery query, Caller caller, CancellationToken ct)
    {
        var said = await AskAsync(() => stage.Trade.Standing(query.RefundNo));
        return stage.Bug == Bug.UnknownStandingIsFailed && said is GatewayAnswer<RefundStanding>.NotKnown or GatewayAnswer<RefundStanding>.Done { Value.State: RefundState.NotFound }
            ? new GatewayAnswer<RefundStanding>.Done(new RefundStanding(RefundState.Failed, null))
            : said;
    }

    public Task<GatewayAnswer<CreatedCode>> CreateCodeAsync(GatewayAccount account, CodeRequest request, Caller caller, CancellationToken ct) => throw new NotSupportedException();

    public Task<GatewayAnswer<ChangedCode>> ModifyCodeAsync(GatewayAccount account, CodeModification modification, Caller caller, CancellationToken ct) => throw new NotSupportedException();

    public Task<GatewayAnswer<ChangedCode>> SetCodeStatusAsync(GatewayAccount account, CodeStatusChange change, Caller caller, CancellationToken ct) => throw new NotSupportedException();

    public Task<GatewayAnswer<bool>> ConfirmNotificationAsync(GatewayAccount account, string notificationId, Caller caller, CancellationToken ct) => throw new NotSupportedException();

    private Task<GatewayAnswer<T>> AskAsync<T>(Func<GatewayAnswer<T>> carryOut)
    {
        var source = new TaskCompletionSource<GatewayAnswer<T>>();
        void Reply(GatewayAnswer<T> answer)
        {
            stage.Story?.Add($"{stage.Clock.Now:dd HH:mm:ss} answer: {answer}");
            stage.Turns.Add(process, () => source.SetResult(answer));
        }
        var late = stage.Clock.Now + TimeSpan.FromSeconds(50);
        var fault = stage.DrawFault();
        stage.Story?.Add($"{stage.Clock.Now:dd HH:mm:ss} process {process} asks for {typeof(T).Name}: {fault}");
        switch (fault)
        {
            case Fault.RequestLost:
                Reply(new GatewayAnswer<T>.NotKnown("time_out"));
                break;
            case Fault.NeverSent:
                Reply(new GatewayAnswer<T>.NotKnown("connect", SurelyNotSent: true));
                break;
            case Fault.RequestLate:
                Reply(new GatewayAnswer<T>.NotKnown("time_out"));
                stage.Turns.Add(Turns.Nobody, () => carryOut(), late);
                break;
            case Fault.AnswerLost:
                stage.Turns.Add(Turns.Nobody, () => Reply(carryOut() is null ? null! : new GatewayAnswer<T>.NotKnown("time_out")), late);
                break;
            case Fault.Unsigned:
                stage.Turns.Add(Turns.Nobody, () => Reply(carryOut() is null ? null! : new GatewayAnswer<T>.NotKnown("no_sign", IsUntrusted: true)), late);
                break;
            case Fault.Doubled:
                stage.Turns.Add(Turns.Nobody, () =>
                {
                    Reply(carryOut());
                    stage.Turns.Add(Turns.Nobody, () => carryOut(), late);
                }, late);
                break;
            case Fault.Unknow:
                Reply(new GatewayAnswer<T>.NotKnown("unknow"));
                break;
            default:
                stage.Turns.Add(Turns.Nobody, () => Reply(carryOut()), late);
                break;
        }
        return source.Task;
    }
}
