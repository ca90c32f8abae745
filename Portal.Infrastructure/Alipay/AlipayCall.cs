using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Domain.Gateway;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Alipay.Wire;

namespace Portal.Infrastructure.Alipay;

/// <summary>One signed request to the gateway and what came back, believed or not.</summary>
/// <remarks>Source: PROTOCOL 1.1 (backup), 1.2, 2.3, 2.6.</remarks>
public sealed class AlipayCall(
    GatewayLine line, AccountKeyRing keys, AccountPlaces places, AccountPace pace, AccountBreaker breaker, ISimulatorAddress simulator, IOptions<GatewayOptions> options, TimeProvider clock,
    ILogger<AlipayCall> log)
{
    /// <summary>Our own word for keys that do not open: nothing was sent.</summary>
    public const string KeysUnreadable = "keys_unreadable";
    private const int LongestWord = 16;
    private static readonly TimeSpan s_personWaits = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_jobWaits = TimeSpan.FromSeconds(15);

    /// <summary>The signed fields of the answer, or why there are none to believe.</summary>
    internal async Task<GatewayAnswer<IReadOnlyDictionary<string, string>>> SendAsync(
        GatewayAccount account, string service, IReadOnlyDictionary<string, string> parameters, Caller caller, CancellationToken ct)
    {
        AccountKeys ours;
        GatewayRequest request;
        try
        {
            ours = keys.KeysOf(account);
            request = GatewayRequest.Signed(account.Partner, service, parameters, ours.Signer, options.Value.Method);
        }
        catch (EncoderFallbackException)
        {
            return new GatewayAnswer<IReadOnlyDictionary<string, string>>.Refused(GatewayCodes.NotInCharset, GatewayAdvice.FixInput);
        }
        catch (CryptographicException unreadable)
        {
            log.LogError(unreadable, "The keys of {Partner} do not open", account.Partner);
            return new GatewayAnswer<IReadOnlyDictionary<string, string>>.Refused(KeysUnreadable, GatewayAdvice.Configuration);
        }
        var came = await AskAsync(account, service, request, caller, ct);
        if (came.Body is null)
        {
            return new GatewayAnswer<IReadOnlyDictionary<string, string>>.NotKnown(came.Why, IsUntrusted: came.IsHeld, came.SurelyNotSent);
        }
        var answer = came.IsXml ? Verification.Of(came.Body, came.Charset, ours.Verifier, WireNames.MovesMoney(service)) : Verification.Unreadable(came.Body);
        log.LogInformation("{Service} of {Partner}: {Answer}", service, account.Partner, Describe(answer));
        return answer is GatewayAnswer<IReadOnlyDictionary<string, string>>.Refused { Code: GatewayCodes.Expired } expired
            ? expired with { ClockOffset = came.Date - clock.GetUtcNow() }
            : answer;
    }

    /// <summary>The check of a notification, whose answer is one word and unsigned.</summary>
    internal async Task<GatewayAnswer<bool>> ConfirmAsync(GatewayAccount account, string notificationId, Caller caller, CancellationToken ct)
    {
        var came = await AskAsync(account, WireNames.NotifyVerifyService, GatewayRequest.NotifyVerify(account.Partner, notificationId), caller, ct);
        return came.Body is not { } body ? new GatewayAnswer<bool>.NotKnown(came.Why, SurelyNotSent: came.SurelyNotSent)
            : (body.Length > LongestWord ? "" : Encoding.Latin1.GetString(body).Trim()) switch
            {
                "true" => new GatewayAnswer<bool>.Done(true),
                "false" => new GatewayAnswer<bool>.Done(false),
                "invalid" => new GatewayAnswer<bool>.Refused("invalid", GatewayAdvice.Configuration),
                _ => new GatewayAnswer<bool>.NotKnown("no_word"),
            };
    }

    private async Task<LineAnswer> AskAsync(GatewayAccount account, string service, GatewayRequest request, Caller caller, CancellationToken ct)
    {
        if (AddressOf(account) is not { } gateway)
        {
            return NotSent("no_address");
        }
        using var place = await places.TakeAsync(account.TenantId, caller).ConfigureAwait(false);
        if (place is null)
        {
            return NotSent("busy");
        }
        var started = clock.GetTimestamp();
        using var timeout = new CancellationTokenSource(caller == Caller.Person ? s_personWaits : s_jobWaits, clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        var came = await InTurnAsync(account, gateway, request, deadline.Token).ConfigureAwait(false);       // the place is free as soon as the answer is here, whoever has time to book it
        log.LogInformation(
            "Asked {Service} of {Partner}: {Came} after {Milliseconds} ms", service, account.Partner, came.Body is null ? came.Why : "answered", (long)clock.GetElapsedTime(started).TotalMilliseconds);
        return came;
    }

    private async Task<LineAnswer> InTurnAsync(GatewayAccount account, Uri gateway, GatewayRequest request, CancellationToken deadline)
    {
        if (breaker.Room(account.TenantId) == 0)
        {
            return NotSent("resting");
        }
        if (pace.Turn(account.TenantId) is not { } wait)
        {
            return NotSent("busy");
        }
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, clock, deadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        if (deadline.IsCancellationRequested || !breaker.TryEnter(account.TenantId))
        {
            return NotSent("resting");
        }
        var came = await ExchangeAsync(gateway, request, deadline).ConfigureAwait(false);
        breaker.Report(account.TenantId, answered: !came.IsOutage);
        return came;
    }

    /// <summary>The second address is for a request that surely did not reach the first: the same one, with the same numbers and signature.</summary>
    private async Task<LineAnswer> ExchangeAsync(Uri gateway, GatewayRequest request, CancellationToken deadline)
    {
        var came = await line.ExchangeAsync(gateway, request, deadline).ConfigureAwait(false);
        if (!came.SurelyNotSent || options.Value.BackupOf(gateway) is not { } backup)
        {
            return came;
        }
        log.LogWarning("{Gateway} cannot be reached; {Backup} is asked the same", gateway.Host, backup.Host);
        return await line.ExchangeAsync(backup, request, deadline).ConfigureAwait(false);
    }

    private static LineAnswer NotSent(string why) => new(null, null, null, why, SurelyNotSent: true);

    private Uri? AddressOf(GatewayAccount account) =>
        account.IsSimulated ? simulator.Gateway
        : Uri.TryCreate(account.Gateway, UriKind.Absolute, out var uri) && options.Value.Allows(uri) ? uri
        : null;

    private static string Describe(GatewayAnswer<IReadOnlyDictionary<string, string>> answer) => answer switch
    {
        GatewayAnswer<IReadOnlyDictionary<string, string>>.Refused refused => refused.Code,
        GatewayAnswer<IReadOnlyDictionary<string, string>>.NotKnown doubt => doubt.Why,
        _ => "believed",
    };
}
