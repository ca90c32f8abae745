using Microsoft.EntityFrameworkCore;
using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Domain.People;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence.Work;

namespace Portal.Infrastructure.Persistence.Queries;

/// <summary>How far a tenant's way in is, read from what is there.</summary>
public sealed class OnboardingQueries(PortalWorks works, IPublicAddress address) : IOnboardingQueries
{
    private static readonly PaymentStatus[] s_taken = [.. Enum.GetValues<PaymentStatus>().Where(status => status.IsTaken())];

    public async Task<OnboardingView> FindAsync(Actor actor, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.SeeSettings, ct);
        return await ReadAsync(context, await context.Tenants.AsNoTracking().SingleAsync(row => row.Id == actor.Tenant, ct), address.Base is not null, ct);
    }

    /// <summary>Of the context's tenant.</summary>
    internal static async Task<OnboardingView> ReadAsync(PortalContext context, Tenant tenant, bool hasAddress, CancellationToken ct)
    {
        var account = await context.Accounts.AsNoTracking().FirstOrDefaultAsync(ct);
        var firstCode = await context.QrCodes.Where(code => code.Text != null).OrderBy(code => code.CreatedAt).Select(code => (DateTimeOffset?)code.CreatedAt).FirstOrDefaultAsync(ct);
        var firstMessage = await context.Notifications.OrderBy(row => row.ReceivedAt).Select(row => (DateTimeOffset?)row.ReceivedAt).FirstOrDefaultAsync(ct);
        var firstPaid = await context.Payments.Where(payment => s_taken.Contains(payment.Status)).OrderBy(payment => payment.ArrivedAt)
            .Select(payment => (DateTimeOffset?)payment.ArrivedAt).FirstOrDefaultAsync(ct);
        return OnboardingView.Of(tenant, new OnboardingFacts(
            account is not null, account?.ProvenAt, hasAddress, await context.Counters.AnyAsync(ct), firstCode, firstMessage, firstPaid, await context.Memberships.CountAsync(ct),
            await context.OneTimeLinks.AnyAsync(link => link.TenantId == tenant.Id && link.Purpose == LinkPurpose.Invitation && link.Role != Role.Owner, ct)));
    }
}
