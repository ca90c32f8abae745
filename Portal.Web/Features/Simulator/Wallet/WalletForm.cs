using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Portal.Web.Features.Simulator.Wallet;

/// <summary>A form of the wallet. Read here, since the framework's reader answers 400 to a zero byte, and the customer is to be told beside the field.</summary>
internal sealed record WalletForm(string? Code, string? Trade, string? Amount, string? Password, string? Notify, string? Shown)
{
    private const int MaxBytes = 8 * 1024;

    public static async ValueTask<WalletForm?> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        var body = new byte[MaxBytes];
        var length = await http.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, http.RequestAborted);
        var fields = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body, 0, length));
        return new WalletForm(Of("code"), Of("trade"), Of("amount"), Of("password"), Of("notify"), Of("shown"));

        string? Of(string name) => fields.TryGetValue(name, out var values) ? values[0] : null;
    }
}
