using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Portal.Domain.Approvals;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Web.Components.Shared;
using Portal.Web.Composition;

namespace Portal.Web.Features.Payments;

/// <summary>The refund sheet. What is left travels with it as it was shown; a refusal says what to do, and the repair is one press away.</summary>
public sealed partial class RefundSheet
{
    private Money _remaining = null!;
    private bool _isPart = true;
    private string _typed = "";
    private string _reason = "";
    private string _key = "";
    private RefundRow? _again;

    [Inject]
    private RefundPayment Flow { get; set; } = null!;

    [Inject]
    private AskForApproval Ask { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [Inject]
    private IStringLocalizer<PaymentsText> Text { get; set; } = null!;

    [CascadingParameter]
    public Seat? Seat { get; set; }

    [Parameter, EditorRequired]
    public required PaymentView Seen { get; set; }

    [Parameter, EditorRequired]
    public required TimeZoneInfo Zone { get; set; }

    /// <summary>Until when the person can cancel it instead; null: not any more, or not at all.</summary>
    [Parameter]
    public DateTimeOffset? CancelUntil { get; set; }

    /// <summary>Something was sent: the page reads again.</summary>
    [Parameter, EditorRequired]
    public EventCallback OnSent { get; set; }

    private Money Paid => Seen.Row.Amount ?? _remaining;

    private string AmountText => _isPart ? _typed : _remaining.ToPlainText();

    /// <summary>Null: what is typed is no amount yet.</summary>
    private Money? Amount => RefundAmount.Read(AmountText, _remaining.Currency) is Outcome<Money>.Done { Value: var amount } ? amount : null;

    private RefundOrder Order => new(AmountText, _reason, _remaining.ToPlainText(), _key);

    private bool IsAmountBad => Refusal?.Code is "amount_invalid" or "amount_too_fine" or "refund_exceeds_remaining" or "limit_exceeded";

    /// <summary>Over the person's limits, and another person may be asked.</summary>
    private bool CanAsk => Refusal?.Code == "limit_exceeded" && Seat?.Role?.Of(Permission.Refund).MayAsk == true;

    /// <summary>What the person may give back alone, where that is less than what is left.</summary>
    private string? OwnLimit => Seen.Back!.OwnLimit is { } limit && limit.In(_remaining.Currency) is var most && most < _remaining
        ? Text[limit.ProofBeyond ? "OwnLimitProof" : "OwnLimitManager", most.ToGroupedText()].Value
        : null;

    private string RefundWords => PaymentWords.RefundUntil(Seen, Clock.GetUtcNow(), Zone, Text);

    private string Act => IsBusy ? Text["Checking"] : Amount is not { } sum ? Text["Refund"] : _again is null ? Text["RefundOf", Said(sum)] : Text["SameAgainYes", Said(sum)];

    /// <summary>The amount that would do: what is left or the person's limit, or what was typed where that is less.</summary>
    private Money? Repair =>
        Money.TryParse(Figure("remaining") ?? (Refusal?.Reason == "limit_amount" ? Figure("limit") : null), _remaining.Currency, out var most) && most.IsPositive
            ? (Amount is { } typed && typed < most ? typed : most)
            : null;

    /// <summary>Who gave something back while the form was open, how much and when; null: nobody did.</summary>
    private string? Meanwhile =>
        Refusal?.Reason == "refunded_meanwhile" && Money.TryParse(Figure("refunded"), _remaining.Currency, out var sum)
        && DateTimeOffset.TryParse(Figure("at"), CultureInfo.InvariantCulture, out var at)
            ? Text["RefundedBy", Figure("by") is { Length: > 0 } name ? name : Text["CommandLine"].Value, Said(sum), ShopClock.Minutes(at, Zone)].Value
            : null;

    public Task OpenAsync()
    {
        (_remaining, _isPart, _typed, _reason, _again) = (Seen.Back!.Remaining, true, "", "", null);
        NewForm();
        return ShowAsync();
    }

    protected override void OnInitialized() => _remaining = Seen.Back!.Remaining;

    private string? Figure(string name) => Refusal?.Figures?.GetValueOrDefault(name);

    private static string Said(Money money) => $"{money.Currency} {money.ToGroupedText()}";

    private void Choose(bool part)
    {
        _isPart = part;
        NewForm();
    }

    private void Typed(ChangeEventArgs typed)
    {
        _typed = typed.Value as string ?? "";
        NewForm();
    }

    /// <summary>Takes the amount that would do, and what is left as it stands now.</summary>
    private void Use(Money sum)
    {
        _remaining = Seen.Back!.Remaining;
        (_isPart, _typed) = (true, sum.ToPlainText());
        NewForm();
    }

    /// <summary>Another wish than before: a key of its own, and no old refusal.</summary>
    private void NewForm() => (_key, _again, Problem, Refusal) = (Guid.NewGuid().ToString("N"), null, null, null);

    /// <param name="shown">The question that was on the screen when the button was pressed: only who has seen it answers it.</param>
    private async Task SendAsync(RefundRow? shown)
    {
        if (Refusal is null && Amount is { } sum && Seen.Back!.Refunds.LastOrDefault(refund => refund.Amount == sum && refund.Status.Holds()) is { } same && same.Id != shown?.Id)
        {
            _again = same;
            return;
        }
        var order = Order;
        var actor = await Current.GetAsync();
        var sent = await SendAsync(async () => Judged(await Flow.RunAsync(actor, Seen.Row.Id, order, CancellationToken.None)));
        if (sent is not null)
        {
            await CloseAsync();
        }
        else if (Refusal is { Kind: not ErrorKind.Unavailable })
        {
            _key = Guid.NewGuid().ToString("N");                       // a definite no: pressing again is another try
        }
        await OnSent.InvokeAsync();
    }

    /// <summary>Puts the same refund before another person.</summary>
    private async Task AskAsync()
    {
        var (order, actor) = (Order, await Current.GetAsync());
        if (await SendAsync(() => Ask.RunAsync(actor, Seen.Row.Id, order, CancellationToken.None)) is not null)
        {
            await CloseAsync();
        }
        await OnSent.InvokeAsync();
    }

    private static Outcome<RefundReceipt> Judged(Outcome<RefundReceipt> outcome) => outcome is Outcome<RefundReceipt>.Done { Value.Against: { } no } ? no : outcome;
}
