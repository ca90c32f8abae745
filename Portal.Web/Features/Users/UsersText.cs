namespace Portal.Web.Features.Users;

/// <summary>Words of people and roles.</summary>
public sealed class UsersText;
