using Microsoft.Extensions.Localization;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Mail;

namespace Portal.Web.Features.Account;

/// <summary>What the portal writes to people about their accounts.</summary>
public sealed class AccountMails(IMailer mailer, PasswordLinks links, IStringLocalizer<AccountText> text, ILogger<AccountMails> log)
{
    public bool IsSet => mailer.IsSet;

    /// <summary>The link to a new password, where the address is somebody's.</summary>
    public async Task ResetAsync(string email, CancellationToken ct)
    {
        if (mailer.IsSet && await links.MakeForMailAsync(email, ct) is { } link)
        {
            await SendAsync(email, text["Mail.Reset"], text["Mail.Reset.words", link], ct);
        }
    }

    public async Task PausedAsync(string email, CancellationToken ct)
    {
        if (mailer.IsSet)
        {
            await SendAsync(email, text["Mail.Paused"], text["Mail.Paused.words"], ct);
        }
    }

    private async Task SendAsync(string email, string subject, string words, CancellationToken ct)
    {
        try
        {
            await mailer.SendAsync(email, subject, words, ct);
        }
        catch (System.Net.Mail.SmtpException failed)
        {
            log.LogError("A mail could not be sent: {Status}", failed.StatusCode);
        }
    }
}
