using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Web.Components.Shared;

/// <summary>The one way by which a page's command that wants a fresh proof gets it: the sheet is opened, the person proves who they are, the same command runs again. What was typed stays.</summary>
public sealed class StepUp
{
    private Func<Task<bool>>? _ask;

    /// <summary>The page's sheet says how it asks.</summary>
    /// <returns>Takes it back.</returns>
    public IDisposable AskBy(Func<Task<bool>> ask)
    {
        _ask = ask;
        return new Answering(this, ask);
    }

    /// <summary>Runs a flow; refused for want of a proof, it is run once more after one was given.</summary>
    /// <exception cref="AccessDeniedException"><c>step_up_required</c> where no proof was given; others as they come.</exception>
    public async Task<Outcome<T>> RunAsync<T>(Func<Task<Outcome<T>>> flow)
    {
        try
        {
            if (await flow() is var outcome && !(outcome is Outcome<T>.Refused { Error: var error } && Wants(error)))
            {
                return outcome;
            }
            if (!await AskAsync())
            {
                return outcome;
            }
        }
        catch (AccessDeniedException denied) when (Wants(denied.Error))
        {
            if (!await AskAsync())
            {
                throw;
            }
        }
        return await flow();
    }

    /// <summary>The same for what has no outcome of its own.</summary>
    /// <exception cref="AccessDeniedException">As above.</exception>
    public async Task<T> DoAsync<T>(Func<Task<T>> command)
    {
        try
        {
            return await command();
        }
        catch (AccessDeniedException denied) when (Wants(denied.Error))
        {
            if (!await AskAsync())
            {
                throw;
            }
        }
        return await command();
    }

    private static bool Wants(PortalError error) => error.Code == CommonErrors.StepUpRequired.Code;

    private Task<bool> AskAsync() => _ask?.Invoke() ?? Task.FromResult(false);

    private sealed class Answering(StepUp owner, Func<Task<bool>> ask) : IDisposable
    {
        public void Dispose()
        {
            if (owner._ask == ask)
            {
                owner._ask = null;
            }
        }
    }
}
