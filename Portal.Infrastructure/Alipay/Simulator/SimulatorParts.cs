using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>The simulator's parts, which need an <see cref="IOptions{TOptions}"/> of <see cref="SimulatorOptions"/> and a clock.</summary>
public static class SimulatorParts
{
    /// <summary>File and partners: enough to exchange keys.</summary>
    public static void AddSimulatorFile(this IServiceCollection services)
    {
        services.AddSingleton<SimulatorFile>();
        services.AddSingleton<PartnerDesk>();
    }

    /// <summary>Gateway, trades, faults and the notifier.</summary>
    public static void AddSimulatorGateway(this IServiceCollection services)
    {
        services.AddSingleton<FaultBook>();
        services.AddSingleton<NotificationQueue>();
        services.AddSingleton<NotificationSender>();
        services.AddSingleton<Charges>();
        services.AddSingleton<DueSteps>();
        services.AddSingleton<TradeDesk>();
        services.AddSingleton<RefundDesk>();
        services.AddSingleton<TradeBoard>();
        services.AddSingleton<DayFiles>();
        services.AddSingleton<RequestLog>();
        services.AddSingleton<NotifyVerify>();
        services.AddSingleton<FaultyAnswer>();
        services.AddSingleton<IGatewayService, CreateService>();
        services.AddSingleton<IGatewayService, ModifyService>();
        services.AddSingleton<IGatewayService, ModifyStatusService>();
        services.AddSingleton<IGatewayService, QueryService>();
        services.AddSingleton<IGatewayService, CancelService>();
        services.AddSingleton<IGatewayService, RefundService>();
        services.AddSingleton<IGatewayService, RefundQueryService>();
        services.AddSingleton(parts => new SimulatedGateway(
            parts.GetServices<IGatewayService>(), parts.GetRequiredService<PartnerDesk>(), parts.GetRequiredService<FaultBook>(), parts.GetRequiredService<NotifyVerify>(),
            parts.GetRequiredService<RequestLog>(), parts.GetRequiredService<FaultyAnswer>(), parts.GetRequiredService<SimulatorFile>(),
            parts.GetRequiredService<IOptions<SimulatorOptions>>().Value));
        services.AddHttpClient(NotificationSender.ClientName)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(3),
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
            })
            .RemoveAllLoggers();
        services.AddSingleton<NotifierLease>();
        services.AddHostedService<Notifier>();
        services.AddHostedService<RequestKeeper>();
    }
}
