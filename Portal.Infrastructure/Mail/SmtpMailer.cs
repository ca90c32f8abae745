using System.Net;
using System.Net.Mail;
using Microsoft.Extensions.Options;

namespace Portal.Infrastructure.Mail;

/// <summary>Settings below <c>Portal:Smtp</c>.</summary>
public sealed class SmtpOptions
{
    public string? Host { get; set; }

    public int Port { get; set; } = 587;

    /// <summary>Whom mails come from; required with <see cref="Host"/>.</summary>
    public string? From { get; set; }

    public string? User { get; set; }

    /// <summary>A file that holds the password and nothing else.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>STARTTLS; off only for a server on the same machine.</summary>
    public bool Tls { get; set; } = true;
}

/// <summary>Mail by the base library's SMTP.</summary>
public sealed class SmtpMailer(IOptions<SmtpOptions> options) : IMailer
{
    private static readonly TimeSpan s_within = TimeSpan.FromSeconds(20);

    public bool IsSet => options.Value is { Host.Length: > 0, From.Length: > 0 };

    public async Task SendAsync(string to, string subject, string text, CancellationToken ct)
    {
        var settings = options.Value;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(s_within);
        using var line = new SmtpClient(settings.Host, settings.Port) { EnableSsl = settings.Tls };
        if (settings.User is { Length: > 0 } user)
        {
            var password = settings.PasswordFile is { } file ? (await File.ReadAllTextAsync(file, ct)).Trim() : "";
            line.Credentials = new NetworkCredential(user, password);
        }
        using var mail = new MailMessage(settings.From!, to, subject, text.ReplaceLineEndings("\r\n"));
        await line.SendMailAsync(mail, limit.Token);
    }
}
