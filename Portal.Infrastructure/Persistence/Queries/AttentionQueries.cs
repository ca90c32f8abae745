using Microsoft.EntityFrameworkCore;
using Portal.Domain.Attention;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Infrastructure.Jobs;
using Portal.Infrastructure.Persistence.Work;

namespace Portal.Infrastructure.Persistence.Queries;

/// <summary>The queue of open questions. What it reads is bounded, whatever is open; names and last answers are looked up for the page alone.</summary>
public sealed class AttentionQueries(PortalWorks works, TimeProvider clock) : IAttentionQueries
{
    private const int MaxPage = 100;
    private const int MaxSteps = 60;

    public async Task<AttentionPage> PageAsync(Actor actor, int skip, int limit, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.SeeAttention, ct);
        var now = clock.GetUtcNow();
        var open = await OpenThings.ReadAsync(context, null, now, ct);
        var rows = AttentionRows.Of(open);
        var page = await KnownAsync(context, rows.Skip(Math.Max(skip, 0)).Take(Math.Clamp(limit, 1, MaxPage)).ToList(), ct);
        var people = rows.Count(row => row.NeedsPerson);
        return new AttentionPage(page, people, rows.Count - people, open.IsCut, await SummaryAsync(context, now, ct));
    }

    public async Task<int> CountAsync(Actor actor, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.SeeAttention, ct);
        return AttentionRows.Of(await OpenThings.ReadAsync(context, null, clock.GetUtcNow(), ct)).Count;
    }

    public async Task<AttentionCase?> FindAsync(Actor actor, CaseId id, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.SeeAttention, ct);
        var now = clock.GetUtcNow();
        var about = await PaymentOfAsync(context, id, ct);
        if (about is null && id.Kind != CaseKind.Alarm)
        {
            return null;
        }
        var rows = AttentionRows.Of(await OpenThings.ReadAsync(context, about, now, ct)).Where(row => row.Id == id).ToList();
        if (rows.Count == 0)
        {
            return null;
        }
        var row = (await KnownAsync(context, rows, ct))[0];
        var notes = about is { } of ? await NotesQuery.OfPaymentAsync(context, of, ct) : await NotesQuery.OfCaseAsync(context, id, ct);
        return about is null
            ? new AttentionCase(row, null, notes, [])
            : await OpenedAsync(context, row, about.Value, notes, now, ct);
    }

    private static async Task<AttentionCase> OpenedAsync(PortalContext context, AttentionRow row, PaymentId about, IReadOnlyList<NoteView> notes, DateTimeOffset now, CancellationToken ct)
    {
        var named = await NamedPayment.Of(context, context.Payments.AsNoTracking().Where(payment => payment.Id == about)).SingleAsync(ct);
        var steps = (await context.PaymentSteps.AsNoTracking().Where(step => step.PaymentId == about)
            .OrderByDescending(step => step.At).ThenByDescending(step => step.Id).Take(MaxSteps).ToListAsync(ct)).InOrder();
        var view = named.ToView(steps) with { Back = await MoneyBackQuery.RunAsync(context, named.Payment, steps, now, ct), Notes = notes };
        IReadOnlyList<Decision> choices = row.Id.Kind switch
        {
            CaseKind.Payment => Decisions.Of(named.Payment, now),
            CaseKind.Refund => Decisions.Of(await context.Refunds.AsNoTracking().SingleAsync(refund => refund.Id == new RefundId(row.Id.Value), ct), now),
            CaseKind.Cancel => Decisions.Of(await context.Cancels.AsNoTracking().SingleAsync(cancel => cancel.Id == new CancelId(row.Id.Value), ct), now),
            _ => [],
        };
        return new AttentionCase(row, view, notes, choices);
    }

    /// <summary>The payment behind it; null: none, or none within the scope.</summary>
    private static async Task<PaymentId?> PaymentOfAsync(PortalContext context, CaseId id, CancellationToken ct)
    {
        var (refund, cancel) = (new RefundId(id.Value), new CancelId(id.Value));
        var about = id.Kind switch
        {
            CaseKind.Payment => new PaymentId(id.Value),
            CaseKind.Refund => await context.Refunds.Where(row => row.Id == refund).Select(row => (PaymentId?)row.PaymentId).FirstOrDefaultAsync(ct),
            CaseKind.Approval => await context.Approvals.Where(row => row.Id == new ApprovalId(id.Value)).Select(row => (PaymentId?)row.PaymentId).FirstOrDefaultAsync(ct),
            CaseKind.Cancel => await context.Cancels.Where(row => row.Id == cancel).Select(row => (PaymentId?)row.PaymentId).FirstOrDefaultAsync(ct),
            _ => await context.Alarms.Where(row => row.Id == id.Value).Select(row => row.PaymentId).FirstOrDefaultAsync(ct),
        };
        return about is { } payment && await context.Payments.AnyAsync(row => row.Id == payment, ct) ? about : null;
    }

    /// <summary>With owners, their names, and the last answer to a payment.</summary>
    private static async Task<List<AttentionRow>> KnownAsync(PortalContext context, List<AttentionRow> rows, CancellationToken ct)
    {
        var subjects = rows.Select(row => row.Id.Value).ToList();
        var marks = await context.CaseMarks.AsNoTracking().Where(mark => subjects.Contains(mark.SubjectId)).ToDictionaryAsync(mark => new CaseId(mark.Kind, mark.SubjectId), ct);
        var names = await NotesQuery.NamesAsync(context, marks.Values.Select(mark => mark.OwnerId), ct);
        var asked = rows.Where(row => row.Id.Kind == CaseKind.Payment).Select(row => new PaymentId(row.Id.Value)).ToList();
        var answers = asked.Count == 0 ? [] : await context.PaymentSteps.AsNoTracking().Where(step => asked.Contains(step.PaymentId)).GroupBy(step => step.PaymentId)
            .Select(steps => steps.OrderByDescending(step => step.At).ThenByDescending(step => step.Id).First()).ToDictionaryAsync(step => step.PaymentId, step => step.Reason, ct);
        return [.. rows.Select(row =>
        {
            var mark = marks.GetValueOrDefault(row.Id);
            return row with
            {
                LastAnswer = row.LastAnswer ?? (row.Id.Kind == CaseKind.Payment ? answers.GetValueOrDefault(new PaymentId(row.Id.Value)) : null),
                OwnerId = mark?.OwnerId,
                Owner = mark?.OwnerId is { } owner ? names.GetValueOrDefault(owner) : null,
                AskedAt = mark?.AskedAt,
            };
        })];
    }

    private static async Task<AttentionSummary> SummaryAsync(PortalContext context, DateTimeOffset now, CancellationToken ct)
    {
        var tenant = await context.Tenants.AsNoTracking().SingleAsync(row => row.Id == context.CurrentTenant, ct);
        var from = tenant.ShopDayAt(now).From;
        var sweep = await context.JobReports.AsNoTracking().Where(report => report.Job == AskDue.JobName && report.TenantId == default).Select(report => (DateTimeOffset?)report.LastAt).FirstOrDefaultAsync(ct);
        return new AttentionSummary(
            sweep,
            await context.Payments.CountAsync(payment => payment.OccurredAt >= from, ct),
            await context.Payments.CountAsync(payment => payment.DueAt != null && payment.UnclearSince != null, ct));
    }
}
