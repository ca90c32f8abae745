using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Mail;

/// <summary>What a mail may say: no buyer, no number of a trade.</summary>
/// <param name="CounterName">Null where it tells of payments at several counters.</param>
/// <param name="Amount">Null where it tells of several payments, or Alipay named none that can be read.</param>
/// <param name="At">When it happened.</param>
/// <param name="Zone">The shop's.</param>
public sealed record MailFacts(MailKind Kind, string TenantName, string? CounterName, Money? Amount, int Count, DateTimeOffset At, TimeZoneInfo Zone);

/// <summary>Puts a mail into words.</summary>
public interface IMailWords
{
    (string Subject, string Text) Of(MailFacts facts);
}
