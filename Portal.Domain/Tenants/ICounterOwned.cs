using Portal.Domain.Primitives;

namespace Portal.Domain.Tenants;

/// <summary>A row that belongs to one counter: one convention hides it from people who are bound to others.</summary>
public interface ICounterOwned : ITenantOwned
{
    CounterId CounterId { get; }
}

/// <summary>A row that belongs to a payment, and is hidden where the payment is.</summary>
public interface IPaymentOwned : ITenantOwned
{
    PaymentId PaymentId { get; }
}
