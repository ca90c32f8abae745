using Microsoft.AspNetCore.Components;
using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Web.Components.Shared;

namespace Portal.Web.Features.Counters;

/// <summary><c>/counters/{id}</c>: the code, what Alipay was asked for it, and its history.</summary>
public sealed partial class CounterPage : LivePage
{
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromSeconds(1);

    /// <summary>Where nothing is open another person's act may be seen so much later.</summary>
    private const int LooksWhileQuiet = 3;

    private Seen? _seen;
    private ActSheet? _act;
    private ChangeSheet? _change;
    private AddressSheet? _address;
    private StickerSheet? _sticker;
    private bool _busy;
    private bool _isWatching;

    [Parameter]
    public required string Id { get; set; }

    private sealed record Seen(CounterView Counter, CounterHistory History, DayTotals Totals, long Sequence);

    private CounterTotal? Today => _seen?.Totals.Counters.FirstOrDefault(total => total.CounterId == _seen.Counter.Id);

    protected override CounterId? Only => _seen?.Counter.Id;

    private bool IsMade => _seen!.Counter.Status is QrCodeStatus.Live or QrCodeStatus.Stopped;

    private bool IsOpen => _seen!.Counter.Wanted is not null || _seen.Counter.Status == QrCodeStatus.Creating;

    private bool CanStop => _seen!.Counter is { Status: QrCodeStatus.Live, Wanted: null or CodeAct.Change } or { Status: QrCodeStatus.Stopped, Wanted: CodeAct.Restart } && Seat.May(Permission.StopCode);

    private bool CanRestart => _seen!.Counter is { Status: QrCodeStatus.Stopped, Wanted: null or CodeAct.Change } && Seat.May(Permission.RestartCode);

    private bool MayChange => IsMade && Seat.May(Permission.ManageCounters) && _seen!.Counter.Wanted is null or CodeAct.Change;

    private bool MayRetire => Seat.May(Permission.RetireCode) && _seen!.Counter.Wanted != CodeAct.Retire;

    /// <summary>A payment to the code that is printed now, not to an old one.</summary>
    private bool HasPayment => _seen!.History.Codes is [{ Payments: > 0 }, ..];

    protected override async Task OnInitializedAsync()
    {
        if (!CounterId.TryParse(Id, out var id))
        {
            Navigation.NotFound();
            return;
        }
        try
        {
            _seen = await LoadAsync($"counter-{id}", actor => ReadAsync(actor, id));
            Sequence = _seen.Sequence;
        }
        catch (AccessDeniedException denied) when (denied.Error.Kind == ErrorKind.NotFound)
        {
            Navigation.NotFound();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_seen is null)
        {
            return;
        }
        await base.OnAfterRenderAsync(firstRender);
        if (!_isWatching)
        {
            _isWatching = true;
            _ = UntilLeftAsync(WatchAsync);
        }
    }

    protected override void Take(IReadOnlyList<PaymentRow> rows, DayTotals? totals)
    {
        if (_seen is { } seen)
        {
            _seen = seen with { Totals = totals ?? seen.Totals, Counter = seen.Counter.AfterPayments(rows) };
        }
    }

    /// <param name="seen">What is counted there already is not counted again: the page looks every few seconds.</param>
    private async Task<Seen> ReadAsync(Actor actor, CounterId id, CounterHistory? seen = null) => new(
        await Queries.FindAsync(actor, id, CancellationToken.None) ?? throw new AccessDeniedException(CommonErrors.NotFound),
        await Queries.HistoryAsync(actor, id, seen, CancellationToken.None),
        await Totals.TotalsAsync(Seat.Audience, CancellationToken.None),
        await Payments.LastSequenceAsync(actor, CancellationToken.None));

    private async Task ReadAgainAsync()
    {
        _seen = await ReadAsync(await Current.GetAsync(), _seen!.Counter.Id);
        StateHasChanged();
    }

    private Task OpenRetireAsync(QrCodeId code) => _act!.OpenAsync(CodeAct.Retire, code);

    private async Task AskAgainAsync()
    {
        if (_busy)
        {
            return;
        }
        _busy = true;
        try
        {
            await Flow.RetryAsync(await Current.GetAsync(), _seen!.Counter.Id, CancellationToken.None);
            await ReadAgainAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    /// <summary>Alipay's answers to the job, and what other people do, appear without a reload.</summary>
    private async Task WatchAsync(CancellationToken left)
    {
        using var timer = new PeriodicTimer(s_lookAgain, Clock);
        for (var looks = 1; await timer.WaitForNextTickAsync(left); looks++)
        {
            if (IsOpen || looks % LooksWhileQuiet == 0)
            {
                await LookAsync();
            }
        }
    }

    private async Task LookAsync()
    {
        try
        {
            var before = _seen!;
            var now = await ReadAsync(await Current.GetAsync(), before.Counter.Id, before.History);
            if (now.Counter != before.Counter || now.History.Notes.Count != before.History.Notes.Count || now.History.Codes.Sum(code => code.Payments) != before.History.Codes.Sum(code => code.Payments))
            {
                _seen = now;
                StateHasChanged();
            }
        }
        catch (System.Data.Common.DbException)
        {
            // busy just now; the next look will tell
        }
    }
}
