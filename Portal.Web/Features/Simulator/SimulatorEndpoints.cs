namespace Portal.Web.Features.Simulator;

/// <summary>The simulator's routes.</summary>
public static class SimulatorEndpoints
{
    public static void MapSimulator(this IEndpointRouteBuilder routes) => routes.MapGet("/simulator", () => Results.NotFound());
}
