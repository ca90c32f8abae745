using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Alipay.Simulator;

namespace Portal.Web.Features.Simulator.Wallet;

/// <summary>The customer's phone: plain forms, no script, no cookie; each step ends in a redirect, so that nothing is sent twice by a reload.</summary>
/// <remarks>Source: PROTOCOL 8.3.</remarks>
internal static class WalletEndpoints
{
    private const string Path = "/simulator/wallet";
    private const string WrongPassword = "000000";
    private const int PasswordDigits = 6;
    private const int ShownSoFar = 5;

    public static void MapWallet(this IEndpointRouteBuilder simulator)
    {
        var wallet = simulator.MapGroup("/wallet");
        wallet.MapGet("", ShowAsync);
        wallet.MapPost("", ConfirmAsync);
        wallet.MapPost("/key", PressAsync);
        wallet.MapPost("/pay", PayAsync);
        wallet.MapPost("/leave", (WalletForm form) => Results.Redirect($"{Address(form.Code, form.Trade)}&left=1"));
        wallet.MapPost("/send", SendAsync);
    }

    private static async Task<IResult> ShowAsync(string? code, string? trade, string? left, TradeBoard board, TradeDesk desk, IOptions<SimulatorOptions> options, CancellationToken ct)
    {
        if (trade is not null && await board.FindAsync(trade, ct) is { } view && view.Trade.Code is not null && view.Trade.Code == code)
        {
            return await PageAsync(await ScreenOfAsync(view, left is not null, board, options.Value, ct), board, ct);
        }
        var active = await desk.ScanAsync(code, ct);
        return await PageAsync(active is null ? await InvalidAsync(code, board, ct) : new WalletScreen(code, active, WalletStep.Amount), board, ct);
    }

    private static async Task<IResult> PressAsync(WalletForm form, TradeDesk desk, TradeBoard board, CancellationToken ct)
    {
        if (await desk.ScanAsync(form.Code, ct) is not { } active)
        {
            return await PageAsync(await InvalidAsync(form.Code, board, ct), board, ct);
        }
        var typed = WalletKeys.Press(form.Amount, form.Key, Currency.Of(active.PricingCurrency));
        return await PageAsync(new WalletScreen(form.Code, active, WalletStep.Amount) { Typed = typed, Notify = Choice(form), IsByKeys = true }, board, ct);
    }

    private static async Task<IResult> ConfirmAsync(WalletForm form, TradeDesk desk, TradeBoard board, CancellationToken ct)
    {
        var (code, amount) = (form.Code, form.Amount);
        var choice = Choice(form);
        if (await desk.ScanAsync(code, ct) is not { } active)
        {
            return await PageAsync(await InvalidAsync(code, board, ct), board, ct);
        }
        var problem = SimulatedAmount.Read(amount, Currency.Of(active.PricingCurrency), Currency.Of(active.Currency), out var read);
        if (problem != AmountProblem.None)
        {
            var again = new WalletScreen(code, active, WalletStep.Amount) { Typed = amount, Problem = problem, Notify = choice };
            return await PageAsync(again, board, ct, StatusCodes.Status400BadRequest);
        }
        var trade = await desk.ConfirmAsync(active, read!, choice == WalletScreen.AtOnce ? null : choice, ct);
        return Results.Redirect(Address(code, trade.TradeNo));
    }

    private static async Task<IResult> PayAsync(WalletForm form, TradeDesk desk, TradeBoard board, IOptions<SimulatorOptions> options, CancellationToken ct)
    {
        var (code, trade, password) = (form.Code, form.Trade, form.Password);
        if (trade is null || await board.FindAsync(trade, ct) is not { } view || view.Trade.Code is null || view.Trade.Code != code)
        {
            return await PageAsync(new WalletScreen(code, null, WalletStep.Invalid), board, ct);
        }
        var isPassword = password is { Length: PasswordDigits } && password.All(char.IsAsciiDigit);
        if (view.Trade.Status == SimTrade.Waiting && (!isPassword || password == WrongPassword))
        {
            var screen = await ScreenOfAsync(view, false, board, options.Value, ct) with { IsNoPassword = !isPassword, IsRefused = isPassword };
            return await PageAsync(screen, board, ct, isPassword ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
        }
        if (view.Trade.Status == SimTrade.Waiting)
        {
            await desk.PayAsync(trade, notify: true, ct);
        }
        return Results.Redirect(Address(code, trade));
    }

    private static async Task<IResult> SendAsync(WalletForm form, NotificationSender sender, CancellationToken ct)
    {
        if (form.Trade is { } trade)
        {
            await sender.SendNowAsync(trade, null, ct);
        }
        return Results.Redirect(Address(form.Code, form.Shown));
    }

    private static async Task<WalletScreen> ScreenOfAsync(TradeView view, bool left, TradeBoard board, SimulatorOptions options, CancellationToken ct)
    {
        var step = view.Trade.Status switch
        {
            SimTrade.Paid => WalletStep.Paid,
            SimTrade.Waiting => left ? WalletStep.Left : WalletStep.Password,
            _ => view.Trade.PaidAt is null ? WalletStep.Closed : WalletStep.Paid,
        };
        return new WalletScreen(view.Trade.Code, await board.CodeAsync(view.Trade.Code!, ct), step) { Trade = view, ClosesAt = view.Trade.CreatedAt + options.BuyerHas };
    }

    private static async Task<WalletScreen> InvalidAsync(string? code, TradeBoard board, CancellationToken ct) =>
        new(code, null, WalletStep.Invalid) { IsStopped = code is not null && await board.CodeAsync(code, ct) is not null };

    private static string Choice(WalletForm form) => form.Notify is { } chosen && WalletScreen.Choices.Contains(chosen) ? chosen : WalletScreen.AtOnce;

    private static async Task<IResult> PageAsync(WalletScreen screen, TradeBoard board, CancellationToken ct, int status = StatusCodes.Status200OK)
    {
        var full = screen.Code is { } code ? screen with { SoFar = await board.LatestAsync(code.Text, ShownSoFar, ct) } : screen;
        return new RazorComponentResult<WalletPage>(new Dictionary<string, object?> { [nameof(WalletPage.Screen)] = full }) { StatusCode = status };
    }

    private static string Address(string? code, string? trade) =>
        $"{Path}?code={Uri.EscapeDataString(code ?? "")}{(string.IsNullOrEmpty(trade) ? "" : $"&trade={Uri.EscapeDataString(trade)}")}";
}
