using Portal.Domain.Alarms;
using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Counters;

/// <summary>Where Alipay reaches this installation; null until it is known.</summary>
public interface IPublicAddress
{
    /// <summary>Scheme, host and port without a trailing slash, e.g. <c>https://pay.example</c>.</summary>
    string? Base { get; }
}

/// <summary>The call of the create flow and the booking of its answer; used by the person who waits and by the job that repeats.</summary>
public sealed class AskForCode(IPaymentGateway gateway, IPublicAddress address, TimeProvider clock, IJitter jitter)
{
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(30);

    public bool HasPublicAddress => address.Base is not null;

    /// <param name="lease">The claim of the job that runs this; null for a person, who takes the row here.</param>
    public async Task<Outcome<Counter>> RunAsync(IPortalWork work, Counter counter, Caller caller, Lease? lease)
    {
        var code = counter.ActiveCode;
        var notifyUrl = code.NotifyUrl ?? $"{address.Base}/alipay/notify/{code.AddressToken}";
        if (lease is null)
        {
            code.Send(notifyUrl, clock.GetUtcNow(), s_lease);
        }
        else
        {
            code.Sent(notifyUrl, clock.GetUtcNow());
        }
        if (await work.CommitAsync(CancellationToken.None) is not null)
        {
            return counter;                                        // another hand is asking right now
        }
        var request = new CodeRequest(
            work.Tenant.SecondaryMerchantId, work.Tenant.Name, work.Tenant.Mcc, work.Tenant.Country, work.Tenant.Address,
            work.Tenant.Currency, code.StoreId, $"{work.Tenant.Name} {counter.Name}", notifyUrl, code.Passback);
        var answer = await gateway.CreateCodeAsync(work.Account, request, caller, CancellationToken.None);
        await BookAsync(work, counter, answer);
        await work.CommitAsync(CancellationToken.None);
        return counter;
    }

    private async Task BookAsync(IPortalWork work, Counter counter, GatewayAnswer<CreatedCode> answer)
    {
        var code = counter.ActiveCode;
        switch (answer)
        {
            case GatewayAnswer<CreatedCode>.Done done:
                code.GoLive(done.Value.Text);
                break;
            case GatewayAnswer<CreatedCode>.Refused refused:
                code.Fail(refused.Code);
                if (refused.IsConfiguration)
                {
                    await work.Alarms.RaiseAsync(AlarmKind.GatewayConfiguration, refused.Code, refused.Detail, null, CancellationToken.None);
                }
                break;
            case GatewayAnswer<CreatedCode>.NotKnown doubt:
                var now = clock.GetUtcNow();
                code.AskAgainAt(now + BackOff.After(code.Attempts, now - code.CreatedAt, jitter.Next()));
                if (doubt.IsUntrusted)
                {
                    await work.Alarms.RaiseAsync(AlarmKind.UntrustedAnswer, counter.Id.ToString(), doubt.Why, null, CancellationToken.None);
                }
                break;
        }
    }
}
