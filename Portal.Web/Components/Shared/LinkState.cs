using Microsoft.JSInterop;

namespace Portal.Web.Components.Shared;

/// <summary>A time in which the page did not hear from the server.</summary>
/// <param name="Sequence">The last change that the page had shown.</param>
/// <param name="Since">Milliseconds since 1970, by the browser's clock.</param>
/// <param name="Back">Likewise, when it heard again.</param>
public sealed record Loss(long Sequence, long Since, long Back)
{
    public DateTimeOffset LostAt => DateTimeOffset.FromUnixTimeMilliseconds(Since);

    public DateTimeOffset BackAt => DateTimeOffset.FromUnixTimeMilliseconds(Back);
}

/// <summary>The link between this page and the server, as the browser's script saw it.</summary>
public sealed class LinkState : IDisposable
{
    private DotNetObjectReference<LinkState>? _reference;
    private Loss? _loss;

    /// <summary>The line was lost and is back; the page is still the same.</summary>
    public event Action<Loss>? Returned;

    /// <summary>Tells the script whom to call, and asks what was lost before the page was loaded again.</summary>
    public async Task WatchAsync(IJSRuntime js)
    {
        _reference ??= DotNetObjectReference.Create(this);
        if (await js.InvokeAsync<Loss?>("portalLink.watch", _reference) is { } loss && IsPlausible(loss))
        {
            _loss = loss;
            Returned?.Invoke(loss);
        }
    }

    /// <summary>The loss before this page was loaded; once.</summary>
    public Loss? TakeLoss() => Interlocked.Exchange(ref _loss, null);

    [JSInvokable]
    public void CameBack(Loss loss)
    {
        if (IsPlausible(loss))
        {
            Returned?.Invoke(loss);
        }
    }

    public void Dispose() => _reference?.Dispose();

    /// <summary>The browser's word is shown to its own user only, but it must not break the page.</summary>
    private static bool IsPlausible(Loss loss) => loss is { Sequence: >= 0, Since: > 0, Back: > 0 and < 4_000_000_000_000 } && loss.Since <= loss.Back;
}
