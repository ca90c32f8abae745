using Portal.Domain.Primitives;
using Portal.Domain.Tenants;

namespace Portal.Domain.People;

/// <summary>What a one-time link is for.</summary>
public enum LinkPurpose
{
    Invitation,
    PasswordReset,
}

/// <summary>A link that works once, for one address, for a while. Only the hash of its secret is kept.</summary>
public sealed class OneTimeLink
{
    public static readonly TimeSpan InvitationLasts = TimeSpan.FromDays(7);
    public static readonly TimeSpan ResetLasts = TimeSpan.FromHours(1);

    private OneTimeLink()
    {
    }

    public Guid Id { get; private set; }

    public LinkPurpose Purpose { get; private set; }

    /// <summary>SHA-256 of the secret in the address.</summary>
    public byte[] SecretHash { get; private set; } = [];

    /// <summary>Whom it was sent to, in lower case; only this address can use it.</summary>
    public string Email { get; private set; } = "";

    /// <summary>The tenant that invites; null for a reset.</summary>
    public TenantId? TenantId { get; private set; }

    /// <summary>What the invited person will be.</summary>
    public Role? Role { get; private set; }

    /// <summary>Counters that the invited person is bound to, 32 hexadecimal digits each, with spaces between.</summary>
    public string Counters { get; private set; } = "";

    /// <summary>Who invited; null: the command line or platform staff.</summary>
    public UserId? By { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? UsedAt { get; private set; }

    /// <summary>Taken back, or replaced by a newer one.</summary>
    public DateTimeOffset? WithdrawnAt { get; private set; }

    public static OneTimeLink Invite(byte[] secretHash, string email, TenantId tenant, Role role, IReadOnlyList<CounterId> counters, UserId? by, DateTimeOffset at) => new()
    {
        Id = Guid.CreateVersion7(),
        Purpose = LinkPurpose.Invitation,
        SecretHash = secretHash,
        Email = email.ToLowerInvariant(),
        TenantId = tenant,
        Role = role,
        Counters = string.Join(' ', counters),
        By = by,
        CreatedAt = at,
        ExpiresAt = at + InvitationLasts,
    };

    public static OneTimeLink Reset(byte[] secretHash, string email, DateTimeOffset at) => new()
    {
        Id = Guid.CreateVersion7(),
        Purpose = LinkPurpose.PasswordReset,
        SecretHash = secretHash,
        Email = email.ToLowerInvariant(),
        CreatedAt = at,
        ExpiresAt = at + ResetLasts,
    };

    public bool IsOpenAt(DateTimeOffset now) => UsedAt is null && WithdrawnAt is null && now < ExpiresAt;

    /// <summary>Spends it; a second use is refused by <see cref="IsOpenAt"/>, two at once by its version.</summary>
    public void Use(DateTimeOffset now) => UsedAt = now;

    public void Withdraw(DateTimeOffset now) => WithdrawnAt ??= now;

    /// <summary>Which counters an invited person is bound to.</summary>
    public IReadOnlyList<CounterId> BoundTo() => [.. Counters.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => new CounterId(Guid.Parse(text)))];
}
