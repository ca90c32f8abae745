using Portal.Domain.Cancels;
using Portal.Domain.Payments;
using Portal.Domain.Refunds;
using Portal.Domain.States;

namespace Portal.Tests.Domain.States;

/// <summary>The three tables over every pair of state and event, typed by hand; <c>.</c> is illegal.</summary>
public sealed class TablesTests
{
    private const string Payments = """
        Doubted SaidWaiting SaidPaid SaidPaidMeanwhile SaidPaidInPart SaidClosed SaidUndone RefundedInPart RefundedInFull CancelStarted CancelReturned CancelClosed Contradicted Reopened
        Reported Unknown Pending Paid . . Closed . . . . . . Review .
        Pending Unknown Pending Paid . . Closed . . . Cancelling . . Review .
        Unknown Unknown Pending Paid . . Closed . . . Cancelling . . Review .
        Paid Paid Paid Paid . . . Cancelled PartlyRefunded Refunded Cancelling . . Review .
        PartlyRefunded PartlyRefunded PartlyRefunded PartlyRefunded . PartlyRefunded . . PartlyRefunded Refunded . . . Review .
        Refunded Refunded Refunded Refunded . . . . . Refunded . . . Review .
        Cancelling Cancelling Cancelling Paid Cancelling . Closed Cancelled . . . Cancelled Closed Review .
        Cancelled Cancelled Cancelled Review . . Cancelled Cancelled . . . Cancelled . Review .
        Closed Closed Closed Review . . Closed . . . . . Closed Review .
        Review Review Review Paid . PartlyRefunded Closed Cancelled Review Refunded Cancelling . . Review Unknown
        """;

    private const string Refunds = """
                    Doubted NotHeard LacksBalance Taken CarriedOut Refused Contradicted Ended TimeUp DecisionDenied
        Requested   Unknown Requested Requested Accepted Done Failed Review Failed Review .
        Unknown     Unknown Unknown Requested Accepted Done Failed Review . Review .
        Accepted    Accepted Accepted . Accepted Done Failed Review . Review .
        Done        . . . Done Done Done Done . . Review
        Failed      . . . . Review Failed Review . . .
        Review      Review Review . . Done Failed Review . . .
        """;

    private const string Cancels = """
                    Sending Withdrawn Doubted CarriedOut Refused TimeUp SaidEnded SaidPaid
        Asked       Sent Dropped Asked . . . Dropped Dropped
        Sent        Sent . Sent Done Refused Review Done Sent
        Done        . . . Done . . Done Done
        Refused     . . . . Refused . Done Refused
        Dropped     . . . . . . Dropped Dropped
        Review      . . . Done . . Done Refused
        """;

    [Fact]
    [Trait("Row", "state table of payments")]
    public void Payments_take_the_steps_of_the_table_and_no_other() => AssertSame(Payments, PaymentTable.Rules);

    [Fact]
    [Trait("Row", "state table of refunds")]
    public void Refunds_take_the_steps_of_the_table_and_no_other() => AssertSame(Refunds, RefundTable.Rules);

    [Fact]
    [Trait("Row", "state table of cancels")]
    public void Cancels_take_the_steps_of_the_table_and_no_other() => AssertSame(Cancels, CancelTable.Rules);

    [Fact]
    public void The_steps_of_a_table_control() =>
        Assert.ThrowsAny<Exception>(() => AssertSame(Cancels.Replace("Sent . Sent Done Refused", "Sent . Sent Done Done", StringComparison.Ordinal), CancelTable.Rules));

    [Fact]
    public void Weaker_evidence_than_a_rule_needs_moves_nothing()
    {
        foreach (var rule in RefundTable.Rules.Rules)
        {
            Weaker(RefundTable.Rules, rule);
        }
        foreach (var rule in PaymentTable.Rules.Rules)
        {
            Weaker(PaymentTable.Rules, rule);
        }
        foreach (var rule in CancelTable.Rules.Rules)
        {
            Weaker(CancelTable.Rules, rule);
        }
    }

    [Fact]
    public void No_clock_and_no_silence_says_what_became_of_money()
    {
        RefundStatus[] ends = [RefundStatus.Done, RefundStatus.Failed];
        Assert.DoesNotContain(RefundTable.Rules.Rules, rule => rule.Needs == Evidence.NoAnswer && ends.Contains(rule.To) && rule.From != rule.To);
        PaymentStatus[] open = [PaymentStatus.Unknown];
        Assert.DoesNotContain(PaymentTable.Rules.Rules, rule => rule.Needs == Evidence.NoAnswer && rule.From != rule.To && !open.Contains(rule.To));
        Assert.DoesNotContain(CancelTable.Rules.Rules, rule => rule.Needs == Evidence.NoAnswer && rule.To is CancelStatus.Done or CancelStatus.Refused && rule.From != rule.To);
    }

    [Fact]
    public void An_amount_is_freed_by_failing_and_by_nothing_else() => Assert.All(
        RefundTable.Rules.Rules, rule => Assert.Equal(rule.From != RefundStatus.Failed && rule.To == RefundStatus.Failed, rule.Effects.HasFlag(StepEffects.FreeAmount)));

    private static void Weaker<TState, TTrigger>(StateTable<TState, TTrigger> table, StateRule<TState, TTrigger> rule)
        where TState : struct, Enum
        where TTrigger : struct, Enum
    {
        foreach (var evidence in Enum.GetValues<Evidence>())
        {
            Assert.Equal(evidence.Rank() >= rule.Needs.Rank(), table.Find(rule.From, rule.Trigger, evidence) is not null);
        }
    }

    private static void AssertSame<TState, TTrigger>(string typed, StateTable<TState, TTrigger> table)
        where TState : struct, Enum
        where TTrigger : struct, Enum
    {
        var lines = typed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.Equal(Enum.GetNames<TTrigger>(), lines[0]);
        Assert.Equal(Enum.GetNames<TState>(), lines.Skip(1).Select(line => line[0]));
        var illegal = new List<(TState, TTrigger)>();
        foreach (var line in lines.Skip(1))
        {
            var from = Enum.Parse<TState>(line[0]);
            Assert.Equal(lines[0].Length + 1, line.Length);
            for (var i = 0; i < lines[0].Length; i++)
            {
                var trigger = Enum.Parse<TTrigger>(lines[0][i]);
                var rule = table.Find(from, trigger, Evidence.Person);
                Assert.True(line[i + 1] == (rule?.To.ToString() ?? "."), $"{from}, {trigger}: {rule?.To}");
                if (rule is null)
                {
                    illegal.Add((from, trigger));
                }
            }
        }
        Assert.Equal(illegal.Order(), table.Illegal.Order());
    }
}
