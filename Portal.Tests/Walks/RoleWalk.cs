using Portal.Domain.Work;

namespace Portal.Tests.Walks;

/// <summary>Everybody tries everything; what happened is compared with the file.</summary>
internal sealed class RoleWalk(WalkStage stage, PermissionsFile file)
{
    private static readonly TimeSpan s_proofIsOld = TimeSpan.FromMinutes(6);
    private readonly Dictionary<(Permission, Walker, Door), List<Seen>> _seen = [];

    /// <summary>What happened otherwise than the file says.</summary>
    public List<string> Differences { get; } = [];

    public int Tries { get; private set; }

    public async Task RunAsync(IEnumerable<Way> ways)
    {
        var all = ways.ToList();
        foreach (var way in all)
        {
            await TryAsync(way, isFresh: true);
        }
        stage.Portal.Clock.Advance(s_proofIsOld);
        foreach (var way in all.Where(way => Enum.GetValues<Holder>().Any(holder => file.RightOf(holder, way.Permission).StepUp)))
        {
            await TryAsync(way, isFresh: false);
        }
    }

    /// <summary>Permissions by roles; in each cell what page, HTTP and hub said.</summary>
    public string Matrix()
    {
        List<string> lines =
        [
            "page HTTP hub: + allowed, o own counter alone, - refused by name, 0 not there, ⊕ asks for a proof, . sign-in, blank: no such door",
            $"{"",-20}{string.Concat(stage.Walkers.Select(walker => $"{walker.Name,-16}"))}",
            .. Enum.GetValues<Permission>().Select(permission => $"{permission.Name(),-20}{Line(permission)}"),
        ];
        return string.Join('\n', lines);
    }

    private string Line(Permission permission) => file.WaitsFor(permission) is { } feature
        ? $"waiting: {feature}"
        : string.Concat(stage.Walkers.Select(walker => $"{string.Join(' ', Enum.GetValues<Door>().Select(door => Mark(permission, walker, door))),-16}"));

    private async Task TryAsync(Way way, bool isFresh)
    {
        foreach (var walker in stage.Walkers)
        {
            foreach (var spot in way.IsAtCounter ? new[] { stage.Front, stage.Back } : [stage.Front])
            {
                if (await way.TryAsync(stage, walker, spot) is not { } seen)
                {
                    continue;
                }
                Tries++;
                var key = (way.Permission, walker, way.Door);
                (_seen.TryGetValue(key, out var known) ? known : _seen[key] = []).Add(seen);
                var said = Expected(way, walker, spot, isFresh);
                if (seen != said)
                {
                    Differences.Add($"{way.Permission.Name()}, {walker.Name}, {way.Door} {way.Address} at {spot.CounterName}: {seen}, and the file says {said}{(isFresh ? "" : " when the proof is old")}");
                }
            }
        }
    }

    private Seen Expected(Way way, Walker walker, Spot spot, bool isFresh)
    {
        if (walker.Holder is not { } holder)
        {
            return Seen.SignIn;
        }
        if (way.Place == Place.Both ? walker.IsPlatform && !file.RightOf(holder, way.Permission).IsGiven : walker.IsPlatform != (way.Place == Place.Platform))
        {
            return Seen.NotFound;                               // no place there; platform staff: not without a grant
        }
        var right = file.RightOf(holder, way.Permission);
        var isReached = right.Reach switch
        {
            Reach.Bound => walker.IsBound && spot == stage.Front,
            Reach.Stores => !walker.IsBound || spot == stage.Front,
            _ => true,
        };
        var isShown = way.Address.Contains('#', StringComparison.Ordinal);                  // a button is shown; pressed, it asks for the proof
        return !right.IsGiven ? HiddenOr(Seen.Forbidden, way, walker, spot)
            : right.StepUp && !isFresh && !isShown ? Seen.StepUp
            : isReached || !way.IsAtCounter ? Seen.Allowed
            : Seen.NotFound;
    }

    /// <summary>A button stands on a page: where the page is not there for somebody, neither is it.</summary>
    private Seen HiddenOr(Seen refused, Way way, Walker walker, Spot spot)
    {
        var look = file.RightOf(walker.Holder!.Value, Permission.SeeCounters).Reach;
        var isPageThere = look switch { Reach.Bound => walker.IsBound && spot == stage.Front, Reach.Stores => !walker.IsBound || spot == stage.Front, _ => true };
        return way.IsAtCounter && way.Address.Contains('#', StringComparison.Ordinal) && !isPageThere ? Seen.NotFound : refused;
    }

    private string Mark(Permission permission, Walker walker, Door door)
    {
        if (!_seen.TryGetValue((permission, walker, door), out var seen))
        {
            return " ";
        }
        return seen.Contains(Seen.StepUp) && seen.Contains(Seen.Allowed) ? "⊕"
            : seen.Contains(Seen.Allowed) ? (seen.Contains(Seen.NotFound) ? "o" : "+")
            : seen.Contains(Seen.Forbidden) ? "-"
            : seen.Contains(Seen.SignIn) ? "." : "0";
    }
}
