using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Portal.Web.Features.Simulator;

/// <summary>A small form. Read here, since the framework's reader answers 400 to a zero byte, and people are to be told beside the field.</summary>
internal static class FormFields
{
    private const int MaxBytes = 8 * 1024;

    /// <returns>The first value of each name; null for a name that is absent.</returns>
    public static async Task<Func<string, string?>> ReadAsync(HttpContext http)
    {
        var body = new byte[MaxBytes];
        var length = await http.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, http.RequestAborted);
        var fields = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body, 0, length));
        return name => fields.TryGetValue(name, out var values) ? values[0] : null;
    }
}
