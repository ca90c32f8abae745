using System.Globalization;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Schedules;

/// <summary>Two acts on one paid payment in every order that their steps can have: each commit, each request on its way, each answer. Nothing is drawn.</summary>
public sealed class EveryOrderTests
{
    private const int MostRounds = 100;
    private static readonly Actor s_person = Actor.Person(Stage.Tenant.Id, new UserId(Guid.CreateVersion7()), null);

    [Theory]
    [InlineData("refund", "cancel")]
    [InlineData("cancel", "message")]
    [InlineData("refund", "message")]
    [InlineData("refund", "refund")]
    [Trait("Row", "every order of two acts")]
    [Trait("Row", "M-03")]
    [Trait("Row", "M-04")]
    public async Task Every_order_ends_on_both_sides_alike_with_one_effect_at_alipay(string first, string second)
    {
        var (orders, wrong) = await OneThread.RunAsync(() => PlayAll(first, second, Bug.None));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{first} and {second}: {orders} orders"));
        Assert.Empty(wrong);
        Assert.InRange(orders, 20, int.MaxValue);
    }

    [Theory]
    [InlineData("refund", "cancel")]
    [InlineData("cancel", "message")]
    [InlineData("refund", "message")]
    [InlineData("refund", "refund")]
    public async Task Every_order_ends_on_both_sides_alike_control_without_the_version(string first, string second) =>
        Assert.NotEmpty((await OneThread.RunAsync(() => PlayAll(first, second, Bug.NoVersionCheck))).Wrong);

    /// <summary>Takes the first order, then the next one that differs in its last choice that has another, until there is none.</summary>
    private static (int Orders, HashSet<string> Wrong) PlayAll(string first, string second, Bug bug)
    {
        var (stage, choices, wrong, orders) = (new Stage(), new List<(int Taken, int Of)>(), new HashSet<string>(), 0);
        do
        {
            Begin(stage, bug);
            Start(stage, 0, first);
            Start(stage, 1, second);
            for (var step = 0; stage.Turns.Count > 0; step++)
            {
                if (step == choices.Count)
                {
                    choices.Add((0, stage.Turns.Count));
                }
                stage.Turns.Take(choices[step].Taken);
            }
            if (Judge(stage) is { } broken)
            {
                wrong.Add(broken);
            }
            orders++;
            while (choices.Count > 0 && choices[^1].Taken == choices[^1].Of - 1)
            {
                choices.RemoveAt(choices.Count - 1);
            }
            if (choices.Count > 0)
            {
                choices[^1] = choices[^1] with { Taken = choices[^1].Taken + 1 };
            }
        }
        while (choices.Count > 0);
        return (orders, wrong);
    }

    /// <summary>Noon, a payment that both sides know to be paid, and a sound line.</summary>
    private static void Begin(Stage stage, Bug bug)
    {
        for (ulong seed = 0; seed == 0 || stage.Trade.State != TradeState.Paid || stage.Clock.Now != Given.Noon; seed++)
        {
            stage.Begin(seed, bug);
        }
        (stage.IsCalm, stage.Trade.HasFunds) = (true, true);
        stage.Tick(0);
        Drain(stage);
    }

    /// <summary>That it begins, and reads what stands there then, is a step too.</summary>
    private static void Start(Stage stage, int process, string act)
    {
        var id = stage.Records.Payment.Id;
        stage.Turns.Add(Turns.Nobody, act switch
        {
            "refund" => () => stage.Begun.Add(stage.Processes[process].Refund.RunAsync(s_person, id, new RefundOrder("60.00", "returned", "88.80", $"k{process}"), default)),
            "cancel" => () => stage.Begun.Add(stage.Processes[process].Cancel.RunAsync(s_person, id, "c", default)),
            _ => () =>
            {
                stage.Records.DueNow(stage.Clock.Now);
                stage.Tick(process);
            },
        });
    }

    private static string? Judge(Stage stage)
    {
        for (var round = 0; stage.Records.NextDue() is { } due; round++)
        {
            if (round == MostRounds)
            {
                return "never ends";
            }
            stage.MoveTo(due);
            stage.Tick(0);
            Drain(stage);
        }
        var broken = stage.Begun.Exists(task => task.IsFaulted) ? "it threw" : Verdict.Of(stage, out _);
        var effects = stage.Trade.Refunds.Count + (stage.Trade.IsCancelled ? 1 : 0);
        return broken ?? (effects != 1 ? $"{effects} effects" : stage.Records.Payment.Status == PaymentStatus.Review ? "a person is needed" : null);
    }

    private static void Drain(Stage stage)
    {
        while (stage.Turns.Count > 0)
        {
            stage.Turns.Take(0);
        }
    }
}
