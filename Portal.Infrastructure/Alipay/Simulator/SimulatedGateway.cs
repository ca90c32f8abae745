using System.Net;
using Microsoft.AspNetCore.Http;
using Portal.Infrastructure.Alipay.Signing;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>The gateway: one address, the checks in their order, then the service, then the faults.</summary>
/// <remarks>Source: PROTOCOL 8.1, 8.2. An unsigned caller learns nothing of contracts or data.</remarks>
public sealed class SimulatedGateway
{
    /// <summary>Fields of query that came later.</summary>
    private static readonly string[] s_current = ["trans_amount_cny", "forex_total_fee", "trans_forex_rate", "payment_inst"];

    private readonly Dictionary<string, IGatewayService> _services;
    private readonly PartnerDesk _partners;
    private readonly FaultBook _faults;
    private readonly NotifyVerify _verify;
    private readonly RequestLog _log;
    private readonly FaultyAnswer _faulty;
    private readonly SimulatorFile _file;
    private readonly SimulatorOptions _options;

    internal SimulatedGateway(
        IEnumerable<IGatewayService> services, PartnerDesk partners, FaultBook faults, NotifyVerify verify, RequestLog log, FaultyAnswer faulty, SimulatorFile file, SimulatorOptions options)
    {
        _services = services.ToDictionary(service => service.Name, StringComparer.Ordinal);
        (_partners, _faults, _verify, _log, _faulty, _file, _options) = (partners, faults, verify, log, faulty, file, options);
    }

    public async Task HandleAsync(HttpContext http)
    {
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsPost(http.Request.Method))
        {
            await FaultyAnswer.WriteTextAsync(http, StatusCodes.Status405MethodNotAllowed, "method not allowed");
            return;
        }
        if (http.Request.ContentLength > SimulatedRequest.MaxBytes)
        {
            await FaultyAnswer.WriteTextAsync(http, StatusCodes.Status413PayloadTooLarge, "too large");
            return;
        }
        var (request, error) = await SimulatedRequest.ReadAsync(http.Request, http.RequestAborted);
        if (error == SimulatedRequest.TooLarge)
        {
            await FaultyAnswer.WriteTextAsync(http, StatusCodes.Status413PayloadTooLarge, "too large");
        }
        else if (request is null)
        {
            await RefuseAsync(http, null, error!, null);
        }
        else if (request["service"] == GatewayServices.NotifyVerify)
        {
            await VerifyAsync(http, request);
        }
        else
        {
            var (partner, refused) = await CheckAsync(request, http.Connection.RemoteIpAddress);
            await (refused is null ? ServeAsync(http, request, partner!) : RefuseAsync(http, request, refused, partner));
        }
    }

    /// <summary>Steps 3 to 9.</summary>
    /// <returns>The partner as far as he is known, and the code with which he is refused.</returns>
    private async Task<(SimPartner? Partner, string? Refused)> CheckAsync(SimulatedRequest request, IPAddress? caller)
    {
        var service = request["service"];
        if (service is null || (!_services.ContainsKey(service) && !GatewayServices.WithoutContract.Contains(service)))
        {
            return (null, "ILLEGAL_SERVICE");
        }
        var partner = await _partners.FindAsync(request["partner"], CancellationToken.None);
        if (partner is null)
        {
            return (null, "ILLEGAL_PARTNER");
        }
        var signType = request["sign_type"];
        var refused = !partner.MayCallFrom((caller?.IsIPv4MappedToIPv6 == true ? caller.MapToIPv4() : caller)?.ToString()) ? "ILLEGAL_CLIENT_IP"
            : signType is not (Md5Signature.Name or RsaVerifier.Sha1Name or RsaVerifier.Sha256Name) ? "ILLEGAL_SIGN_TYPE"
            : signType == Md5Signature.Name && partner.Md5Key is null ? "ILLEGAL_SECURITY_PROFILE"
            : signType != Md5Signature.Name && partner.PublicKey is null ? "HAS_NO_PUBLICKEY"
            : !IsSigned(request, partner, signType) ? "ILLEGAL_SIGN"
            : _options.ClosedServices.Contains(service) ? "EXTERFACE_IS_CLOSED"
            : !_services.ContainsKey(service) || !partner.MayCall(service) ? "ILLEGAL_PARTNER_EXTERFACE"
            : null;
        return (partner, refused);
    }

    private bool IsSigned(SimulatedRequest request, SimPartner partner, string signType) =>
        request["sign"] is { } sign && _partners.Verifies(partner, signType, request.Charset.GetBytes(StringToSign.Of(request.Parameters)), sign);

    /// <summary>Steps 10 to 14. Once the work has begun, a caller who hangs up does not stop it.</summary>
    private async Task ServeAsync(HttpContext http, SimulatedRequest request, SimPartner partner)
    {
        var service = _services[request["service"]!];
        if (service.Check(request) is { } refused)
        {
            await SayAsync(http, request, partner, refused, null);
            return;
        }
        if (await TakeAsync(FaultNames.Before) is { } before && !await _faulty.BeginAsync(http, before))
        {
            Log(http, request, "(closed)", null, null);
            return;
        }
        var instead = service.Instead.Count == 0 ? null : await TakeAsync([.. service.Instead]);
        var answer = instead is null
            ? await service.AnswerAsync(request, partner, CancellationToken.None)
            : await service.PretendAsync(instead.Fault, request, partner, CancellationToken.None);
        var after = answer.Error is null ? await TakeAsync(FaultNames.AfterFor(service.Name)) : null;
        await SayAsync(http, request, partner, after?.Fault == "unknow" ? service.Unknown(request) : answer, after);

        Task<SimFault?> TakeAsync(string[] names) => _faults.TakeAsync(service.Name, partner.Partner, names, CancellationToken.None);
    }

    private async Task SayAsync(HttpContext http, SimulatedRequest request, SimPartner partner, ServiceAnswer answer, SimFault? fault)
    {
        if (answer.Error is { } error)
        {
            await RefuseAsync(http, request, error, partner);
            return;
        }
        answer = Spelt(answer);
        var said = await _faulty.WriteAsync(http, request, answer, _partners.SignerFor(partner, request["sign_type"]!), fault);
        Log(http, request, said, null, answer.Fields.GetValueOrDefault("result_code"));
    }

    /// <summary>The settings that change answers of whatever service.</summary>
    private ServiceAnswer Spelt(ServiceAnswer answer) => answer with
    {
        Fields = answer.Fields.Where(field => !_options.ClassicFields || !s_current.Contains(field.Key))
            .ToDictionary(field => field.Key, field => field is { Key: "result_code" or "response_code", Value: "UNKNOW" } ? _options.Unknown : field.Value),
    };

    private async Task VerifyAsync(HttpContext http, SimulatedRequest request)
    {
        var partner = request["partner"] ?? "";
        if (await _faults.TakeAsync(GatewayServices.NotifyVerify, partner, FaultNames.Before, CancellationToken.None) is { } before && !await _faulty.BeginAsync(http, before))
        {
            Log(http, request, "(closed)", null, null);
            return;
        }
        var word = await _verify.AnswerAsync(request, CancellationToken.None);
        var fault = await _faults.TakeAsync(GatewayServices.NotifyVerify, partner, FaultNames.AfterFor(GatewayServices.NotifyVerify), CancellationToken.None);
        Log(http, request, await _faulty.WriteWordAsync(http, word, fault), null, null);
    }

    private async Task RefuseAsync(HttpContext http, SimulatedRequest? request, string error, SimPartner? partner)
    {
        var signer = _options.SignsRefusals && partner is not null ? _partners.SignerFor(partner, SignTypeOf(request, partner)) : null;
        var xml = AnswerXml.Refusal(error, signer, "UTF-8");
        Log(http, request, xml, error, null);
        await FaultyAnswer.WriteXmlAsync(http, xml, WireCharset.Utf8, "UTF-8");
    }

    private static string SignTypeOf(SimulatedRequest? request, SimPartner partner) =>
        request?["sign_type"] is Md5Signature.Name or RsaVerifier.Sha1Name or RsaVerifier.Sha256Name ? request["sign_type"]! : partner.SignType;

    private void Log(HttpContext http, SimulatedRequest? request, string answer, string? error, string? resultCode) => _log.Add(
        new LoggedRequest(_file.Now, request?["service"], http.Request.Method, request?.Parameters ?? new Dictionary<string, string>(), answer, error, resultCode));
}
