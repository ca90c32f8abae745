using Microsoft.Extensions.Localization;
using Portal.Infrastructure.Mail;
using Portal.Web.Components.Shared;
using Portal.Web.Features.Attention;

namespace Portal.Web.Composition;

/// <summary>What owners and managers are written: what it is about, and where to look. Never who paid.</summary>
public sealed class AttentionMails(PublicAddress address, IStringLocalizer<AttentionText> text) : IMailWords
{
    public (string Subject, string Text) Of(MailFacts facts)
    {
        var key = facts is { Kind: MailKind.StaysUnclear, Count: > 1 } ? "Mail.StayUnclear" : $"Mail.{facts.Kind}";
        var amount = facts.Amount is { } sum ? $"{sum.Currency} {sum.ToGroupedText()}" : text["Mail.NoAmount"].Value;
        var words = text[$"{key}.words", amount, facts.CounterName ?? facts.TenantName, facts.Count, ShopClock.DayAndMinutes(facts.At, facts.Zone)];
        return (text[key, facts.TenantName], $"{words}\n\n{text["Mail.Where", $"{address.Base}/attention"]}\n");
    }
}
