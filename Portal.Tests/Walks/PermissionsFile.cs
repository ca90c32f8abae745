using System.Text.RegularExpressions;
using Portal.Domain.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Walks;

/// <summary>A permission as a row of the file names it, with the part of the row that it stands for.</summary>
internal sealed record NamedPermission(Permission Permission, IReadOnlySet<string> Parts)
{
    public bool Is(string part) => Parts.Contains(part);
}

/// <summary>A row of the file: its marks in the order of <see cref="Holder"/>.</summary>
internal sealed record PermissionsRow(string Title, IReadOnlyList<NamedPermission> Permissions, IReadOnlyList<string> Marks, string Where)
{
    /// <summary>The feature that a permission of the row waits for; null: it can be tried.</summary>
    public string? WaitsFor(Permission permission)
    {
        var parts = Where.Split(';', StringSplitOptions.TrimEntries);
        return (parts.FirstOrDefault(part => part.StartsWith($"`{permission.Name()}` waiting: ", StringComparison.Ordinal))
            ?? parts.FirstOrDefault(part => part.StartsWith("waiting: ", StringComparison.Ordinal)))?.Split("waiting: ")[1];
    }
}

/// <summary><c>docs/permissions.md</c>, read by its own legend.</summary>
internal sealed partial class PermissionsFile
{
    private static readonly Dictionary<string, Permission> s_names = Enum.GetValues<Permission>().ToDictionary(permission => permission.Name());

    private static readonly Dictionary<string, Right> s_marks = new()
    {
        ["–"] = Right.No,
        ["✓"] = Right.Yes,
        ["✓⊕"] = Right.Yes.WithStepUp(),
        ["by grant"] = Right.ByGrant,
        ["by grant, read-only"] = Right.ByGrant,
        ["by grant, mask"] = Right.ByGrant,
        ["✓ by grant"] = Right.ByGrant,
        ["platform floor"] = Right.No,
        ["platform part"] = Right.Yes,
        ["✓ own stores"] = Right.Stores,
        ["own stores"] = Right.Stores,
        ["own push"] = Right.Bound,
        ["own digest"] = Right.Yes,
        ["✓ no sound"] = Right.Yes,
        ["✓ mask"] = Right.Yes,
        ["✓ resolve without money effect"] = Right.Yes,
        ["training page"] = Right.Yes,
        ["✓ rate-limited"] = Right.Yes.WithinLimits(),
        ["own, rate-limited"] = Right.Bound.WithinLimits(),
        ["own ≤"] = Right.Bound.WithinLimits(),
        ["own ≤, else req"] = Right.Bound.WithinLimits(mayAsk: true),
        ["✓ ≤, ⊕ above"] = Right.Yes.WithinLimits(mayAsk: true),
        ["✓⊕ above limit"] = Right.Yes.WithinLimits(),
        ["req"] = Right.No.OnlyAsks(),
        ["scope"] = Right.Yes,
        ["stream scope"] = Right.Yes,
        ["test key"] = Right.Yes,
        ["scope, off by default"] = Right.No,
        ["scope + cap, off by default"] = Right.No,
        ["last run on /attention"] = Right.No,
        ["same"] = Right.No,
    };

    private PermissionsFile(IReadOnlyList<PermissionsRow> rows) => Rows = rows;

    public IReadOnlyList<PermissionsRow> Rows { get; }

    public static PermissionsFile Read() => Of(SourceTree.Files("docs/", "permissions.md").Single().Text);

    public static PermissionsFile Of(string text) => new([.. text.Split('\n').Where(line => line.StartsWith('|')).Skip(2).Select(RowOf)]);

    /// <summary>What the file says that somebody holds; none for what no row names.</summary>
    public Right RightOf(Holder holder, Permission permission)
    {
        var row = Rows.SingleOrDefault(row => row.Permissions.Any(named => named.Permission == permission));
        return row is null ? Right.No : RightOf(row.Marks[(int)holder], holder, row.Permissions.Single(named => named.Permission == permission));
    }

    public string? WaitsFor(Permission permission) => Rows.SingleOrDefault(row => row.Permissions.Any(named => named.Permission == permission))?.WaitsFor(permission);

    /// <summary>Cells in which file and table differ.</summary>
    public IReadOnlyList<string> DifferencesTo(Func<Holder, Permission, Right> table) =>
        [.. from permission in Enum.GetValues<Permission>()
            from holder in Enum.GetValues<Holder>()
            let said = RightOf(holder, permission)
            where said != table(holder, permission)
            select $"{permission.Name()}, {holder}: the file says {said}, the table {table(holder, permission)}"];

    private static Right RightOf(string mark, Holder holder, NamedPermission named)
    {
        var cell = named.Is("first") ? mark.Split(" / ")[0] : named.Is("second") ? mark.Split(" / ")[^1] : mark;
        var right = cell switch
        {
            "emergency⊕" => named.Is("emergency") ? Right.Yes.WithStepUp() : Right.No,
            _ when named.Is("emergency") => Right.No,
            "owners only" => named.Is("owners") ? Right.Yes.WithStepUp() : Right.No,
            _ when named.Is("owners") => Right.No,
            "own" => named.Is("counters") ? Right.Bound : Right.Yes,
            "view" => named.Is("look") ? Right.Yes : Right.No,
            "test only" => named.Is("look") ? Right.ByGrant : Right.No,
            "cashiers of own stores" => named.Is("cashiers") || named.Is("look") ? Right.Stores : Right.No,
            "own, stop only" => named.Is("stop") ? Right.Bound : Right.No,
            "own, today + yesterday" => named.Is("any day") ? Right.Bound : Right.Bound.RecentOnly(),
            _ => s_marks.TryGetValue(cell, out var read) ? read : throw new InvalidOperationException($"The legend does not know the mark “{cell}”."),
        };
        right = named.Is("look") ? right with { StepUp = false } : right;
        return named.Is("counters") && right.Reach == Reach.All
            ? right with { Reach = holder switch { Holder.Manager => Reach.Stores, Holder.Cashier => Reach.Bound, _ => Reach.All } }
            : right;
    }

    private static PermissionsRow RowOf(string line)
    {
        var cells = line.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries);
        var named = cells[1].Split(", ").Select(text => new NamedPermission(
            s_names[Name().Match(text).Groups["name"].Value], Part().Matches(text).Select(part => part.Groups["part"].Value).ToHashSet())).ToList();
        return new PermissionsRow(cells[0], named, cells[2..9], cells[9]);
    }

    [GeneratedRegex("`(?<name>[a-z_]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"\((?<part>[^)]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Part();
}
