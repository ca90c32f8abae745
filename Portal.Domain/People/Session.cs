using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.People;

/// <summary>Names a sign-in; never the secret that the browser keeps.</summary>
public readonly record struct SessionId(Guid Value)
{
    public static SessionId New() => new(Guid.NewGuid());

    public static bool TryParse(string? text, out SessionId id)
    {
        var parsed = Guid.TryParse(text, out var value);
        id = new SessionId(value);
        return parsed;
    }

    public override string ToString() => Value.ToString("N");
}

/// <summary>How a person signed in.</summary>
public enum SignInMethod
{
    Password,
    PasswordAndCode,
    Passkey,
}

/// <summary>One sign-in of a person, kept on the server: ended here, it is over everywhere at once.</summary>
/// <remarks>Source: RELIABILITY rule 17.</remarks>
public sealed class Session
{
    /// <summary>After that a person signs in anew, whatever they do.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary>So long without an action, and moving money wants the person proven again.</summary>
    public static readonly TimeSpan IdleForMoney = TimeSpan.FromMinutes(15);

    /// <summary>So long a proof is fresh.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(5);

    private Session()
    {
    }

    public SessionId Id { get; private set; }

    public UserId UserId { get; private set; }

    /// <summary>SHA-256 of the key in the cookie.</summary>
    public byte[] KeyHash { get; private set; } = [];

    /// <summary>The ticket as sign-in made it, encrypted.</summary>
    public byte[] Ticket { get; private set; } = [];

    public SignInMethod Method { get; private set; }

    /// <summary>Where it was made from.</summary>
    public string? Address { get; private set; }

    /// <summary>What the browser calls itself.</summary>
    public string? Browser { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>The last action of the person, to the minute.</summary>
    public DateTimeOffset ActedAt { get; private set; }

    /// <summary>Until then the person counts as proven just now.</summary>
    public DateTimeOffset? ProvenUntil { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public bool HasSecondFactor => Method != SignInMethod.Password;

    public static Session Open(UserId user, byte[] keyHash, byte[] ticket, SignInMethod method, string? address, string? browser, DateTimeOffset at, TimeSpan lasts) => new()
    {
        Id = SessionId.New(),
        UserId = user,
        KeyHash = keyHash,
        Ticket = ticket,
        Method = method,
        Address = address,
        Browser = browser,
        CreatedAt = at,
        ExpiresAt = at + lasts,
        ActedAt = at,
    };

    public bool IsLiveAt(DateTimeOffset now) => EndedAt is null && now < ExpiresAt;

    public bool IsProvenAt(DateTimeOffset now) => now < ProvenUntil;

    /// <summary>Whether a right may be used now, or the person must prove first who they are.</summary>
    public bool Satisfies(Right right, Permission permission, DateTimeOffset now) =>
        IsProvenAt(now) || (!right.StepUp && !(permission.MovesMoney() && now - ActedAt > IdleForMoney));

    /// <summary>The person did something. A right that has ended by idleness does not come back by it: whoever stands at the till now must prove first who they are.</summary>
    public void Acted(DateTimeOffset now)
    {
        if (now > ActedAt && now - ActedAt <= IdleForMoney)
        {
            ActedAt = now;
        }
    }

    /// <summary>The person proved who they are, which is an action, too.</summary>
    public void Proven(DateTimeOffset now, TimeSpan fresh) => (ActedAt, ProvenUntil) = (now, now + fresh);

    public void SecondFactorSet() => Method = SignInMethod.PasswordAndCode;

    /// <summary>Another key and ticket for the same sign-in: what was stolen before is worth nothing after.</summary>
    public void Renew(byte[] keyHash, byte[] ticket) => (KeyHash, Ticket) = (keyHash, ticket);

    public void End(DateTimeOffset now) => EndedAt ??= now;
}
