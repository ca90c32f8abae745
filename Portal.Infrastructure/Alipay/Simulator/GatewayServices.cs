namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>The services of the gateway by name, and what became of a call.</summary>
internal static class GatewayServices
{
    public const string Create = "alipay.commerce.qrcode.create";
    public const string Query = "alipay.acquire.overseas.query";
    public const string NotifyVerify = "notify_verify";

    /// <summary>Services of the product that this simulator has no contract for yet.</summary>
    public static readonly string[] WithoutContract =
    [
        "alipay.commerce.qrcode.modify", "alipay.commerce.qrcode.modifyStatus", "alipay.acquire.cancel", "alipay.acquire.overseas.spot.refund",
        "alipay.acquire.refund.query", "alipay.acquire.overseas.spot.reverse", "alipay.acquire.overseas.spot.cancel",
    ];
}

/// <summary>One service: its checks from step 10 on, and its business.</summary>
internal interface IGatewayService
{
    string Name { get; }

    Task<ServiceAnswer> AnswerAsync(SimulatedRequest request, string partner, CancellationToken ct);
}

/// <summary>A refusal with <c>F</c>, or the one child under <c>response</c> with its fields.</summary>
internal sealed record ServiceAnswer(string? Error, string Node, IReadOnlyDictionary<string, string> Fields)
{
    public static ServiceAnswer Refuse(string error) => new(error, "", new Dictionary<string, string>());

    public static ServiceAnswer Of(string node, params (string Name, string? Value)[] fields) =>
        new(null, node, fields.Where(field => !string.IsNullOrEmpty(field.Value)).ToDictionary(field => field.Name, field => field.Value!));
}
