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

    public const string OutTradeNo = "out_trade_no";
    public const string TradeNo = "trade_no";
    public const string PartnerRefundId = "partner_refund_id";
    public const string RefundAmount = "refund_amount";
    public const string Currency = "currency";
    public const string NotifyId = "notify_id";
    public const string ResultCode = "result_code";
    public const string Error = "error";
    public const string DetailErrorCode = "detail_error_code";

    public const string CreateService = "alipay.commerce.qrcode.create";
    public const string ModifyService = "alipay.commerce.qrcode.modify";
    public const string ModifyStatusService = "alipay.commerce.qrcode.modifyStatus";
    public const string QueryService = "alipay.acquire.overseas.query";
    public const string CancelService = "alipay.acquire.cancel";
    public const string RefundService = "alipay.acquire.overseas.spot.refund";
    public const string RefundQueryService = "alipay.acquire.refund.query";
    public const string NotifyVerifyService = "notify_verify";
    public const string ShopQrCode = "OVERSEASHOPQRCODE";

    /// <summary>The member of <c>passback_parameters</c> that names our code.</summary>
    public const string PassbackCode = "code";

    /// <summary>Whether a call that was carried out unseen may have moved money.</summary>
    public static bool MovesMoney(string service) => service is CancelService or RefundService;
}
