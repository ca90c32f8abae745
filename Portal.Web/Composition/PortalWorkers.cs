using Portal.Domain.Notifications;
using Portal.Domain.Work;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Jobs;
using Portal.Infrastructure.Mail;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Persistence.Inbox;
using Portal.Infrastructure.Persistence.Queries;
using Portal.Web.Features.Notifications;
using Portal.Web.Realtime;

namespace Portal.Web.Composition;

/// <summary>What runs in the background of a portal, not of a command.</summary>
public static class PortalWorkers
{
    public static void AddPortalWorkers(this IServiceCollection services, PortalSettings settings)
    {
        services.AddSingleton<INotifyDirectory, NotifyDirectory>();
        services.AddSingleton<IRefusalLog, RefusalLog>();
        services.AddSingleton<LastSeen>();
        services.AddHostedService(provider => provider.GetRequiredService<LastSeen>());        // the first to start, so the last to stop
        services.AddSingleton<InboxWriter>();
        services.AddSingleton<IInbox>(provider => provider.GetRequiredService<InboxWriter>());
        services.AddHostedService(provider => provider.GetRequiredService<InboxWriter>());
        services.AddHostedService(provider => provider.GetRequiredService<PaymentFeed>());
        services.AddHostedService(provider => provider.GetRequiredService<SessionActivity>());
        services.AddSingleton<HubSubscriptions>();
        services.AddSingleton(new JobsOptions { Enabled = settings.JobsEnabled });
        services.AddSingleton<IMailWords, AttentionMails>();
        services.AddSingleton<SendMail>();
        services.AddSingleton<DueFlows>();
        services.AddSingleton<JobLog>();
        services.AddSingleton<JobRuns>();
        services.AddSingleton<TenantRounds>();
        services.AddSingleton<IJobBoard, JobBoard>();
        services.AddSingleton<WatchJobs>();
        services.AddHostedService(provider => provider.GetRequiredService<JobLog>());
        services.AddHostedService(provider => provider.GetRequiredService<WatchJobs>());
        services.AddSingleton<AskDue>();
        services.AddSingleton<IDueSignal>(provider => provider.GetRequiredService<AskDue>());
        services.AddSingleton<IJobTick>(provider => provider.GetRequiredService<AskDue>());
        services.AddSingleton<Invariants>();
        services.AddSingleton<IJobTick, CheckInvariants>();
        services.AddSingleton<IJobTick, DestroyKeys>();
        services.AddSingleton<IJobTick, ForgetBuyers>();
        services.AddSingleton<IJobTick, SendMails>();
        services.AddSingleton<IJobTick, TellUnclear>();
        services.AddSingleton(new LogLimit());
        services.AddSingleton<IJobTick, WatchLog>();
        services.AddHostedService<CompareAddresses>();
        if (settings.JobsEnabled)
        {
            services.AddHostedService(provider => provider.GetRequiredService<AskDue>());
            services.AddPortalSchedule();
        }
    }
}
