using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Portal.Web.Components.Shared;
using Portal.Web.Composition;
using Portal.Web.Features.Account;
using Portal.Web.Realtime.Open;

namespace Portal.Web.Components.Layout;

/// <summary>What every layout of signed-in people needs: their seat, and the watch over the line.</summary>
public abstract class SeatedLayout : LayoutComponentBase, IDisposable
{
    private const string SeatKey = "seat";
    private PersistingComponentStateSubscription? _handover;

    [Inject]
    protected ICurrentActor Current { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private PersistentComponentState State { get; set; } = null!;

    [Inject]
    private HandoverStore Store { get; set; } = null!;

    [Inject]
    private SeenRevocations Seen { get; set; } = null!;

    [Inject]
    private LinkState Link { get; set; } = null!;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    /// <summary>Null for platform staff.</summary>
    protected Seat? Seat { get; private set; }

    protected PageBoundary? Boundary { get; set; }

    /// <summary>Stands on the page once it has come to life; null on the plain rendering before.</summary>
    protected string? LiveMark => RendererInfo.IsInteractive ? "" : null;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected override async Task OnInitializedAsync()
    {
        if (RendererInfo.IsInteractive && State.TryTakeFromJson<string>(SeatKey, out var ticket) && ticket is not null && Store.Take<Seat>(ticket) is { } kept && IsStill(kept))
        {
            Seat = kept;
            return;
        }
        Seat = await Current.SeatAsync();
        if (Seat is null or { Tenant.RefusesSignIn: true } && (Seat is not null || await Current.PlatformRoleAsync() is null))
        {
            Navigation.NavigateTo(AccountEndpoints.ChoosePath, forceLoad: true);          // no tenant is chosen, or the place in it is gone
            return;
        }
        if (Seat is { } seat && !RendererInfo.IsInteractive)
        {
            _handover = State.RegisterOnPersisting(
                () =>
                {
                    State.PersistAsJson(SeatKey, Store.Keep(seat));
                    return Task.CompletedTask;
                },
                RenderMode.InteractiveServer);
        }
    }

    /// <summary>Another page: an error of the last one is over.</summary>
    protected override void OnParametersSet() => Boundary?.Recover();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await Link.WatchAsync(Js);
        }
    }

    protected virtual void Dispose(bool disposing) => _handover?.Dispose();

    /// <summary>A seat that was read before something was taken from the person is read again.</summary>
    private bool IsStill(Seat kept) =>
        kept.Actor is { User: { } person, Session: { } session } && !Seen.HasHitSince(kept.AsOf, kept.Tenant.Id, person, session);
}
