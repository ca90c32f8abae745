using Portal.Infrastructure.Alipay.Simulator;
using Portal.Web.Features.Simulator.Api;
using Portal.Web.Features.Simulator.Faults;
using Portal.Web.Features.Simulator.Requests;
using Portal.Web.Features.Simulator.Wallet;

namespace Portal.Web.Features.Simulator;

/// <summary>The simulator's routes: gateway, API, wallet and the pages beside it. Nobody signs in here, and no cookie means anything.</summary>
public static class SimulatorEndpoints
{
    public static void MapSimulator(this IEndpointRouteBuilder routes)
    {
        var simulator = routes.MapGroup("/simulator").AllowAnonymous().DisableAntiforgery();
        simulator.Map("/gateway.do", (HttpContext http, SimulatedGateway gateway) => gateway.HandleAsync(http));
        var api = simulator.MapGroup("/api");
        api.MapPaymentsApi();
        api.MapNotificationsApi();
        api.MapFaultsApi();
        api.MapSettingsApi();
        simulator.MapWallet();
        simulator.MapFaults();
        simulator.MapRequests();
    }
}
