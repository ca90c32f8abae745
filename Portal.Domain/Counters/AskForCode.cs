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

/// <summary>The addresses that codes are made with.</summary>
public static class NotifyAddresses
{
    /// <summary>Where payments to the code are to be reported as things are now; null until the base is known.</summary>
    public static string? NotifyUrlFor(this IPublicAddress address, QrCode code) => address.Base is { } known ? $"{known}/alipay/notify/{code.AddressToken}" : null;

    /// <summary>Whether the code's payments go elsewhere than this installation is reached.</summary>
    public static bool IsElsewhere(this IPublicAddress address, QrCode code) =>
        code is { NotifyUrl: { } told, Status: QrCodeStatus.Live or QrCodeStatus.Stopped } && address.NotifyUrlFor(code) is { } now && told != now;
}

/// <summary>The call of the create flow and the booking of its answer; used by the person who waits and by the job that repeats.</summary>
public sealed class AskForCode(IPaymentGateway gateway, IPublicAddress address, TimeProvider clock, IJitter jitter)
{
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(30);

    public bool HasPublicAddress => address.Base is not null;

    /// <summary>Asks for the code that is still to be made.</summary>
    /// <param name="lease">The claim of the job that runs this; null for a person, who takes the row here.</param>
    public async Task<Outcome<Counter>> RunAsync(IPortalWork work, Counter counter, Caller caller, Lease? lease)
    {
        var code = counter.ActiveCode;
        var notifyUrl = code.NotifyUrl ?? address.NotifyUrlFor(code) ?? throw new InvalidOperationException("The public address is not known.");
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
        var request = counter.RequestFor(code, work.Tenant, notifyUrl);
        var answer = await gateway.CreateCodeAsync(work.Account, request, caller, CancellationToken.None);
        await BookAsync(work, counter, request, answer);
        await work.CommitAsync(CancellationToken.None);
        return counter;
    }

    private async Task BookAsync(IPortalWork work, Counter counter, CodeRequest request, GatewayAnswer<CreatedCode> answer)
    {
        var code = counter.ActiveCode;
        switch (answer)
        {
            case GatewayAnswer<CreatedCode>.Done done when counter.Codes.Any(old => old != code && old.Text == done.Value.Text):
                code.Fail(QrCode.OldCodeReturned);
                break;
            case GatewayAnswer<CreatedCode>.Done done:
                code.GoLive(done.Value.Text);
                code.Told(request.StoreName, request.Address);
                if (work.Tenant.HoldsCodes && code.Hold(null, clock.GetUtcNow()))
                {
                    work.Counters.Note(CodeNote.Of(code, CodeAct.Stop, CodeNoteKind.Asked, "", null, clock.GetUtcNow()));
                }
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
