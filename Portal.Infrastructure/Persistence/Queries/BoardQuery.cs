using Microsoft.EntityFrameworkCore;
using Portal.Domain.Alarms;
using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence.Work;

namespace Portal.Infrastructure.Persistence.Queries;

/// <summary>The operator's board: one tenant after the other, each within its own walls; counts and sums leave them, rows do not.</summary>
public sealed class BoardQuery(PlatformWorks works, PortalDatabase database, IPublicAddress address, TimeProvider clock) : ITenantBoard
{
    private static readonly PaymentStatus[] s_taken = [.. Enum.GetValues<PaymentStatus>().Where(status => status.IsTaken())];
    private static readonly AlarmKind[] s_ofMessages =
        [AlarmKind.UnreadableAmount, AlarmKind.OrphanNotification, AlarmKind.ConflictingNotification, AlarmKind.OtherSeller, AlarmKind.ForgedNotifications];

    private static readonly TimeSpan s_overdueAfter = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_stuckAfter = TimeSpan.FromDays(1);

    public async Task<IReadOnlyList<TenantBoardRow>> ListAsync(PlatformActor reader, CancellationToken ct)
    {
        await using var platform = await works.OpenAsync(reader, Permission.SeeBoard, ct);
        var rows = new List<TenantBoardRow>();
        foreach (var tenant in await platform.Tenants.AsNoTracking().ToListAsync(ct))
        {
            rows.Add(await RowAsync(tenant, ct));
        }
        return [.. rows.OrderByDescending(row => row.Help).ThenBy(row => row.Status == TenantStatus.Closed).ThenBy(row => row.Name, StringComparer.Ordinal)];
    }

    public async Task<TenantDetail?> FindAsync(PlatformActor reader, TenantId tenant, CancellationToken ct)
    {
        await using var platform = await works.OpenAsync(reader, Permission.SeeBoard, ct);
        if (await platform.Tenants.AsNoTracking().FirstOrDefaultAsync(row => row.Id == tenant, ct) is not { } found)
        {
            return null;
        }
        await using var context = database.Open(tenant);
        var now = clock.GetUtcNow();
        var owners = await context.Memberships.CountAsync(row => row.Role == Role.Owner, ct);
        var invited = await context.OneTimeLinks.Where(link => link.TenantId == tenant && link.Purpose == LinkPurpose.Invitation && link.Role == Role.Owner
            && link.UsedAt == null && link.WithdrawnAt == null && link.ExpiresAt > now).Select(link => link.Email).ToListAsync(ct);
        var held = await context.QrCodes.Where(code => code.IsActive && code.HeldAt != null).Select(code => code.Status).ToListAsync(ct);
        var grant = await context.SupportGrants.AsNoTracking().FirstOrDefaultAsync(row => row.EndedAt == null && row.Until > now, ct);
        return new TenantDetail(
            found, await RowAsync(found, ct), owners, invited, held.Count(status => status == QrCodeStatus.Stopped), held.Count(status => status != QrCodeStatus.Stopped), grant);
    }

    private async Task<TenantBoardRow> RowAsync(Tenant tenant, CancellationToken ct)
    {
        await using var context = database.Open(tenant.Id);
        var now = clock.GetUtcNow();
        var (from, late) = (tenant.ShopDayAt(now).From, now - s_overdueAfter);
        var today = context.Payments.Where(payment => payment.OccurredAt >= from && s_taken.Contains(payment.Status));
        var (count, taken) = (await today.CountAsync(ct), await today.SumAsync(payment => payment.AmountMinor ?? 0, ct));
        var alarms = await context.Alarms.AsNoTracking().Where(alarm => alarm.ClosedAt == null).Select(alarm => alarm.Kind).ToListAsync(ct);
        var overdue = await context.Payments.CountAsync(payment => payment.DueAt < late, ct) + await context.QrCodes.CountAsync(code => code.DueAt < late, ct)
            + alarms.Count(kind => kind == AlarmKind.ParkedWork);
        var lastMessage = await context.Notifications.OrderByDescending(row => row.ReceivedAt).Select(row => (DateTimeOffset?)row.ReceivedAt).FirstOrDefaultAsync(ct);
        var failed = alarms.Count(kind => s_ofMessages.Contains(kind));
        var onboarding = await OnboardingQueries.ReadAsync(context, tenant, address.Base is not null, ct);
        var help = tenant.Status == TenantStatus.Closed ? HelpNeeded.None
            : alarms.Contains(AlarmKind.GatewayConfiguration) ? HelpNeeded.Keys
            : failed > 0 ? HelpNeeded.Notifications
            : overdue > 0 ? HelpNeeded.Overdue
            : onboarding.Next is not null && now - onboarding.WaitingSince > s_stuckAfter ? HelpNeeded.Stuck
            : HelpNeeded.None;
        return new TenantBoardRow(
            tenant.Id, tenant.Name, tenant.Country, tenant.Currency, tenant.Status, await context.Accounts.Select(account => account.Partner).FirstOrDefaultAsync(ct),
            await context.Counters.CountAsync(ct), await context.QrCodes.CountAsync(code => code.IsActive && code.Status == QrCodeStatus.Live, ct),
            count, Money.OfMinor(taken, tenant.Currency), lastMessage, failed, overdue, help, onboarding);
    }
}
