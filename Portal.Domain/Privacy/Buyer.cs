using Portal.Domain.Primitives;
using Portal.Domain.Tenants;

namespace Portal.Domain.Privacy;

/// <summary>Who paid, as Alipay's message says it.</summary>
/// <param name="Login">Mostly masked by Alipay already.</param>
/// <param name="Id">Alipay's number of the person, which singles one person out.</param>
public sealed record Buyer(string? Login, string? Id);

/// <summary>How long what is known of people is kept.</summary>
/// <remarks>Source: DATA-MONEY-TIME 6.2.</remarks>
public static class Retention
{
    /// <summary>Alipay's messages as they came; then only that they came, and what became of them.</summary>
    public static readonly TimeSpan Messages = TimeSpan.FromDays(90);

    /// <summary>Fields that name a payer, on the payment itself: as long as it can be refunded, and 30 days. Amounts stay.</summary>
    public static readonly TimeSpan Payers = TimeSpan.FromDays(395);

    /// <summary>Cases of the claim desk; what was found by one stays on the payment, and money that stands at no counter stays on its case.</summary>
    public static readonly TimeSpan Claims = TimeSpan.FromDays(180);
}

/// <summary>Turns a person's number into what can be compared, and not read.</summary>
public interface IPayerHashes
{
    /// <summary>The same within a tenant for the same person, another one in every other tenant; 32 bytes.</summary>
    byte[] Of(Tenant tenant, string buyerId);
}

/// <summary>Alipay's messages as they came, while they are kept.</summary>
public interface IStoredMessages
{
    /// <summary>Null: no message of the payment is kept any more, or none names anybody.</summary>
    Task<Buyer?> BuyerOfAsync(Tenant tenant, PaymentId payment, CancellationToken ct);

    /// <summary>The messages of a payment, what is secret or names the customer left out.</summary>
    Task<RawMessages> OfPaymentAsync(Tenant tenant, PaymentId payment, CancellationToken ct);
}

/// <summary>A login as pages may show it.</summary>
public static class PayerName
{
    private const string Stars = "****";

    /// <summary>What Alipay masked stays as it is; what it did not loses its middle: at most a quarter is left at either end.</summary>
    public static string? Masked(string? login) =>
        string.IsNullOrEmpty(login) ? null
        : login.Contains("**", StringComparison.Ordinal) ? login
        : login[..Math.Min(3, login.Length / 4)] + Stars + login[^Math.Min(4, login.Length / 4)..];
}
