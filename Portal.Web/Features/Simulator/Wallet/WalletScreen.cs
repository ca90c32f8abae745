using Portal.Infrastructure.Alipay.Simulator;

namespace Portal.Web.Features.Simulator.Wallet;

/// <summary>Where the customer stands.</summary>
public enum WalletStep
{
    Invalid,
    Amount,
    Password,
    Left,
    Paid,
    Closed,
}

/// <summary>What stands on the customer's phone, and beside it.</summary>
public sealed record WalletScreen(string? CodeText, SimCode? Code, WalletStep Step)
{
    public TradeView? Trade { get; init; }

    /// <summary>The amount as it was typed; shown again beside its problem.</summary>
    public string? Typed { get; init; }

    public AmountProblem Problem { get; init; }

    public bool IsRefused { get; init; }

    /// <summary>The code is one of this simulator's, and was stopped or deleted.</summary>
    public bool IsStopped { get; init; }

    /// <summary>The customer presses digits on the page, so no other keyboard is to come up.</summary>
    public bool IsByKeys { get; init; }

    public bool IsNoPassword { get; init; }

    /// <summary>What the notification is chosen to do; see <see cref="Choices"/>.</summary>
    public string Notify { get; init; } = AtOnce;

    public DateTimeOffset? ClosesAt { get; init; }

    public IReadOnlyList<TradeView> SoFar { get; init; } = [];

    public const string AtOnce = "at-once";

    /// <summary>The words in the form: at once, or the fault that the notification gets.</summary>
    public static IReadOnlyList<string> Choices { get; } = [AtOnce, "delayed", "doubled", "lost", FaultNames.Corrupt];

    /// <summary>For tests and people who look: null while nothing is decided.</summary>
    public string? Result => Step switch
    {
        WalletStep.Invalid => "invalid",
        WalletStep.Paid => "paid",
        WalletStep.Closed => "closed",
        WalletStep.Password when IsRefused => "refused",
        _ => null,
    };
}
