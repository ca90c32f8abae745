using Microsoft.AspNetCore.Components.Authorization;
using Portal.Infrastructure.Identity;

namespace Portal.Web.Composition;

/// <summary>The person of this page went to another one: an action, unlike what a page loads by itself.</summary>
public sealed class PageMoves(AuthenticationStateProvider state, SessionActivity activity)
{
    public async Task NoteAsync()
    {
        var person = (await state.GetAuthenticationStateAsync()).User;
        if (person.UserId() is { } user && person.SessionId() is { } session)
        {
            activity.Note(user, session);
        }
    }
}
