using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary><c>alipay.commerce.qrcode.create</c>: one code a store, with and without a channel fee; a repeated create returns what exists, unchanged.</summary>
/// <remarks>Source: PROTOCOL 3.1, 4.3.</remarks>
internal sealed class CreateService(SimulatorFile file) : IGatewayService
{
    private const int CodeLength = 21;

    public string Name => GatewayServices.Create;

    public IReadOnlyList<string> Instead { get; } = ["retry-y"];

    public ServiceAnswer? Check(SimulatedRequest request) => CodeRequest.Check(request, file.Now, "biz_type", "biz_data");

    public async Task<ServiceAnswer> AnswerAsync(SimulatedRequest request, SimPartner partner, CancellationToken ct)
    {
        if (CodeFields.Read(request["biz_data"]!) is not { } fields)
        {
            return ServiceAnswer.Refuse(CodeRequest.Bad);
        }
        var code = await FindOrAddAsync(Make(fields, partner.Partner, request["notify_url"]), ct);
        var id = code.Text[(code.Text.LastIndexOf('/') + 1)..];
        return ServiceAnswer.Of(CodeRequest.Node, ("qrcode", code.Text), ("qrcode_img_url", $"https://mobilecodec.alipay.com/show.htm?code={id}&d&picSize=L"));
    }

    public Task<ServiceAnswer> PretendAsync(string fault, SimulatedRequest request, SimPartner partner, CancellationToken ct) => Task.FromResult(ServiceAnswer.Refuse("SYSTEM_ERROR"));

    public ServiceAnswer Unknown(SimulatedRequest request) => ServiceAnswer.Refuse("SYSTEM_ERROR");

    private static SimCode Make(CodeFields fields, string partner, string? notifyUrl)
    {
        var code = new SimCode
        {
            Text = "https://qr.alipay.com/bax" + RandomNumberGenerator.GetString("0123456789abcdefghijklmnopqrstuvwxyz", CodeLength), Partner = partner, NotifyUrl = notifyUrl,
            MerchantId = fields.MerchantId, MerchantName = fields.MerchantName, StoreId = fields.StoreId, StoreName = fields.StoreName,
            PricingCurrency = fields.PricingCurrency, Currency = fields.Currency,
        };
        fields.WriteTo(code);
        return code;
    }

    private async Task<SimCode> FindOrAddAsync(SimCode wanted, CancellationToken ct)
    {
        await using var context = file.Open();
        var same = context.Codes.Where(code => code.Partner == wanted.Partner && code.MerchantId == wanted.MerchantId && code.StoreId == wanted.StoreId
            && code.HasFee == wanted.HasFee && code.Status != SimCode.Deleted);
        if (await same.AsNoTracking().FirstOrDefaultAsync(ct) is { } existing)
        {
            return existing;
        }
        context.Codes.Add(wanted);
        try
        {
            await context.SaveChangesAsync(ct);
            return wanted;
        }
        catch (DbUpdateException)
        {
            return await same.AsNoTracking().FirstAsync(ct);           // two creates at once: the index let one through
        }
    }
}
