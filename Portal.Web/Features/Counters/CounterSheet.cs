using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using Portal.Domain.Counters;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Web.Components.Shared;
using Portal.Web.Composition;

namespace Portal.Web.Features.Counters;

/// <summary>A sheet of the counter's page that runs one flow: one press at a time, refusals in words, what is not known yet goes on by itself.</summary>
public abstract class CounterSheet : ComponentBase
{
    [Inject]
    private ICurrentActor Current { get; set; } = null!;

    [Inject]
    private StepUp StepUp { get; set; } = null!;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    [Inject]
    private IStringLocalizer<ProblemText> Words { get; set; } = null!;

    [Inject]
    private IStringLocalizer<GatewayText> Answers { get; set; } = null!;

    /// <summary>The counter as the page knows it.</summary>
    [Parameter, EditorRequired]
    public required CounterView Counter { get; set; }

    /// <summary>Something was sent: the page reads again.</summary>
    [Parameter, EditorRequired]
    public EventCallback OnSent { get; set; }

    protected ElementReference Sheet { get; set; }

    protected bool IsBusy { get; private set; }

    /// <summary>Why it was refused; null: it was not.</summary>
    protected string? Problem { get; set; }

    protected string? Busy => IsBusy ? "true" : null;

    public async Task CloseAsync() => await Js.InvokeVoidAsync("portalSheet.close", Sheet);

    protected async Task ShowAsync()
    {
        Problem = null;
        StateHasChanged();
        await Task.Yield();                                            // what changed goes out first: the sheet opens with what it says now
        await Js.InvokeVoidAsync("portalSheet.open", Sheet);
    }

    /// <summary>Runs the flow; a second press while it runs does nothing.</summary>
    /// <returns>True when the wish stands: done, or on its way to be.</returns>
    protected async Task<bool> SendAsync(Func<Actor, Task<Outcome<Counter>>> flow)
    {
        if (IsBusy)
        {
            return false;
        }
        (IsBusy, Problem) = (true, null);
        try
        {
            var actor = await Current.GetAsync();
            if (await StepUp.RunAsync(() => flow(actor)) is Outcome<Counter>.Refused { Error: var error })
            {
                Problem = WordsOf(error);
            }
            await OnSent.InvokeAsync();
            return Problem is null;
        }
        catch (AccessDeniedException denied)
        {
            Problem = WordsOf(denied.Error);
            return false;
        }
        catch (System.Data.Common.DbException)
        {
            Problem = WordsOf(CommonErrors.Unavailable);
            return false;
        }
        finally
        {
            IsBusy = false;
        }
    }

    /// <summary>With what the gateway's code means, and the code itself, which whoever runs the portal will ask for.</summary>
    private string WordsOf(PortalError error) => error.Figures?.GetValueOrDefault("gateway") is { } code ? $"{error.Words(Words)} {Answers.OfCode(code)} ({code})" : error.Words(Words);
}
