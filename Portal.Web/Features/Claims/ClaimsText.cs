namespace Portal.Web.Features.Claims;

/// <summary>Words of the claim desk.</summary>
public sealed class ClaimsText;
