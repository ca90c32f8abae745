namespace Portal.Web.Features.Account;

/// <summary>Words of invitations.</summary>
public sealed class InvitationText;
