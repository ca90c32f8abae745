using Portal.Domain.Payments;
using Portal.Web.Components.Shared;

namespace Portal.Web.Features.Till;

/// <summary>A till's lines by their place. What came late stands in the list, whenever it came: the large payment is the last one that came in time.</summary>
/// <param name="Seams">Edges of gaps above the large payment.</param>
/// <param name="Last">The large one; null: there is none yet.</param>
/// <param name="Below">The list, newest arrival first.</param>
public sealed record TillLines(IReadOnlyList<LiveLine> Seams, PaymentRow? Last, IReadOnlyList<LiveLine> Below)
{
    /// <param name="all">Newest arrival first.</param>
    public static TillLines Of(IEnumerable<LiveLine> all)
    {
        var lines = all.ToList();
        var top = lines.FindIndex(line => line.Row is { IsLate: false });
        if (top < 0)
        {
            top = lines.FindIndex(line => line.Row is not null);       // nothing but late ones: there is nothing that it would replace
        }
        return top < 0
            ? new TillLines([], null, lines)
            : new TillLines([.. lines[..top].Where(line => line.Row is null)], lines[top].Row, [.. lines[..top].Where(line => line.Row is not null), .. lines[(top + 1)..]]);
    }
}
