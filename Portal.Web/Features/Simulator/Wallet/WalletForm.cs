using System.Reflection;

namespace Portal.Web.Features.Simulator.Wallet;

/// <summary>A form of the wallet.</summary>
internal sealed record WalletForm(string? Code, string? Trade, string? Amount, string? Password, string? Notify, string? Shown, string? Key)
{
    public static async ValueTask<WalletForm?> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        var of = await FormFields.ReadAsync(http);
        return new WalletForm(of("code"), of("trade"), of("amount"), of("password"), of("notify"), of("shown"), of("key"));
    }
}
