using Microsoft.EntityFrameworkCore;
using Portal.Domain.Attention;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Persistence.Queries;

/// <summary>What people wrote, with their names; the newest 200, the oldest of them first.</summary>
internal static class NotesQuery
{
    private const int MaxShown = 200;

    public static Task<IReadOnlyList<NoteView>> OfPaymentAsync(PortalContext context, PaymentId payment, CancellationToken ct) =>
        NamedAsync(context, context.Notes.Where(note => note.PaymentId == payment), ct);

    public static Task<IReadOnlyList<NoteView>> OfCaseAsync(PortalContext context, CaseId id, CancellationToken ct) =>
        NamedAsync(context, context.Notes.Where(note => note.CaseKind == id.Kind && note.SubjectId == id.Value && note.Kind != NoteKind.Announcement), ct);

    public static HandDecision? DecisionOf(UserId? by, DateTimeOffset? at, string? reason) => at is { } when ? new HandDecision(by, when, reason ?? "") : null;

    /// <summary>Names of people, by who they are.</summary>
    public static async Task<Dictionary<UserId, string>> NamesAsync(PortalContext context, IEnumerable<UserId?> people, CancellationToken ct)
    {
        var ids = people.OfType<UserId>().Distinct().Select(user => user.Value).ToList();
        return ids.Count == 0 ? [] : await context.Users.AsNoTracking().Where(user => ids.Contains(user.Id)).ToDictionaryAsync(user => new UserId(user.Id), user => user.DisplayName, ct);
    }

    private static async Task<IReadOnlyList<NoteView>> NamedAsync(PortalContext context, IQueryable<Note> notes, CancellationToken ct)
    {
        var found = await notes.AsNoTracking().OrderByDescending(note => note.At).ThenByDescending(note => note.Id).Take(MaxShown).ToListAsync(ct);
        var names = await NamesAsync(context, found.Select(note => note.By), ct);
        return [.. found.AsEnumerable().Reverse().Select(note => new NoteView(note.Id, note.Kind, note.Text, note.By is { } by ? names.GetValueOrDefault(by) : null, note.At))];
    }
}
