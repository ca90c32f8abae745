using Portal.Domain.Payments;
using Portal.Tests.TestKit;

namespace Portal.Tests.Domain;

public sealed class PaymentStatusTests
{
    /// <summary>Typed from CONTRACT, "States"; one line a state, its steps behind it.</summary>
    private const string Steps = """
        Reported: Pending Unknown Paid Closed Review
        Pending: Unknown Paid Closed Cancelling Review
        Unknown: Pending Paid Closed Cancelling Review
        Paid: PartlyRefunded Refunded Cancelling Cancelled Review
        PartlyRefunded: Refunded Review
        Refunded: Review
        Cancelling: Cancelled Paid Closed Review
        Cancelled: Review
        Closed: Review
        Review: Unknown Paid PartlyRefunded Refunded Cancelling Cancelled Closed
        """;

    public static TheoryData<PaymentStatus, PaymentStatus, bool> Pairs()
    {
        var table = Steps.Split('\n').Select(line => line.Split(": ")).ToDictionary(parts => parts[0].Trim(), parts => parts[1].Trim().Split(' '));
        var pairs = new TheoryData<PaymentStatus, PaymentStatus, bool>();
        foreach (var from in Enum.GetValues<PaymentStatus>())
        {
            foreach (var to in Enum.GetValues<PaymentStatus>())
            {
                pairs.Add(from, to, table[from.ToString()].Contains(to.ToString()));
            }
        }
        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Steps_are_those_of_the_table(PaymentStatus from, PaymentStatus to, bool allowed) => Assert.Equal(allowed, from.CanBecome(to));

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_payment_takes_only_such_steps_and_keeps_each(PaymentStatus from, PaymentStatus to, bool allowed)
    {
        var payment = Given.APaymentIn(from);
        var before = payment.History.Count;
        var moved = payment.MoveTo(to, "test", Evidence.SignedAnswer, Given.Noon);
        Assert.Equal(allowed || from == to, moved);
        Assert.Equal(moved ? to : from, payment.Status);
        Assert.Equal(before + (moved ? 1 : 0), payment.History.Count);
    }

    [Fact]
    public void Every_step_says_what_when_why_and_by_which_evidence()
    {
        var payment = Given.APaymentIn(PaymentStatus.Reported);
        payment.MoveTo(PaymentStatus.Paid, "trade_success", Evidence.SignedAnswer, Given.Noon);
        var step = payment.History[^1];
        Assert.Equal((PaymentStatus.Reported, PaymentStatus.Paid, "trade_success", Evidence.SignedAnswer, Given.Noon), (step.From, step.To, step.Reason, step.Evidence, step.At));
    }
}
