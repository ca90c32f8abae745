namespace Portal.Web.Features.Platform;

/// <summary>Words of the platform's own pages.</summary>
public sealed class PlatformText;
