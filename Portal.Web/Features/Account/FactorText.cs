namespace Portal.Web.Features.Account;

/// <summary>Words of second factors, passkeys and step-up.</summary>
public sealed class FactorText;
