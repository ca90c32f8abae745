using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Infrastructure.Alipay.Simulator;

namespace Portal.Web.Features.Simulator.Requests;

/// <summary>The page of what the gateway was asked and what it said, newest first.</summary>
internal static class RequestEndpoints
{
    private const int Shown = 100;

    public static void MapRequests(this IEndpointRouteBuilder simulator) => simulator.MapGet("/requests", ShowAsync);

    private static async Task<IResult> ShowAsync(string? service, RequestLog log, CancellationToken ct)
    {
        var only = string.IsNullOrEmpty(service) ? null : service;
        return new RazorComponentResult<RequestsPage>(
            new Dictionary<string, object?> { [nameof(RequestsPage.Only)] = only, [nameof(RequestsPage.Asked)] = await log.ListAsync(only, Shown, ct) });
    }
}
