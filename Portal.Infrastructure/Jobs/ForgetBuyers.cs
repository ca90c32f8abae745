using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Portal.Domain.Claims;
using Portal.Domain.Primitives;
using Portal.Domain.Privacy;
using Portal.Infrastructure.Persistence;

namespace Portal.Infrastructure.Jobs;

/// <summary>Forgets people when their time is over: messages are cut down to the fact that they came, payers vanish from payments and claims, cases of the claim desk go. Money stays.</summary>
/// <remarks>Source: DATA-MONEY-TIME 6.2. A second run finds nothing; what is written down of it is counts.</remarks>
public sealed class ForgetBuyers(PortalDatabase database, AcrossTenants across, TenantRounds rounds, TimeProvider clock, ILogger<ForgetBuyers> log) : IJobTick
{
    public string Name => "forget-buyers";

    public async Task<int> TickAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await rounds.EachAsync(Name, await across.AllTenantsAsync(ct), tenant => ForgetAsync(tenant, now, ct), ct);
    }

    private async Task<int> ForgetAsync(TenantId tenant, DateTimeOffset now, CancellationToken ct)
    {
        var (messagesBefore, payersBefore, claimsBefore) = (now - Retention.Messages, now - Retention.Payers, now - Retention.Claims);
        await using var context = database.Open(tenant);
        var messages = await context.Notifications.Where(message => message.ReceivedAt <= messagesBefore && message.SealedBody != StoredNotification.Shortened)
            .ExecuteUpdateAsync(set => set.SetProperty(message => message.SealedBody, StoredNotification.Shortened), ct);
        var payers = await context.Payments.Where(payment => payment.ArrivedAt <= payersBefore && (payment.Payer != null || payment.PayerHash != null))
            .ExecuteUpdateAsync(set => set.SetProperty(payment => payment.Payer, (string?)null).SetProperty(payment => payment.PayerHash, (byte[]?)null), ct);
        payers += await context.Claims.Where(claim => claim.AskedAt <= payersBefore && (claim.FoundPayer != null || claim.FoundPayerHash != null))
            .ExecuteUpdateAsync(set => set.SetProperty(claim => claim.FoundPayer, (string?)null).SetProperty(claim => claim.FoundPayerHash, (byte[]?)null), ct);
        var claims = await context.Claims.Where(claim => claim.AskedAt <= claimsBefore && claim.Verdict != Verdict.Unassigned).ExecuteDeleteAsync(ct);
        if (messages + payers + claims > 0)
        {
            log.LogInformation("Retention in tenant {Tenant}: {Messages} messages shortened, {Payers} payers removed, {Claims} claims deleted", tenant, messages, payers, claims);
        }
        return messages + payers + claims;
    }
}
