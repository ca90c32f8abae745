using System.Diagnostics;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Portal.Domain.Work;
using Portal.Web.Composition;

namespace Portal.Web.Components.Layout;

/// <summary>What a page could not show: a missing permission by its name, and everything else as an error with a reference. The shell stays.</summary>
public sealed class PageBoundary : ErrorBoundaryBase
{
    [Inject]
    private ILogger<PageBoundary> Log { get; set; } = null!;

    /// <summary>There while the page is rendered plainly, before it comes to life.</summary>
    [CascadingParameter]
    private HttpContext? Http { get; set; }

    private string? _reference;

    protected override Task OnErrorAsync(Exception exception)
    {
        _reference = Activity.Current?.TraceId.ToString() ?? ActivityTraceId.CreateRandom().ToString();
        if (exception is AccessDeniedException denied)
        {
            Answer(Problems.StatusOf(denied.Error.Kind));
        }
        else
        {
            Log.LogError(exception, "A page failed, reference {Reference}", _reference);
        }
        return Task.CompletedTask;
    }

    /// <summary>The page says no in words; its status says the same.</summary>
    private void Answer(int status)
    {
        if (Http is { Response.HasStarted: false } http)
        {
            http.Response.StatusCode = status;
        }
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (CurrentException is null)
        {
            builder.AddContent(0, ChildContent);
            return;
        }
        builder.OpenComponent<PageFailure>(1);
        builder.AddComponentParameter(2, nameof(PageFailure.Denied), (CurrentException as AccessDeniedException)?.Error);
        builder.AddComponentParameter(3, nameof(PageFailure.Reference), _reference);
        builder.CloseComponent();
    }
}
