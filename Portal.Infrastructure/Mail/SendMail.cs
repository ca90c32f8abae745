using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Portal.Domain.Alarms;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Persistence.Work;

namespace Portal.Infrastructure.Mail;

/// <summary>Sends one claimed mail, or addresses one that has nobody yet to the tenant's owners and managers. Whoever claimed it after us saves, and we do not.</summary>
public sealed class SendMail(PortalDatabase database, IMailer mailer, IMailWords words, TimeProvider clock, ILogger<SendMail> log)
{
    /// <returns>False: it could not be sent, or our own code failed; it is tried again later.</returns>
    public async Task<bool> RunAsync(ClaimedRow row)
    {
        try
        {
            await using var context = database.Open(row.Tenant);
            if (await FindAsync(context, row) is not { } mail)
            {
                return true;
            }
            if (!mailer.IsSet)
            {
                mail.End(MailStatus.NotConfigured, clock.GetUtcNow());
            }
            else if (mail.UserId is not { } user)
            {
                await AddressAsync(context, mail);
            }
            else if (await AddressOfAsync(context, user) is not { } address)
            {
                mail.End(MailStatus.Dropped, clock.GetUtcNow());
            }
            else
            {
                var (subject, text) = words.Of(await FactsAsync(context, mail));
                await mailer.SendAsync(address, subject, text, CancellationToken.None);
                mail.End(MailStatus.Sent, clock.GetUtcNow());
            }
            await context.SaveChangesAsync();
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return true;                                               // another process claimed it meanwhile: its result stands
        }
        catch (Exception failed)
        {
            log.LogError("A mail of tenant {Tenant} could not be sent: {What}", row.Tenant, failed.GetType().Name);        // the text may name an address
            await CountFailureAsync(row);
            return false;
        }
    }

    private static Task<OutgoingMail?> FindAsync(PortalContext context, ClaimedRow row) =>
        context.OutgoingMails.FirstOrDefaultAsync(mail => mail.Id == row.Id && mail.LeaseToken == row.Lease.Token && mail.DueAt != null);

    /// <summary>One row a person takes the place of this one, all in one transaction.</summary>
    private async Task AddressAsync(PortalContext context, OutgoingMail mail)
    {
        var counters = await CountersAsync(context, mail);
        foreach (var person in await context.Memberships.AsNoTracking().Include(row => row.Counters).Where(row => row.Role == Role.Owner || row.Role == Role.Manager).ToListAsync())
        {
            if (person.Role == Role.Owner || person.Counters.Count == 0 || person.Counters.Any(bound => counters.Contains(bound.CounterId)))
            {
                context.OutgoingMails.Add(mail.To(person.UserId, clock.GetUtcNow()));
            }
        }
        mail.End(MailStatus.Addressed, clock.GetUtcNow());
    }

    /// <summary>Where it happened: of the payment, or of all payments that were told of together.</summary>
    private static async Task<List<CounterId>> CountersAsync(PortalContext context, OutgoingMail mail) => mail.PaymentId is { } about
        ? await context.Payments.Where(payment => payment.Id == about).Select(payment => payment.CounterId).ToListAsync()
        : await context.Payments.Where(payment => payment.UnclearToldAt == mail.CreatedAt).Select(payment => payment.CounterId).Distinct().ToListAsync();

    private static async Task<string?> AddressOfAsync(PortalContext context, UserId user) =>
        await context.Memberships.AnyAsync(row => row.UserId == user && (row.Role == Role.Owner || row.Role == Role.Manager))
            ? await context.Users.Where(person => person.Id == user.Value).Select(person => person.Email).FirstOrDefaultAsync()
            : null;

    private static async Task<MailFacts> FactsAsync(PortalContext context, OutgoingMail mail)
    {
        var tenant = await context.Tenants.AsNoTracking().SingleAsync(row => row.Id == mail.TenantId);
        var payment = mail.PaymentId is { } about ? await context.Payments.AsNoTracking().FirstOrDefaultAsync(row => row.Id == about) : null;
        var counter = payment is null ? null : await context.Counters.Where(row => row.Id == payment.CounterId).Select(row => row.Name).FirstOrDefaultAsync();
        return new MailFacts(mail.Kind, tenant.Name, counter, await AmountAsync(context, mail, payment), mail.Count, mail.CreatedAt, tenant.Zone);
    }

    private static async Task<Money?> AmountAsync(PortalContext context, OutgoingMail mail, Payment? payment)
    {
        if (mail.Kind != MailKind.RefundFailed || !Guid.TryParse(mail.Event, out var raised))
        {
            return payment?.Amount;
        }
        var alarm = await context.Alarms.AsNoTracking().FirstOrDefaultAsync(row => row.Id == raised);
        return alarm is not null && RefundNo.TryRead(alarm.About, out var number) ? (await context.Refunds.AsNoTracking().FirstOrDefaultAsync(row => row.Number == number))?.Amount : null;
    }

    private async Task CountFailureAsync(ClaimedRow row)
    {
        try
        {
            await using var context = database.Open(row.Tenant);
            if (await FindAsync(context, row) is { } mail && mail.Failed(clock.GetUtcNow()))
            {
                await new AlarmStore(context, clock).RaiseAsync(AlarmKind.ParkedWork, "mail", "Mail", null, CancellationToken.None);      // one for all: it is the server's matter
            }
            await context.SaveChangesAsync();
        }
        catch (Exception failed)
        {
            log.LogError(failed, "The failure of a mail of tenant {Tenant} could not be counted; its lease runs out by itself", row.Tenant);
        }
    }
}
