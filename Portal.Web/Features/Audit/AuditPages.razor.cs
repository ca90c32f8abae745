using System.Globalization;
using Microsoft.AspNetCore.Components;
using Portal.Domain.Audit;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Web.Composition;

namespace Portal.Web.Features.Audit;

/// <summary><c>/audit</c>: who did what. In a tenant its own acts; for platform admins what was done on the installation.</summary>
public sealed partial class AuditPages
{
    private const int PageSize = 50;
    private const string DayFormat = "yyyy-MM-dd";

    private First? _first;
    private List<AuditRow> _rows = [];
    private long? _next;
    private string? _shown;
    private bool _busy;

    /// <summary>Null for platform staff.</summary>
    [CascadingParameter]
    public Seat? Seat { get; set; }

    [SupplyParameterFromQuery(Name = "person")]
    public string? Person { get; set; }

    [SupplyParameterFromQuery(Name = "act")]
    public string? Act { get; set; }

    /// <summary>Id of a payment, counter or person.</summary>
    [SupplyParameterFromQuery(Name = "subject")]
    public string? Subject { get; set; }

    /// <summary>A shop day, <c>2026-11-25</c>.</summary>
    [SupplyParameterFromQuery(Name = "day")]
    public string? Day { get; set; }

    /// <summary>Sequence of the row whose detail is open; on the platform its hash, for there rows of several chains stand together.</summary>
    [SupplyParameterFromQuery(Name = "row")]
    public string? Row { get; set; }

    private sealed record First(AuditPage Page, AuditChoices Choices, AuditRow? Detail);

    private TimeZoneInfo Zone => Seat?.Tenant.Zone ?? TimeZoneInfo.Utc;

    private bool HasFilter => Person is not null || Act is not null || Subject is not null || Day is not null;

    private AuditFilter Filter
    {
        get
        {
            var day = DateOnly.TryParseExact(Day, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && Seat is { } seat && date.Year is > 2000 and < 9000
                ? ShopDay.On(date, Zone, seat.Tenant.ShopDayStartHour)
                : null;
            var person = Guid.TryParse(Person, out var id) ? new UserId(id) : (UserId?)null;
            return new AuditFilter(person, Act, Guid.TryParse(Subject, out var subject) ? subject.ToString("N") : Subject, day?.From, day?.Until);
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        var wanted = $"audit-{Person}-{Act}-{Subject}-{Day}-{Row}";
        if (_shown == wanted)
        {
            return;
        }
        _shown = wanted;
        try
        {
            _first = Seat is null ? await ReadPlatformAsync() : await LoadAsync(wanted, ReadAsync);
        }
        catch (AccessDeniedException denied) when (denied.Error.Kind == ErrorKind.NotFound)
        {
            Navigation.NotFound();
            return;
        }
        (_rows, _next) = ([.. _first.Page.Rows], _first.Page.Next);
    }

    private async Task<First> ReadAsync(Actor actor) => new(
        await Audit.PageAsync(actor, Filter, null, PageSize, CancellationToken.None),
        await Audit.ChoicesAsync(actor, CancellationToken.None),
        long.TryParse(Row, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? await Audit.FindAsync(actor, sequence, CancellationToken.None) : null);

    private async Task<First> ReadPlatformAsync()
    {
        var page = await Platform.PageAsync(await Current.PersonAsync(), Filter, null, PageSize, CancellationToken.None);
        return new First(page, new AuditChoices([], []), page.Rows.FirstOrDefault(row => row.Hash == Row));
    }

    private async Task MoreAsync()
    {
        if (_busy || _next is not { } next)
        {
            return;
        }
        _busy = true;
        try
        {
            var page = Seat is null
                ? await Platform.PageAsync(await Current.PersonAsync(), Filter, next, PageSize, CancellationToken.None)
                : await Audit.PageAsync(await Current.GetAsync(), Filter, next, PageSize, CancellationToken.None);
            _rows.AddRange(page.Rows);
            _next = page.Next;
        }
        finally
        {
            _busy = false;
        }
    }

    private void Pick((string Name, string? Value) picked) => Navigation.NavigateTo(With(picked.Name, string.IsNullOrEmpty(picked.Value) ? null : picked.Value, keepRow: false));

    private string AddressOf(AuditRow row) => With("row", Seat is null ? row.Hash : row.Sequence.ToString(CultureInfo.InvariantCulture));

    private string Without(string name) => With(name, null);

    private string With(string name, string? value, bool keepRow = true)
    {
        var query = new Dictionary<string, object?> { ["person"] = Person, ["act"] = Act, ["subject"] = Subject, ["day"] = Day, ["row"] = keepRow ? Row : null };
        query[name] = value;
        return Navigation.GetUriWithQueryParameters("audit", query);
    }
}
