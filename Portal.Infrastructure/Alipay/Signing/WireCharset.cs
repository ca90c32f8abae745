using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Portal.Infrastructure.Alipay.Signing;

/// <summary>The charsets of the gateway: UTF-8, GBK and GB2312, in any letter case. They throw on what they cannot read or write.</summary>
public static class WireCharset
{
    public static Encoding Utf8 { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static Encoding Gbk { get; } =
        CodePagesEncodingProvider.Instance.GetEncoding("GBK", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
        ?? throw new InvalidOperationException("The runtime has no code pages.");

    public static bool TryGet(string? name, [NotNullWhen(true)] out Encoding? charset)
    {
        charset = name?.Trim().ToUpperInvariant() switch
        {
            "UTF-8" or "UTF8" => Utf8,
            "GBK" or "GB2312" => Gbk,
            _ => null,
        };
        return charset is not null;
    }
}
