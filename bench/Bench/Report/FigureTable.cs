using System.Globalization;
using System.Text;

namespace Portal.Bench.Report;

/// <summary>All figures of a run, as one table. A goal that was missed says so.</summary>
internal sealed class FigureTable
{
    private readonly List<string[]> _rows = [];

    /// <summary>A figure with its floor, held to a share of it.</summary>
    /// <param name="least">The ratio must not be below; null: no such goal.</param>
    /// <param name="most">The ratio must not be above; null: no such goal.</param>
    public void Beside(string figure, double portal, double floor, string format, double? least = null, double? most = null)
    {
        var ratio = portal / floor;
        var goal = least is { } low ? $"≥ {Text(low, "0.0#")} ×" : most is { } high ? $"≤ {Text(high, "0.0#")} ×" : "";
        var met = least is not null ? ratio >= least : most is not null ? ratio <= most : (bool?)null;
        Add(figure, Text(portal, format), Text(floor, format), Text(ratio, "0.00"), goal, met);
    }

    /// <summary>A figure held to a number.</summary>
    /// <param name="goal">As it is said.</param>
    public void Against(string figure, string portal, string goal, bool? met, string floor = "") => Add(figure, portal, floor, "", goal, met);

    public static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    public string ToMarkdown()
    {
        var text = new StringBuilder("| figure | portal | floor | ratio | goal | met |\n|---|---:|---:|---:|---|---|\n");
        foreach (var row in _rows)
        {
            text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        }
        return text.ToString();
    }

    private void Add(string figure, string portal, string floor, string ratio, string goal, bool? met)
    {
        _rows.Add([figure, portal, floor, ratio, goal, met is null ? "" : met.Value ? "yes" : "**missed**"]);
        Progress.Say($"{figure}: {portal} | floor {floor} | ratio {ratio} | goal {goal} | {(met is null ? "" : met.Value ? "met" : "MISSED")}");
    }
}
