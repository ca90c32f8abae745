namespace Portal.Web.Features.Audit;

/// <summary>Words of the audit's page.</summary>
public sealed class AuditText;
