using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Portal.Domain.Work;
using Portal.Web.Composition;

namespace Portal.Web.Components.Shared;

/// <summary>A page that reads as an actor. It shows; it does not decide.</summary>
public abstract class PortalPage : ComponentBase, IDisposable
{
    private readonly List<PersistingComponentStateSubscription> _handovers = [];

    [Inject]
    protected ICurrentActor Current { get; set; } = null!;

    [Inject]
    protected NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private PersistentComponentState State { get; set; } = null!;

    [Inject]
    private HandoverStore Store { get; set; } = null!;

    /// <summary>Reads what the page shows: once for the plain rendering, and not again when it comes to life.</summary>
    protected async Task<T> LoadAsync<T>(string name, Func<Actor, Task<T>> read)
        where T : class
    {
        if (RendererInfo.IsInteractive && State.TryTakeFromJson<string>(name, out var ticket) && ticket is not null && Store.Take<T>(ticket) is { } kept)
        {
            return kept;
        }
        var loaded = await read(await Current.GetAsync());
        if (!RendererInfo.IsInteractive)
        {
            _handovers.Add(State.RegisterOnPersisting(() => Persist(name, loaded), RenderMode.InteractiveServer));
        }
        return loaded;
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        foreach (var handover in _handovers)
        {
            handover.Dispose();
        }
    }

    private Task Persist(string name, object loaded)
    {
        State.PersistAsJson(name, Store.Keep(loaded));
        return Task.CompletedTask;
    }
}
