namespace Portal.Infrastructure.Alipay.Wire;

/// <summary>The gateway's own names, which leave this folder nowhere.</summary>
internal static class WireNames
{
    public const string Service = "service";
    public const string Partner = "partner";
    public const string InputCharset = "_input_charset";
    public const string Sign = "sign";
    public const string SignType = "sign_type";
    public const string Timestamp = "timestamp";
    public const string NotifyUrl = "notify_url";
    public const string BizType = "biz_type";
    public const string BizData = "biz_data";
    public const string PartnerTransId = "partner_trans_id";
    public const string AlipayTransId = "alipay_trans_id";

    public const string QrCode = "qrcode";
    public const string Status = "status";

    public const string CreateService = "alipay.commerce.qrcode.create";
    public const string ModifyService = "alipay.commerce.qrcode.modify";
    public const string ModifyStatusService = "alipay.commerce.qrcode.modifyStatus";
    public const string QueryService = "alipay.acquire.overseas.query";
    public const string ShopQrCode = "OVERSEASHOPQRCODE";

    /// <summary>The member of <c>passback_parameters</c> that names our code.</summary>
    public const string PassbackCode = "code";
}
