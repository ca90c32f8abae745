namespace Portal.Web.Features.Attention;

/// <summary>Words of open questions and alarms.</summary>
public sealed class AttentionText;
