using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Persistence.Audit;

namespace Portal.Infrastructure.Identity;

/// <summary>A person was made, or why not.</summary>
public sealed record NewPerson(Guid Id, string Email, string Password);

/// <summary>Makes people and gives them their place. Used by the operator's commands and the demo.</summary>
public sealed class People(UserManager<PortalUser> users, PortalDatabase database, TimeProvider clock)
{
    private const string PasswordLetters = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int PasswordLength = 20;

    public static string NewPassword() => RandomNumberGenerator.GetString(PasswordLetters, PasswordLength);

    public async Task<Outcome<NewPerson>> AddAsync(string email, string? displayName, string password)
    {
        if (displayName is not null && !PersonName.TryRead(displayName, out displayName))
        {
            return PersonName.Invalid;
        }
        var user = new PortalUser { Id = Guid.CreateVersion7(), UserName = email, Email = email, EmailConfirmed = true, LockoutEnabled = true, DisplayName = displayName ?? email.Split('@')[0] };
        var made = await users.CreateAsync(user, password);
        return made.Succeeded ? new NewPerson(user.Id, email, password) : new PortalError("user_invalid", ErrorKind.Invalid, string.Join(' ', made.Errors.Select(error => error.Description)));
    }

    public async Task<bool> ExistsAsync(string email) => await users.FindByEmailAsync(email) is not null;

    /// <returns>Why the password is not taken; null when it is the account's, or nobody has the address.</returns>
    public async Task<string?> SetPasswordAsync(string email, string password)
    {
        if (await users.FindByEmailAsync(email) is not { } user || await users.CheckPasswordAsync(user, password))
        {
            return null;
        }
        user.PasswordHash = null;                    // kept by nobody until the new one is taken
        var set = await users.AddPasswordAsync(user, password);
        return set.Succeeded ? null : string.Join(' ', set.Errors.Select(error => error.Description));
    }

    public async Task JoinAsync(TenantId tenant, Guid user, Role role, IReadOnlyList<CounterId> counters, CancellationToken ct)
    {
        await using var context = database.Open(tenant);
        context.Memberships.Add(Membership.Of(tenant, new UserId(user), role, counters));
        await AuditWriter.SaveAsync(context, Actor.Operator(tenant), "add_person", null, clock.GetUtcNow(), ct);
    }

    public async Task JoinPlatformAsync(Guid user, PlatformRole role, CancellationToken ct)
    {
        await using var context = database.Open(AuditChain.Platform);
        context.PlatformMemberships.Add(PlatformMembership.Of(new UserId(user), role));
        await AuditWriter.SaveAsync(context, Actor.Operator(AuditChain.Platform), "add_person", null, clock.GetUtcNow(), ct);
    }
}
