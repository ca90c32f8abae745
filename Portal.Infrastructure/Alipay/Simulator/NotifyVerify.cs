using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary><c>notify_verify</c>: whether a notification came from here, as plain text.</summary>
/// <remarks>Source: PROTOCOL 2.6. True: of this partner, sent within a minute, not acknowledged yet.</remarks>
internal sealed class NotifyVerify(SimulatorFile file, PartnerDesk partners, FaultBook faults, IOptions<SimulatorOptions> options)
{
    private const string Invalid = "invalid";

    public async Task<string> AnswerAsync(SimulatedRequest request, CancellationToken ct)
    {
        if (request["notify_id"] is not { } id || await partners.FindAsync(request["partner"], ct) is not { } partner)
        {
            return Invalid;
        }
        if (await faults.TakeAsync(FaultNames.NotificationService, partner.Partner, FaultNames.Verify, ct) is { } fault)
        {
            return fault.Fault == "notify-verify-invalid" ? Invalid : "false";
        }
        await using var context = file.Open();
        var since = file.Now - options.Value.NotifyIdValidFor;
        return await context.Notifications.AnyAsync(row => row.NotifyId == id && row.Partner == partner.Partner && !row.Delivered && row.LastSentAt >= since, ct) ? "true" : "false";
    }
}
