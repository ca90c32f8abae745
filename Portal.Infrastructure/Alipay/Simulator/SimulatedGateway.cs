using Microsoft.AspNetCore.Http;
using Portal.Infrastructure.Alipay.Signing;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>The gateway: one address, the checks in their order, then the service, then the faults.</summary>
/// <remarks>Source: PROTOCOL 8.1, 8.2. An unsigned caller learns nothing of contracts or data.</remarks>
public sealed class SimulatedGateway
{
    private readonly Dictionary<string, IGatewayService> _services;
    private readonly PartnerDesk _partners;
    private readonly FaultBook _faults;
    private readonly NotifyVerify _verify;
    private readonly RequestLog _log;
    private readonly FaultyAnswer _faulty;
    private readonly SimulatorFile _file;

    internal SimulatedGateway(
        IEnumerable<IGatewayService> services, PartnerDesk partners, FaultBook faults, NotifyVerify verify, RequestLog log, FaultyAnswer faulty, SimulatorFile file)
    {
        _services = services.ToDictionary(service => service.Name, StringComparer.Ordinal);
        (_partners, _faults, _verify, _log, _faulty, _file) = (partners, faults, verify, log, faulty, file);
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
            await RefuseAsync(http, null, error!);
        }
        else if (request["service"] == GatewayServices.NotifyVerify)
        {
            await VerifyAsync(http, request);
        }
        else if (await CheckAsync(request) is { Error: { } refused })
        {
            await RefuseAsync(http, request, refused);
        }
        else
        {
            await ServeAsync(http, request, (await _partners.FindAsync(request["partner"], CancellationToken.None))!);
        }
    }

    /// <summary>Steps 3 to 9.</summary>
    private async Task<ServiceAnswer?> CheckAsync(SimulatedRequest request)
    {
        var service = request["service"];
        if (service is null || (!_services.ContainsKey(service) && !GatewayServices.WithoutContract.Contains(service)))
        {
            return ServiceAnswer.Refuse("ILLEGAL_SERVICE");
        }
        if (await _partners.FindAsync(request["partner"], CancellationToken.None) is not { } partner)
        {
            return ServiceAnswer.Refuse("ILLEGAL_PARTNER");
        }
        switch (request["sign_type"])
        {
            case Md5Signature.Name when partner.Md5Key is null:
                return ServiceAnswer.Refuse("ILLEGAL_SECURITY_PROFILE");
            case RsaVerifier.Sha1Name or RsaVerifier.Sha256Name when partner.PublicKey is null:
                return ServiceAnswer.Refuse("HAS_NO_PUBLICKEY");
            case Md5Signature.Name or RsaVerifier.Sha1Name or RsaVerifier.Sha256Name:
                break;
            default:
                return ServiceAnswer.Refuse("ILLEGAL_SIGN_TYPE");
        }
        if (request["sign"] is not { } sign || !_partners.Verifies(partner, request["sign_type"]!, request.Charset.GetBytes(StringToSign.Of(request.Parameters)), sign))
        {
            return ServiceAnswer.Refuse("ILLEGAL_SIGN");
        }
        return _services.ContainsKey(service) ? null : ServiceAnswer.Refuse("ILLEGAL_PARTNER_EXTERFACE");
    }

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
            await RefuseAsync(http, request, error);
            return;
        }
        var said = await _faulty.WriteAsync(http, request, answer, _partners.SignerFor(partner, request["sign_type"]!), fault);
        Log(http, request, said, null, answer.Fields.GetValueOrDefault("result_code"));
    }

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

    private async Task RefuseAsync(HttpContext http, SimulatedRequest? request, string error)
    {
        var xml = AnswerXml.Refusal(error, "UTF-8");
        Log(http, request, xml, error, null);
        await FaultyAnswer.WriteXmlAsync(http, xml, WireCharset.Utf8, "UTF-8");
    }

    private void Log(HttpContext http, SimulatedRequest? request, string answer, string? error, string? resultCode) => _log.Add(
        new LoggedRequest(_file.Now, request?["service"], http.Request.Method, request?.Parameters ?? new Dictionary<string, string>(), answer, error, resultCode));
}
