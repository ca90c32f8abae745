using System.Collections.Frozen;
using Portal.Domain.Gateway;

namespace Portal.Infrastructure.Alipay;

/// <summary>Who says a code: the gateway's own checks, before the service saw the request, or the service.</summary>
internal enum CodeLevel
{
    Gateway,
    Business,
}

/// <summary>What a code says of the request that it answers.</summary>
internal enum CodeVerdict
{
    /// <summary>Nothing was carried out.</summary>
    Refused,

    /// <summary>Nothing tells whether it was carried out.</summary>
    NotKnown,

    /// <summary>There is no such trade: an answer to a query, a refusal of everything else.</summary>
    NotFound,
}

/// <summary>One code of the gateway.</summary>
internal sealed record GatewayCode(string Code, CodeLevel Level, CodeVerdict Verdict, GatewayAdvice Advice);

/// <summary>The gateway's codes as one table; the merchant's words for them stand in the web project's resources under the same names.</summary>
/// <remarks>Source: PROTOCOL 3.10.</remarks>
internal static class GatewayCodes
{
    /// <summary>The call is older than the gateway takes: one of the two clocks is wrong.</summary>
    public const string Expired = "EXTERFACE_INVOKE_CONTEXT_EXPIRED";

    /// <summary>A text cannot be written in the charset.</summary>
    public const string NotInCharset = "INVALID_CHARACTER_SET";

    public static readonly FrozenDictionary<string, GatewayCode> All = Table().ToFrozenDictionary(code => code.Code, StringComparer.Ordinal);

    private static IEnumerable<GatewayCode> Table() =>
    [
        .. Gateway(CodeVerdict.NotKnown, GatewayAdvice.Query, "SYSTEM_ERROR ERROR"),
        .. Gateway(CodeVerdict.NotKnown, GatewayAdvice.Repeat, "SESSION_TIMEOUT"),
        .. Gateway(
            CodeVerdict.Refused, GatewayAdvice.Configuration,
            "ILLEGAL_SIGN ILLEGAL_SIGN_TYPE ILLEGAL_DYN_MD5_KEY ILLEGAL_ENCRYPT ILLEGAL_PARTNER ILLEGAL_USER ILLEGAL_EXTERFACE ILLEGAL_PARTNER_EXTERFACE "
            + "ILLEGAL_SECURITY_PROFILE ILLEGAL_AGENT ILLEGAL_CLIENT_IP HAS_NO_PRIVILEGE HAS_NO_PUBLICKEY ILLEGAL_ACCESS_SWITCH_SYSTEM "
            + "ILLEGAL_TARGET_SERVICE EXTERFACE_IS_CLOSED ILLEGAL_REQUEST_REFERER EXTERFACE_INVOKE_CONTEXT_EXPIRED"),
        .. Gateway(
            CodeVerdict.Refused, GatewayAdvice.FixInput,
            "ILLEGAL_ARGUMENT ILLEGAL_SERVICE ILLEGAL_CHARSET INVALID_CHARACTER_SET ILLEGAL_NUMBER_FORMAT ILLEGAL_MONEY_FORMAT ILLEGAL_DATA_FORMAT "
            + "ILLEGAL_LENGTH REGEXP_MATCH_FAIL PARAMTER_IS_NULL"),
        .. Business(CodeVerdict.NotFound, GatewayAdvice.Query, "TRADE_NOT_EXIST TRANS_NOT_FOUND PURCHASE_TRADE_NOT_EXIST"),
        .. Business(CodeVerdict.NotKnown, GatewayAdvice.Query, "DISCORDANT_REPEAT_REQUEST REPEATED_REFUNDMENT_REQUEST"),
        .. Business(CodeVerdict.NotKnown, GatewayAdvice.Repeat, "REFUND_CHARGE_ERROR"),
        .. Business(
            CodeVerdict.Refused, GatewayAdvice.Query,
            "TRADE_HAS_SUCCESS TRADE_STATUS_ERROR REASON_TRADE_STATUS_INVALID REASON_ILLEGAL_STATUS REASON_TRADE_REFUND_FEE_ERR"),
        .. Business(CodeVerdict.Refused, GatewayAdvice.Refund, "TRADE_CANCEL_TIME_OUT CANCEL_NOT_ALLOWED"),
        .. Business(CodeVerdict.Refused, GatewayAdvice.TopUp, "SELLER_BALANCE_NOT_ENOUGH MERCHANT_BALANCE_NOT_ENOUGH"),
        .. Business(CodeVerdict.Refused, GatewayAdvice.AskProvider, "REASON_TRADE_BEEN_FREEZEN"),
        .. Business(CodeVerdict.Refused, GatewayAdvice.Configuration, "ACCESS_FORBIDDEN"),
        .. Business(
            CodeVerdict.Refused, GatewayAdvice.FixInput,
            "INVALID_PARAMETER RETURN_AMOUNT_EXCEED REFUND_AMT_RESTRICTION REQUEST_AMOUNT_EXCEED REFUND_AMT_NOT_EQUAL_TOTAL CURRENCY_NOT_SAME EXIST_FORBIDDEN_WORD"),
        .. Business(
            CodeVerdict.Refused, GatewayAdvice.GiveUp,
            "TRADE_HAS_CLOSE TRADE_HAS_CLOSED TRADE_HAS_FINISHED REFUNDMENT_VALID_DATE_EXCEED TRADE_NOT_ALLOW_REFUND SELLER_NOT_EXIST BUYER_NOT_EXIST "
            + "BUYER_ENABLE_STATUS_FORBID BUYER_ERROR BUYER_SELLER_EQUAL TRADE_BUYER_NOT_MATCH BEYOND_PAY_RESTRICTION BUYER_BALANCE_NOT_ENOUGH"),
    ];

    private static IEnumerable<GatewayCode> Gateway(CodeVerdict verdict, GatewayAdvice advice, string codes) => Rows(CodeLevel.Gateway, verdict, advice, codes);

    private static IEnumerable<GatewayCode> Business(CodeVerdict verdict, GatewayAdvice advice, string codes) => Rows(CodeLevel.Business, verdict, advice, codes);

    private static IEnumerable<GatewayCode> Rows(CodeLevel level, CodeVerdict verdict, GatewayAdvice advice, string codes) =>
        codes.Split(' ').Select(code => new GatewayCode(code, level, verdict, advice));
}
