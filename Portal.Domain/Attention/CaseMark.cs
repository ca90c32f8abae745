using Portal.Domain.Primitives;
using Portal.Domain.Tenants;

namespace Portal.Domain.Attention;

/// <summary>Who looks after an open question, and whether the owner was asked to decide it. The question itself stands elsewhere.</summary>
public sealed class CaseMark : ITenantOwned
{
    private CaseMark()
    {
    }

    public TenantId TenantId { get; private set; }

    public CaseKind Kind { get; private set; }

    public Guid SubjectId { get; private set; }

    /// <summary>The person who looks after it; null: nobody in particular.</summary>
    public UserId? OwnerId { get; private set; }

    public DateTimeOffset? TakenAt { get; private set; }

    /// <summary>Who asked the owner to decide; null: nobody did.</summary>
    public UserId? AskedBy { get; private set; }

    public DateTimeOffset? AskedAt { get; private set; }

    public int Version { get; private set; }

    internal static CaseMark Of(TenantId tenant, CaseId id) => new() { TenantId = tenant, Kind = id.Kind, SubjectId = id.Value };

    internal void Take(UserId? owner, DateTimeOffset at)
    {
        (OwnerId, TakenAt) = (owner, owner is null ? null : at);
        Version++;
    }

    internal void Ask(UserId? by, DateTimeOffset at)
    {
        (AskedBy, AskedAt) = (by, at);
        Version++;
    }

    /// <summary>It was decided: whoever asked has the answer.</summary>
    internal void Answer()
    {
        (AskedBy, AskedAt) = (null, null);
        Version++;
    }
}
