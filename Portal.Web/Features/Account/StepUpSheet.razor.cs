using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Web.Composition;

namespace Portal.Web.Features.Account;

/// <summary>The sheet that asks a person to prove who they are, in front of whatever they were doing.</summary>
public sealed partial class StepUpSheet : ComponentBase, IDisposable
{
    private ElementReference _sheet;
    private IDisposable? _asks;
    private TaskCompletionSource<bool>? _asked;
    private ProofWays? _ways;
    private string _typed = "";
    private string? _problem;
    private bool _busy;

    private Uri Here => new(Navigation.BaseUri);

    public void Dispose()
    {
        _asks?.Dispose();
        _asked?.TrySetResult(false);
    }

    protected override void OnInitialized() => _asks = StepUp.AskBy(AskAsync);

    private Task<bool> AskAsync()
    {
        _asked?.TrySetResult(false);                                   // an older wish was given up: the proof is for this one
        var asked = _asked = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = InvokeAsync(() => OpenAsync(asked));
        return asked.Task;
    }

    private async Task OpenAsync(TaskCompletionSource<bool> asked)
    {
        (_typed, _problem) = ("", null);
        try
        {
            _ways = await Again.WaysOfAsync((await WhoAsync()).User, CancellationToken.None);
            StateHasChanged();
            await Task.Yield();                                        // what changed goes out first: the sheet opens with what it says now
            await Js.InvokeVoidAsync("portalSheet.open", _sheet);
        }
        catch
        {
            asked.TrySetResult(false);
            throw;
        }
    }

    private Task ProveAsync() => TryAsync(async (user, session) =>
        _ways!.Code ? await Again.ByCodeAsync(user, session, _typed, CancellationToken.None) : await Again.ByPasswordAsync(user, session, _typed, CancellationToken.None));

    private Task ByPasskeyAsync() => TryAsync(async (_, _) =>
    {
        await using var module = await Js.InvokeAsync<IJSObjectReference>("import", "./" + Assets["js/passkeys.js"]);
        return await module.InvokeAsync<string>("prove") is { Length: > 0 } code ? new PortalError(code, ErrorKind.Invalid) : null;
    });

    private async Task TryAsync(Func<UserId, SessionId, Task<PortalError?>> proof)
    {
        if (_busy)
        {
            return;
        }
        (_busy, _problem) = (true, null);
        var asked = _asked;
        try
        {
            var (user, session) = await WhoAsync();
            if (await proof(user, session) is { } refused)
            {
                _problem = WordsOf(refused);
                return;
            }
            if (asked?.TrySetResult(true) == true)
            {
                await CloseAsync();
            }
        }
        catch (System.Data.Common.DbException)
        {
            _problem = CommonErrors.Unavailable.Words(Problem);
        }
        finally
        {
            (_busy, _typed) = (false, "");
        }
    }

    private async Task CloseAsync()
    {
        _asked?.TrySetResult(false);
        await Js.InvokeVoidAsync("portalSheet.close", _sheet);
    }

    private void Left() => _asked?.TrySetResult(false);

    private string WordsOf(PortalError error) =>
        error.Figures?.GetValueOrDefault("triesLeft") is { } left ? $"{error.Words(Problem)} {Text["ProveLeft", left]}" : error.Words(Problem);

    private async Task<(UserId User, SessionId Session)> WhoAsync()
    {
        var person = (await State.GetAuthenticationStateAsync()).User;
        return person.UserId() is { } user && person.SessionId() is { } session ? (user, session) : throw new AccessDeniedException(CommonErrors.NotFound);
    }
}
