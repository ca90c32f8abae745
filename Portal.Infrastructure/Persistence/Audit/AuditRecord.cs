using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Infrastructure.Persistence.Audit;

/// <summary>One act, a link of its chain. Written once; the database itself refuses to change or delete it.</summary>
public sealed class AuditRecord : ITenantOwned
{
    /// <summary>The chain: the tenant, or <see cref="AuditChain.Platform"/>.</summary>
    public TenantId TenantId { get; init; }

    public long Sequence { get; init; }

    public DateTimeOffset At { get; init; }

    public ActorKind ActorKind { get; init; }

    public UserId? UserId { get; init; }

    public UserId? OnBehalfOf { get; init; }

    public string? Address { get; init; }

    public string Act { get; init; } = "";

    public string SubjectKind { get; init; } = "";

    public string SubjectId { get; init; } = "";

    public CounterId? CounterId { get; init; }

    /// <summary>A JSON object of strings, at most 4,000 characters.</summary>
    public string Before { get; init; } = "{}";

    /// <inheritdoc cref="Before"/>
    public string After { get; init; } = "{}";

    public string? Reason { get; init; }

    public byte[] PreviousHash { get; init; } = [];

    public byte[] Hash { get; private set; } = [];

    /// <summary>Closes the record; nothing of it may be set afterwards.</summary>
    internal AuditRecord Sealed()
    {
        Hash = AuditChain.HashOf(this);
        return this;
    }
}

/// <summary>The end of a chain: how many acts it holds, and the hash of the last. Its row is the lock under which acts are numbered.</summary>
public sealed class AuditHead : ITenantOwned
{
    public TenantId TenantId { get; init; }

    /// <summary>0 before the first act.</summary>
    public long Sequence { get; init; }

    public byte[] Hash { get; init; } = AuditChain.Start;

    /// <summary>The empty chain of a new tenant; saved together with it.</summary>
    public static AuditHead Of(TenantId tenant) => new() { TenantId = tenant };
}
