using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Infrastructure.Alipay.Simulator;

namespace Portal.Web.Features.Simulator.Faults;

/// <summary>The page that arms faults, shows them and clears them: plain forms, each ends in a redirect.</summary>
internal static class FaultEndpoints
{
    private const string Path = "/simulator/faults";
    private static readonly FaultForm s_empty = new(null, null, "1", null, null, null);

    public static void MapFaults(this IEndpointRouteBuilder simulator)
    {
        var faults = simulator.MapGroup("/faults");
        faults.MapGet("", (FaultBook book, CancellationToken ct) => PageAsync(s_empty, null, book, ct));
        faults.MapPost("", ArmAsync);
        faults.MapPost("/clear", ClearAsync);
    }

    private static async Task<IResult> ArmAsync(FaultForm form, FaultBook book, CancellationToken ct)
    {
        if (form.Problem is { } problem)
        {
            return await PageAsync(form, problem, book, ct);
        }
        await book.ArmAsync(form.Service!, form.Fault!, Number(form.Times)!.Value, Number(form.Seconds), string.IsNullOrEmpty(form.Partner) ? null : form.Partner, ct);
        return Results.Redirect(Path);
    }

    private static async Task<IResult> ClearAsync(FaultForm form, FaultBook book, CancellationToken ct)
    {
        await (long.TryParse(form.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? book.ClearAsync(id, ct) : book.ClearAsync(ct));
        return Results.Redirect(Path);
    }

    private static async Task<IResult> PageAsync(FaultForm form, string? problem, FaultBook book, CancellationToken ct) => new RazorComponentResult<FaultsPage>(
        new Dictionary<string, object?> { [nameof(FaultsPage.Form)] = form, [nameof(FaultsPage.Problem)] = problem, [nameof(FaultsPage.Armed)] = await book.ListAsync(ct) })
    {
        StatusCode = problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
    };

    private static int? Number(string? text) => string.IsNullOrEmpty(text) ? null : int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
