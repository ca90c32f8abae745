namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>The services of the gateway by name.</summary>
internal static class GatewayServices
{
    public const string Create = "alipay.commerce.qrcode.create";
    public const string Modify = "alipay.commerce.qrcode.modify";
    public const string ModifyStatus = "alipay.commerce.qrcode.modifyStatus";
    public const string Query = "alipay.acquire.overseas.query";
    public const string Cancel = "alipay.acquire.cancel";
    public const string Refund = "alipay.acquire.overseas.spot.refund";
    public const string RefundQuery = "alipay.acquire.refund.query";
    public const string NotifyVerify = "notify_verify";

    /// <summary>What a contract can name.</summary>
    public static readonly string[] OfTheProduct = [Create, Modify, ModifyStatus, Query, Cancel, Refund, RefundQuery];

    /// <summary>Known to the gateway, in nobody's contract: the barcode product's undo of former times, which cancel replaced (PROTOCOL 3.7).</summary>
    public static readonly string[] WithoutContract = ["alipay.acquire.overseas.spot.reverse", "alipay.acquire.overseas.spot.cancel"];
}

/// <summary>One service: its checks from step 10 on, and its business.</summary>
internal interface IGatewayService
{
    string Name { get; }

    /// <summary>Faults that are answered in place of the work, which is not done then. Those that make no sense here wait for ever.</summary>
    IReadOnlyList<string> Instead { get; }

    /// <summary>Steps 10 to 12: time, presence, format.</summary>
    /// <returns>Null where the business may begin.</returns>
    ServiceAnswer? Check(SimulatedRequest request);

    Task<ServiceAnswer> AnswerAsync(SimulatedRequest request, SimPartner partner, CancellationToken ct);

    /// <summary>What one of <see cref="Instead"/> makes the gateway say.</summary>
    Task<ServiceAnswer> PretendAsync(string fault, SimulatedRequest request, SimPartner partner, CancellationToken ct);

    /// <summary>The answer of a gateway that did the work and does not know of it.</summary>
    ServiceAnswer Unknown(SimulatedRequest request);
}

/// <summary>A refusal with <c>F</c>, or the one child under <c>response</c> with its fields.</summary>
internal sealed record ServiceAnswer(string? Error, string Node, IReadOnlyDictionary<string, string> Fields)
{
    public static ServiceAnswer Refuse(string error) => new(error, "", new Dictionary<string, string>());

    public static ServiceAnswer Of(string node, params (string Name, string? Value)[] fields) =>
        new(null, node, fields.Where(field => !string.IsNullOrEmpty(field.Value)).ToDictionary(field => field.Name, field => field.Value!));
}
