namespace Portal.Infrastructure.Mail;

/// <summary>Sends plain text to one person.</summary>
public interface IMailer
{
    /// <summary>Whether a server for mail is set; without one, links are shown to whoever makes them.</summary>
    bool IsSet { get; }

    /// <exception cref="System.Net.Mail.SmtpException">The server refused, or was not there in time.</exception>
    Task SendAsync(string to, string subject, string text, CancellationToken ct);
}
