namespace Portal.Web.Features.Counters;

/// <summary>Words of counters, their codes and posters.</summary>
public sealed class CountersText;
