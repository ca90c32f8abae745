namespace Portal.Web.Features.Account;

/// <summary>Words of sign-in.</summary>
public sealed class AccountText;
