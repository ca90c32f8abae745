namespace Portal.Web.Features.Account;

/// <summary>Where a person is led back to: only within the portal.</summary>
public static class ReturnPath
{
    private const string Home = "/";
    private const int MaxLength = 512;

    /// <summary>A local path, or home: an address of elsewhere in a return address is somebody's trick.</summary>
    public static string Of(string? returnUrl) => returnUrl is ['/', ..] && returnUrl.Length < MaxLength && IsLocal(returnUrl) && IsLocal(Uri.UnescapeDataString(returnUrl)) ? returnUrl : Home;

    private static bool IsLocal(string path) => !path.StartsWith("//", StringComparison.Ordinal) && path.All(c => c is > ' ' and not '\\' and not '\x7f');
}
