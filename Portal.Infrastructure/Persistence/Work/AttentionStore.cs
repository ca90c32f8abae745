using Microsoft.EntityFrameworkCore;
using Portal.Domain.Attention;

namespace Portal.Infrastructure.Persistence.Work;

internal sealed class AttentionStore(PortalContext context) : IAttentionStore
{
    public Task<CaseMark?> FindAsync(CaseId id, CancellationToken ct) => context.CaseMarks.FirstOrDefaultAsync(mark => mark.Kind == id.Kind && mark.SubjectId == id.Value, ct);

    public void Add(CaseMark mark) => context.CaseMarks.Add(mark);

    public void Add(Note note) => context.Notes.Add(note);
}
