using System.Net;

namespace Portal.Web.Features.Account;

/// <summary>Where browsers offer passkeys: below a name, by https or on the machine itself.</summary>
/// <remarks>Source: W3C WebAuthn, relying party identifiers are domain names; an address of numbers is none.</remarks>
public static class PasskeyPlace
{
    public static bool IsPossibleAt(Uri address) => !IPAddress.TryParse(address.Host.Trim('[', ']'), out _) && (address.Scheme == Uri.UriSchemeHttps || address.Host == "localhost");

    /// <summary>The same portal under a name that browsers take; null: there is none that we know.</summary>
    public static string? ByName(Uri address) => address.IsLoopback && address.Host != "localhost" ? new UriBuilder(address) { Host = "localhost" }.Uri.GetLeftPart(UriPartial.Authority) : null;
}
