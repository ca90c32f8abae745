using Portal.Domain.People;
using Portal.Domain.Primitives;

namespace Portal.Domain.Work;

/// <summary>A person, the product itself, or the command line.</summary>
public enum ActorKind
{
    Person,
    Job,
    Operator,
}

/// <summary>Who acts, in which tenant. Every flow takes one first.</summary>
/// <param name="User">The person; null for jobs and for the operator's commands.</param>
/// <param name="Session">The sign-in that the person acts by; a person without one may do nothing.</param>
public sealed record Actor(ActorKind Kind, TenantId Tenant, UserId? User, SessionId? Session = null)
{
    /// <summary>Where a person acts from, an IP address; null for jobs and the operator's commands.</summary>
    public string? Address { get; init; }

    public static Actor Person(TenantId tenant, UserId user, SessionId? session) => new(ActorKind.Person, tenant, user, session);

    /// <summary>The product's own work: asks the gateway, books what was answered, raises alarms; no more.</summary>
    public static Actor Job(TenantId tenant) => new(ActorKind.Job, tenant, null);

    /// <summary>The command line, which needs the data folder itself.</summary>
    public static Actor Operator(TenantId tenant) => new(ActorKind.Operator, tenant, null);
}

/// <summary>Platform staff at work on the installation itself, in no tenant.</summary>
/// <param name="User">Null: the command line.</param>
/// <param name="Session">As <see cref="Actor.Session"/>.</param>
public sealed record PlatformActor(UserId? User, SessionId? Session)
{
    /// <summary>The command line, which needs the data folder itself.</summary>
    public static PlatformActor Operator { get; } = new(null, null);
}
