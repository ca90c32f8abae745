namespace Portal.Infrastructure.Persistence.Audit;

/// <summary>Acts on a tenant as a whole: they stand in the tenant's own chain, and platform admins see them too.</summary>
public static class PlatformActs
{
    public const string CreateTenant = "create_tenant";
    public const string SuspendTenant = "suspend_tenant";
    public const string ResumeTenant = "resume_tenant";
    public const string CloseTenant = "close_tenant";

    public static IReadOnlyList<string> All { get; } = [CreateTenant, SuspendTenant, ResumeTenant, CloseTenant];
}
