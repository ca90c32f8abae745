using Microsoft.EntityFrameworkCore;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary><c>alipay.commerce.qrcode.modifyStatus</c>: stop, restart, delete. The state that is there already succeeds; nothing follows a delete.</summary>
/// <remarks>Source: PROTOCOL 3.3, 4.5. A trade that was begun before a stop may still finish.</remarks>
internal sealed class ModifyStatusService(SimulatorFile file) : IGatewayService
{
    public string Name => GatewayServices.ModifyStatus;

    public IReadOnlyList<string> Instead { get; } = ["retry-y", "not-exist"];

    public ServiceAnswer? Check(SimulatedRequest request) =>
        CodeRequest.Check(request, file.Now, "biz_type", "qrcode", "status") ?? (Next(request["status"]) is null ? ServiceAnswer.Refuse(CodeRequest.Bad) : null);

    public async Task<ServiceAnswer> AnswerAsync(SimulatedRequest request, SimPartner partner, CancellationToken ct)
    {
        var (text, owner, next) = (request["qrcode"], partner.Partner, Next(request["status"])!);
        await using var context = file.Open();
        var moved = await context.Codes.Where(code => code.Text == text && code.Partner == owner && (code.Status != SimCode.Deleted || next == SimCode.Deleted))
            .ExecuteUpdateAsync(set => set.SetProperty(code => code.Status, next), ct);
        return moved == 1 ? ServiceAnswer.Of(CodeRequest.Node, ("qrcode", text)) : ServiceAnswer.Refuse(CodeRequest.Bad);
    }

    public Task<ServiceAnswer> PretendAsync(string fault, SimulatedRequest request, SimPartner partner, CancellationToken ct) =>
        Task.FromResult(ServiceAnswer.Refuse(fault == "not-exist" ? CodeRequest.Bad : "SYSTEM_ERROR"));

    public ServiceAnswer Unknown(SimulatedRequest request) => ServiceAnswer.Refuse("SYSTEM_ERROR");

    private static string? Next(string? asked) => asked switch
    {
        "STOP" => SimCode.Stopped,
        "RESTART" => SimCode.Active,
        "DELETE" => SimCode.Deleted,
        _ => null,
    };
}
