using Portal.Domain.Payments;

namespace Portal.Web.Features.Payments;

/// <summary>A filter chip: the states that people think of together.</summary>
/// <param name="Key">The word in addresses, and of its words.</param>
public sealed record StatusGroup(string Key, IReadOnlyList<PaymentStatus> States)
{
    public static IReadOnlyList<StatusGroup> All { get; } =
    [
        new("paid", [PaymentStatus.Paid, PaymentStatus.PartlyRefunded, PaymentStatus.Refunded]),
        new("open", [PaymentStatus.Reported, PaymentStatus.Pending, PaymentStatus.Unknown, PaymentStatus.Cancelling]),
        new("person", [PaymentStatus.Review]),
        new("back", [PaymentStatus.PartlyRefunded, PaymentStatus.Refunded, PaymentStatus.Cancelled]),
        new("closed", [PaymentStatus.Closed]),
    ];

    /// <summary>Null: all states.</summary>
    public static StatusGroup? Of(string? key) => All.FirstOrDefault(group => group.Key == key);
}
