using Portal.Domain.Payments;

namespace Portal.Infrastructure.Persistence.Queries;

internal static class StepOrder
{
    /// <summary>As they happened. Databases sort ids each in its own way, so steps of one instant are put in order here.</summary>
    public static List<PaymentStep> InOrder(this IEnumerable<PaymentStep> steps) => [.. steps.OrderBy(step => step.At).ThenBy(step => step.Id)];
}
