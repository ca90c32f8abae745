using Portal.Domain.People;

namespace Portal.Web.Composition;

/// <summary>Where no mail is set: whoever invites is shown the link, once.</summary>
public sealed class InvitationShown : ISendInvitation
{
    public Task<bool> SendAsync(InvitationLetter letter, CancellationToken ct) => Task.FromResult(false);
}
