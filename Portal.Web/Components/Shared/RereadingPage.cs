using Microsoft.AspNetCore.Components;
using Portal.Domain.Work;

namespace Portal.Web.Components.Shared;

/// <summary>A live page that reads all it shows anew after a change or a press. While the database is busy it stays as it is and asks again.</summary>
public abstract class RereadingPage : LivePage
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private bool _isOld;
    private bool _follows;
    private int _begun;
    private int _shown;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    /// <summary>Reads what the page shows.</summary>
    /// <returns>Puts it on the page.</returns>
    protected abstract Task<Action> ReadAnewAsync(Actor actor);

    /// <summary>Reads again at once, after a press.</summary>
    protected async Task ReadAgainAsync()
    {
        try
        {
            await ShowAnewAsync();
        }
        catch (System.Data.Common.DbException)
        {
            Follow();
        }
    }

    /// <summary>Reads again after a change, and not more than once a second however many there are.</summary>
    protected void Follow()
    {
        _isOld = true;
        if (!_follows)
        {
            _follows = true;
            _ = InvokeAsync(() => UntilLeftAsync(FollowAsync));
        }
    }

    private async Task FollowAsync(CancellationToken left)
    {
        try
        {
            while (_isOld)
            {
                _isOld = false;
                try
                {
                    await ShowAnewAsync();
                }
                catch (System.Data.Common.DbException)
                {
                    _isOld = true;                                   // busy just now; the next look will tell
                }
                await Task.Delay(s_pause, Time, left);
            }
        }
        finally
        {
            _follows = false;
        }
    }

    /// <summary>Of reads that overlap, one that began earlier does not replace a later one.</summary>
    private async Task ShowAnewAsync()
    {
        var turn = ++_begun;
        var show = await ReadAnewAsync(await Current.GetAsync());
        if (turn > _shown)
        {
            _shown = turn;
            show();
            StateHasChanged();
        }
    }
}
