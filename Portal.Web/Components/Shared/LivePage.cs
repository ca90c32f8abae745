using Microsoft.AspNetCore.Components;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Web.Composition;
using Portal.Web.Realtime;

namespace Portal.Web.Components.Shared;

/// <summary>A page that follows the tenant's payments: it takes each change as it comes, and after a lost line whatever came meanwhile.</summary>
public abstract class LivePage : PortalPage
{
    private readonly CancellationTokenSource _leaving = new();
    private readonly CancellationToken _left;
    private bool _isLive;
    private IDisposable? _subscription;

    protected LivePage() => _left = _leaving.Token;

    [Inject]
    protected IPaymentQueries Payments { get; set; } = null!;

    [Inject]
    private IPaymentFeed Feed { get; set; } = null!;

    [Inject]
    private LinkState Link { get; set; } = null!;

    [CascadingParameter]
    public required Seat Seat { get; set; }

    protected TimeZoneInfo Zone => Seat.Tenant.Zone;

    /// <summary>The number of the last change that the page shows.</summary>
    protected long Sequence { get; set; }

    /// <summary>Only this counter's changes; null: all of the tenant's.</summary>
    protected virtual CounterId? Only => null;

    /// <summary>Puts changes on the page. Runs on the page's own thread, one call at a time.</summary>
    protected abstract void Take(IReadOnlyList<PaymentRow> rows, DayTotals? totals);

    /// <summary>Marks what came while the line was down.</summary>
    protected virtual void MarkLoss(Loss loss)
    {
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_isLive)
        {
            return;
        }
        if (!Seat.May(Permission.SeeLive))
        {
            return;                                         // visitors read what stands there when they open the page
        }
        _isLive = true;                                     // at the first render that has something to show, be it the first of all or not
        var actor = await Current.GetAsync();
        Link.Returned += OnReturned;
        _subscription = Feed.Subscribe(Seat.Audience, Only, Sequence, news => InvokeAsync(() => Show(news.Rows, news.Totals)));
        await CatchUpAsync(actor);
        if (Link.TakeLoss() is { } loss)
        {
            await ShowLossAsync(actor, loss);
        }
    }

    /// <summary>Goes on beside the page until it ends by itself or the page is left; what fails is the page's failure.</summary>
    protected async Task UntilLeftAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            await work(_left);
        }
        catch (OperationCanceledException)
        {
            // the page was left
        }
        catch (Exception failed) when (!_left.IsCancellationRequested)
        {
            await DispatchExceptionAsync(failed);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _leaving.Cancel();
        _leaving.Dispose();
        Link.Returned -= OnReturned;
        _subscription?.Dispose();
        base.Dispose(disposing);
    }

    private void OnReturned(Loss loss) => _ = InvokeAsync(async () => await ShowLossAsync(await Current.GetAsync(), loss));

    private async Task ShowLossAsync(Actor actor, Loss loss)
    {
        Sequence = Math.Min(Sequence, loss.Sequence);
        await CatchUpAsync(actor);
        MarkLoss(loss);
        StateHasChanged();
    }

    private async Task CatchUpAsync(Actor actor)
    {
        PaymentChanges missed;
        do
        {
            missed = await Payments.SinceAsync(actor, Sequence, Only, CancellationToken.None);
            Show(missed.Rows, null);
        }
        while (missed.More);
    }

    private void Show(IReadOnlyList<PaymentRow> rows, DayTotals? totals)
    {
        if (rows.Count > 0)
        {
            Sequence = Math.Max(Sequence, rows[^1].Sequence);
        }
        if (rows.Count > 0 || totals is not null)
        {
            Take(rows, totals);
            StateHasChanged();
        }
    }
}
