using Portal.Domain.Audit;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Persistence.Audit;

namespace Portal.Infrastructure.Persistence.Queries;

/// <summary>A list's filter as the database reads it.</summary>
internal static class AuditFilters
{
    public static IQueryable<AuditRecord> Matching(this IQueryable<AuditRecord> rows, AuditFilter filter)
    {
        if (filter.Person is { } person)
        {
            rows = rows.Where(row => row.UserId == person || row.OnBehalfOf == person);
        }
        if (filter.Act is { } act)
        {
            rows = rows.Where(row => row.Act == act);
        }
        if (filter.Subject is { } subject)
        {
            rows = CounterId.TryParse(subject, out var its) ? rows.Where(row => row.SubjectId == subject || row.CounterId == its) : rows.Where(row => row.SubjectId == subject);
        }
        if (filter.From is { } from)
        {
            rows = rows.Where(row => row.At >= from);
        }
        if (filter.Until is { } until)
        {
            rows = rows.Where(row => row.At < until);
        }
        return filter.Counter is { } counter ? rows.Where(row => row.CounterId == counter) : rows;
    }

    public static AuditRow ToRow(this AuditRecord row, Func<UserId?, string?> nameOf, string? subjectName) => new(
        row.Sequence, row.At, row.ActorKind, row.UserId, nameOf(row.UserId), row.OnBehalfOf, nameOf(row.OnBehalfOf), row.Address, row.Act, row.SubjectKind, row.SubjectId, subjectName,
        row.CounterId, AuditChanges.Read(row.Before), AuditChanges.Read(row.After), row.Reason, Convert.ToHexStringLower(row.Hash));
}
