namespace Portal.Web.Features.Jobs;

/// <summary>Words of the jobs' page.</summary>
public sealed class JobsText;
