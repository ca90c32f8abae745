using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Infrastructure.Identity;
using Portal.Web.Components.Shared;
using Portal.Web.Composition;

namespace Portal.Web.Features.Account;

/// <summary>A part of the account's page about the person's own second factors: one press at a time, refusals in words, a proof where one is wanted.</summary>
public abstract class FactorPart : ComponentBase
{
    private FactorStatus? _status;

    [Inject]
    protected FactorDesk Desk { get; set; } = null!;

    [Inject]
    private StepUp Proof { get; set; } = null!;

    [Inject]
    private AuthenticationStateProvider People { get; set; } = null!;

    [Inject]
    private Microsoft.Extensions.Localization.IStringLocalizer<ProblemText> Words { get; set; } = null!;

    /// <summary>A factor was set up or removed.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    /// <summary>Null until it was read.</summary>
    protected FactorStatus? Status => _status;

    protected bool IsBusy { get; private set; }

    protected string? Busy => IsBusy ? "true" : null;

    protected string? Problem { get; set; }

    public virtual async Task ReadAsync()
    {
        _status = await Desk.StatusAsync((await WhoAsync()).User);
        StateHasChanged();
    }

    protected override Task OnInitializedAsync() => ReadAsync();

    protected async Task<(UserId User, SessionId Session)> WhoAsync()
    {
        var person = (await People.GetAuthenticationStateAsync()).User;
        return person.UserId() is { } user && person.SessionId() is { } session ? (user, session) : throw new AccessDeniedException(CommonErrors.NotFound);
    }

    protected async Task ActAsync(Func<UserId, SessionId, Task<string?>> act)
    {
        if (IsBusy)
        {
            return;
        }
        (IsBusy, Problem) = (true, null);
        try
        {
            var (user, session) = await WhoAsync();
            Problem = await Proof.DoAsync(() => act(user, session));
        }
        catch (AccessDeniedException denied)
        {
            Problem = WordsOf(denied.Error);
        }
        catch (System.Data.Common.DbException)
        {
            Problem = WordsOf(CommonErrors.Unavailable);
        }
        finally
        {
            IsBusy = false;
        }
    }

    protected string WordsOf(PortalError error) => error.Words(Words);
}
