using Portal.Domain.Primitives;

namespace Portal.Domain.Tenants;

/// <summary>A row that belongs to one tenant. One convention adds the filter, one guard refuses foreign writes.</summary>
public interface ITenantOwned
{
    TenantId TenantId { get; }
}
