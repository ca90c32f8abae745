namespace Portal.Web.Features.Till;

/// <summary>Words of the till.</summary>
public sealed class TillText;
