using Microsoft.EntityFrameworkCore;

namespace Portal.Infrastructure.Alipay.Simulator;

internal sealed class TradeDesk(SimulatorFile file)
{
    public async Task<SimTrade?> CloseWhenOverAsync(string tradeNo, CancellationToken ct)
    {
        await using var context = file.Open();
        return await context.Trades.FirstOrDefaultAsync(trade => trade.TradeNo == tradeNo, ct);
    }
}
