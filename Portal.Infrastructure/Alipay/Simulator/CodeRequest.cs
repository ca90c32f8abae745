namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>What create, modify and modifyStatus check alike before their business: steps 10 to 12.</summary>
/// <remarks>Source: PROTOCOL 1.3, 3.1 to 3.3, 8.1.</remarks>
internal static class CodeRequest
{
    public const string Bad = "ILLEGAL_ARGUMENT";
    public const string Node = "qrcodeinfo";
    private const string BizType = "OVERSEASHOPQRCODE";
    private const int MaxBizData = 2000;
    private const int MaxNotifyUrl = 200;

    public static ServiceAnswer? Check(SimulatedRequest request, DateTimeOffset now, params string[] required)
    {
        if (WireTimestamp.Check(request["timestamp"], now) is { } refused)
        {
            return ServiceAnswer.Refuse(refused);
        }
        return required.Any(name => request[name] is null) || request["biz_type"] != BizType || request["biz_data"]?.Length > MaxBizData
            || (request["notify_url"] is { } url && !IsAddress(url)) ? ServiceAnswer.Refuse(Bad) : null;
    }

    public static ServiceAnswer Answer(SimCode code) => ServiceAnswer.Of(Node, ("qrcode", code.Text));

    public static bool IsAddress(string url) =>
        url.Length <= MaxNotifyUrl && Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);
}
