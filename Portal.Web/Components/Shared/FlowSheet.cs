using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Web.Composition;

namespace Portal.Web.Components.Shared;

/// <summary>A form that runs one flow: one press at a time, refusals in words; where a fresh proof is wanted it is asked for, and the same flow runs again.</summary>
public abstract class FlowForm : ComponentBase
{
    [Inject]
    protected ICurrentActor Current { get; set; } = null!;

    [Inject]
    private StepUp StepUp { get; set; } = null!;

    [Inject]
    private IStringLocalizer<ProblemText> Words { get; set; } = null!;

    protected bool IsBusy { get; private set; }

    /// <summary>Why it was refused; null: it was not.</summary>
    protected string? Problem { get; set; }

    /// <summary>The same for deciding what repairs it; null: it was not refused.</summary>
    protected PortalError? Refusal { get; set; }

    protected string? Busy => IsBusy ? "true" : null;

    /// <summary>Runs the flow; a second press while it runs does nothing.</summary>
    /// <returns>Null: it was refused, and <see cref="Problem"/> says why.</returns>
    protected async Task<T?> SendAsync<T>(Func<Task<Outcome<T>>> flow)
        where T : class
    {
        if (IsBusy)
        {
            return null;
        }
        (IsBusy, Problem, Refusal) = (true, null, null);
        try
        {
            switch (await StepUp.RunAsync(flow))
            {
                case Outcome<T>.Done { Value: var value }:
                    return value;
                case Outcome<T>.Refused { Error: var error }:
                    Refuse(error);
                    break;
                case Outcome<T>.Unknown { Error: var doubt }:
                    Refuse(doubt);
                    break;
            }
        }
        catch (AccessDeniedException denied)
        {
            Refuse(denied.Error);
        }
        catch (System.Data.Common.DbException)
        {
            Refuse(CommonErrors.Unavailable);
        }
        finally
        {
            IsBusy = false;
        }
        return null;
    }

    private void Refuse(PortalError error) => (Refusal, Problem) = (error, WordsOf(error));

    /// <summary>Some refusals of typed data are a sentence of their own.</summary>
    private string WordsOf(PortalError error) =>
        error is { Code: "tenant_invalid" or "keys_invalid", Reason: { } sentence } && sentence.Contains(' ', StringComparison.Ordinal)
            ? $"{char.ToUpperInvariant(sentence[0])}{sentence[1..]}."
            : error.Words(Words);
}

/// <summary>A <see cref="FlowForm"/> on a sheet.</summary>
public abstract class FlowSheet : FlowForm
{
    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    protected ElementReference Sheet { get; set; }

    public async Task CloseAsync() => await Js.InvokeVoidAsync("portalSheet.close", Sheet);

    protected async Task ShowAsync()
    {
        (Problem, Refusal) = (null, null);
        StateHasChanged();
        await Task.Yield();                                            // what changed goes out first: the sheet opens with what it says now
        await Js.InvokeVoidAsync("portalSheet.open", Sheet);
    }
}
