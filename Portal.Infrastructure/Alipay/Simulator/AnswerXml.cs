using System.Security;
using System.Text;
using Portal.Infrastructure.Alipay.Signing;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>Writes the gateway's envelope: echo, one child under response, fields in alphabetical order, no empty element.</summary>
/// <remarks>Source: PROTOCOL 1.4, 8.2.</remarks>
internal static class AnswerXml
{
    /// <param name="signer">Null for the usual refusal, which is not signed.</param>
    public static string Refusal(string error, ISigner? signer, string encoding)
    {
        var sign = signer is null ? "" : $"<sign>{signer.Sign(Encoding.ASCII.GetBytes($"error={error}"))}</sign><sign_type>{signer.SignType}</sign_type>";
        return $"<?xml version=\"1.0\" encoding=\"{encoding}\"?><alipay><is_success>F</is_success><error>{error}</error>{sign}</alipay>";
    }

    /// <param name="sign">Null leaves the signature out; a fault wants that.</param>
    public static string Success(SimulatedRequest request, ServiceAnswer answer, string? sign, string signType, string encoding)
    {
        var xml = new StringBuilder($"<?xml version=\"1.0\" encoding=\"{encoding}\"?><alipay><is_success>T</is_success><request>");
        foreach (var (name, value) in request.Parameters)
        {
            xml.Append("<param name=\"").Append(Escape(name)).Append("\">").Append(Escape(value)).Append("</param>");
        }
        xml.Append("</request><response><").Append(answer.Node).Append('>');
        foreach (var (name, value) in answer.Fields.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            xml.Append('<').Append(name).Append('>').Append(Escape(value)).Append("</").Append(name).Append('>');
        }
        xml.Append("</").Append(answer.Node).Append("></response>");
        if (sign is not null)
        {
            xml.Append("<sign>").Append(sign).Append("</sign><sign_type>").Append(signType).Append("</sign_type>");
        }
        return xml.Append("</alipay>").ToString();
    }

    public static byte[] ToSign(ServiceAnswer answer, Encoding charset) => charset.GetBytes(StringToSign.Of(answer.Fields));

    private static string Escape(string text) => SecurityElement.Escape(new string([.. text.Where(c => c is '\t' or '\n' or '\r' or >= ' ')]));
}
