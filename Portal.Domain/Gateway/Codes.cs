using Portal.Domain.Primitives;

namespace Portal.Domain.Gateway;

/// <summary>What a static code is asked for with.</summary>
/// <param name="StoreName">Shown in the wallet and in the files.</param>
/// <param name="NotifyUrl">At most 200 characters, no query string.</param>
public sealed record CodeRequest(
    string MerchantNumber, string MerchantName, string Mcc, string Country, string Address, Currency Currency,
    string StoreId, string StoreName, string NotifyUrl, string Passback);

/// <summary>The code as the provider made it.</summary>
/// <param name="Text">To be drawn unchanged.</param>
public sealed record CreatedCode(string Text);

/// <summary>New data for a code that exists.</summary>
/// <param name="Text">The code's own text, as it was created.</param>
/// <param name="Content">All of it: what is left out might be cleared. The merchant's number must be the one of the creation.</param>
public sealed record CodeModification(string Text, CodeRequest Content);

/// <summary>What is to become of a code.</summary>
public enum CodeStep
{
    /// <summary>A scan says that the code is invalid, until it is restarted.</summary>
    Stop,

    Restart,

    /// <summary>Invalid for ever.</summary>
    Delete,
}

/// <summary>A step in the life of a code.</summary>
/// <param name="Text">The code's own text, as it was created.</param>
public sealed record CodeStatusChange(string Text, CodeStep Step);

/// <summary>The provider changed the code, by a signed answer that names it.</summary>
/// <param name="Text">The same text as before: prints stay valid.</param>
public sealed record ChangedCode(string Text);
