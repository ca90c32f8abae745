using Portal.Domain.Payments;
using Portal.Domain.Primitives;

namespace Portal.Web.Components.Shared;

/// <summary>A torn edge in a list: where knowledge of payments was interrupted.</summary>
/// <param name="After">Rows that arrived up to this number were seen before.</param>
/// <param name="UpTo">Rows that arrived up to this number, and after <paramref name="After"/>, came meanwhile.</param>
public sealed record Gap(long After, long UpTo, DateTimeOffset LostAt, DateTimeOffset BackAt);

/// <summary>One line of a live list: a payment, or the edge of a gap.</summary>
/// <param name="IsBack">At an edge: live again from here on up.</param>
public sealed record LiveLine(PaymentRow? Row, Gap? Edge, bool IsBack, bool IsNew);

/// <summary>The rows of a live list, newest arrival on top. Changes may come late, twice or out of order.</summary>
/// <param name="mayShow">Whether a row belongs into the list; one that no longer does leaves it.</param>
/// <param name="most">Rows kept at most when new ones arrive.</param>
public sealed class LiveRows(Func<PaymentRow, bool> mayShow, int most)
{
    private readonly List<PaymentRow> _rows = [];
    private readonly HashSet<PaymentId> _new = [];
    private readonly List<Gap> _gaps = [];
    private int _most = most;

    public IReadOnlyList<PaymentRow> Rows => _rows;

    /// <summary>Older rows, below all that are there.</summary>
    public void Append(IReadOnlyList<PaymentRow> older)
    {
        foreach (var row in older)
        {
            Place(row);
        }
        _most = Math.Max(_most, _rows.Count);
    }

    /// <summary>A change. An older number than the one shown changes nothing.</summary>
    public void Put(PaymentRow row)
    {
        if (Place(row) && _rows.Count > _most)
        {
            _rows.RemoveAt(_rows.Count - 1);
        }
    }

    /// <summary>Marks what came while the line was down; nothing is drawn where nothing came.</summary>
    public void MarkGap(Loss loss)
    {
        var upTo = _rows.Count > 0 ? _rows[0].Arrival : 0;
        if (upTo > loss.Sequence)
        {
            _gaps.Add(new Gap(loss.Sequence, upTo, loss.LostAt, loss.BackAt));
            _new.Clear();
        }
    }

    /// <summary>Payments that came in a gap.</summary>
    public int CountIn(Gap gap) => _rows.Count(row => row.Arrival > gap.After && row.Arrival <= gap.UpTo);

    public IEnumerable<LiveLine> Lines()
    {
        var above = long.MaxValue;
        foreach (var row in _rows)
        {
            foreach (var gap in _gaps)
            {
                if (above > gap.UpTo && row.Arrival <= gap.UpTo && row.Arrival > gap.After)
                {
                    yield return new LiveLine(null, gap, IsBack: true, IsNew: false);
                }
                if (above > gap.After && above <= gap.UpTo && row.Arrival <= gap.After)
                {
                    yield return new LiveLine(null, gap, IsBack: false, IsNew: false);
                }
            }
            yield return new LiveLine(row, null, false, _new.Contains(row.Id));
            above = row.Arrival;
        }
        foreach (var gap in _gaps.Where(gap => above > gap.After && above <= gap.UpTo))
        {
            yield return new LiveLine(null, gap, IsBack: false, IsNew: false);
        }
    }

    /// <returns>True when the list became longer.</returns>
    private bool Place(PaymentRow row)
    {
        var at = _rows.FindIndex(there => there.Id == row.Id);
        if (at >= 0)
        {
            if (row.Sequence <= _rows[at].Sequence)
            {
                return false;
            }
            if (mayShow(row))
            {
                _rows[at] = row;
            }
            else
            {
                _rows.RemoveAt(at);
            }
            return false;
        }
        if (!mayShow(row))
        {
            return false;
        }
        var below = _rows.FindIndex(there => there.Arrival < row.Arrival);
        _rows.Insert(below < 0 ? _rows.Count : below, row);
        if (below == 0)
        {
            _new.Add(row.Id);
        }
        return true;
    }
}
