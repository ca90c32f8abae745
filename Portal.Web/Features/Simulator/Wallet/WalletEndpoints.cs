namespace Portal.Web.Features.Simulator.Wallet;

internal static class WalletEndpoints
{
    public static void MapWallet(this IEndpointRouteBuilder simulator) => simulator.MapGet("/wallet", () => Results.NotFound());
}
