using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.People;

/// <summary>One-time links to a new password, made by somebody who may, for somebody who cannot sign in.</summary>
public interface IPasswordLinks
{
    /// <summary>An owner makes a link for somebody who belongs to this tenant alone; it is shown once.</summary>
    /// <returns>The link (one hour, one use), or: not found, <c>forbidden</c> when the person has a place elsewhere too, unavailable while the portal's own address is not known.</returns>
    /// <exception cref="AccessDeniedException">As for every command; the right is <see cref="Permission.ManagePeople"/>.</exception>
    Task<Outcome<Uri>> MakeAsync(Actor actor, UserId person, CancellationToken ct);
}
