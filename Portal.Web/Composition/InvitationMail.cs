using System.Net.Mail;
using Microsoft.Extensions.Localization;
using Portal.Domain.People;
using Portal.Infrastructure.Mail;
using Portal.Web.Features.Account;

namespace Portal.Web.Composition;

/// <summary>Mails invitations where mail is set; elsewhere, and where the server refuses, whoever invites is shown the link, once.</summary>
public sealed class InvitationMail(IMailer mailer, IStringLocalizer<InvitationText> text, ILogger<InvitationMail> log) : ISendInvitation
{
    public async Task<bool> SendAsync(InvitationLetter letter, CancellationToken ct)
    {
        if (!mailer.IsSet)
        {
            return false;
        }
        try
        {
            await mailer.SendAsync(letter.Email, text["Mail", letter.TenantName], text["Mail.words", letter.TenantName, text[$"Mail.Role.{letter.Role}"], letter.Link, letter.ExpiresAt.UtcDateTime], ct);
            return true;
        }
        catch (SmtpException failed)
        {
            log.LogError("An invitation could not be mailed: {Status}", failed.StatusCode);
            return false;
        }
    }
}
