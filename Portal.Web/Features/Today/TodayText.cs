namespace Portal.Web.Features.Today;

/// <summary>Words of the day's page.</summary>
public sealed class TodayText;
