using System.Collections.Frozen;

namespace Portal.Infrastructure.Alipay;

/// <summary>What the gateway's refusal codes mean, as data.</summary>
/// <remarks>Source: PROTOCOL 3.10.</remarks>
internal static class GatewayCodes
{
    /// <summary>Level G: nothing tells whether the request was carried out.</summary>
    public static readonly FrozenSet<string> InDoubt = FrozenSet.Create(StringComparer.Ordinal, "SYSTEM_ERROR", "ERROR", "SESSION_TIMEOUT");

    /// <summary>Keys, contract, addresses or the clock: an operator must act, repeating is useless.</summary>
    public static readonly FrozenSet<string> Configuration = FrozenSet.Create(
        StringComparer.Ordinal,
        "ILLEGAL_SIGN", "ILLEGAL_DYN_MD5_KEY", "ILLEGAL_ENCRYPT", "ILLEGAL_PARTNER", "ILLEGAL_USER", "ILLEGAL_EXTERFACE", "ILLEGAL_PARTNER_EXTERFACE",
        "ILLEGAL_SECURITY_PROFILE", "ILLEGAL_AGENT", "ILLEGAL_SIGN_TYPE", "ILLEGAL_CLIENT_IP", "HAS_NO_PRIVILEGE", "HAS_NO_PUBLICKEY",
        "ILLEGAL_ACCESS_SWITCH_SYSTEM", "ILLEGAL_TARGET_SERVICE", "EXTERFACE_IS_CLOSED", "ILLEGAL_REQUEST_REFERER", "EXTERFACE_INVOKE_CONTEXT_EXPIRED");

    /// <summary>No such trade, in each of its spellings.</summary>
    public static readonly FrozenSet<string> NotFound = FrozenSet.Create(
        StringComparer.Ordinal, "TRADE_NOT_EXIST", "TRANS_NOT_FOUND", "PURCHASE_TRADE_NOT_EXIST");
}
