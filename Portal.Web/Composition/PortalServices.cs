using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Portal.Domain.Alarms;
using Portal.Domain.Approvals;
using Portal.Domain.Attention;
using Portal.Domain.Audit;
using Portal.Domain.Cancels;
using Portal.Domain.Claims;
using Portal.Domain.Counters;
using Portal.Domain.Gateway;
using Portal.Domain.Notifications;
using Portal.Domain.Payments;
using Portal.Domain.People;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Privacy;
using Portal.Domain.Work;
using Portal.Infrastructure.Alipay;
using Portal.Infrastructure.Alipay.Simulator;
using Portal.Infrastructure.Alipay.Wire;
using Portal.Infrastructure.Backups;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Jobs;
using Portal.Infrastructure.Mail;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Persistence.Audit;
using Portal.Infrastructure.Persistence.Inbox;
using Portal.Infrastructure.Persistence.Queries;
using Portal.Infrastructure.Persistence.Seeding;
using Portal.Infrastructure.Persistence.Work;
using Portal.Infrastructure.Privacy;
using Portal.Infrastructure.Secrets;
using Portal.Infrastructure.Tenants;
using Portal.Web.Realtime;

namespace Portal.Web.Composition;

/// <summary>What portal and operator's commands share: flows, database, gateway, secrets, people.</summary>
public static class PortalServices
{
    public const string ApplicationName = "Portal";

    public static void AddPortalCore(this IServiceCollection services, IConfiguration configuration, PortalSettings settings, DataFolder folder)
    {
        services.AddLocalization();                                // mails have words, too
        services.AddSingleton(settings);
        services.AddSingleton(folder);
        services.AddSingleton(PortalClock.From(settings.ClockStartAt));
        services.AddSingleton<IJitter, RandomJitter>();
        services.AddSingleton(CrashPoint.Of(settings));
        services.AddFlows();
        services.AddDatabase(configuration, folder);
        services.AddGateway(configuration, settings);
        services.AddSecrets(settings, folder);
        services.Configure<SmtpOptions>(configuration.GetSection("Portal:Smtp"));
        services.AddSingleton<IMailer, SmtpMailer>();
        services.AddPeople(settings);
        services.AddSimulatorPartners(settings, folder);
    }

    private static void AddFlows(this IServiceCollection services)
    {
        services.AddSingleton<CreateQrCode>();
        services.AddSingleton<AskForCode>();
        services.AddSingleton<ActOnCode>();
        services.AddSingleton<StopCode>();
        services.AddSingleton<RestartCode>();
        services.AddSingleton<RetireCode>();
        services.AddSingleton<ChangeCode>();
        services.AddSingleton<ReplaceCode>();
        services.AddSingleton<MoveAddress>();
        services.AddSingleton<MoveAddresses>();
        services.AddSingleton<QueryPayment>();
        services.AddSingleton<CheckPace>();
        services.AddSingleton<CheckPayment>();
        services.AddSingleton<RecordAnnouncement>();
        services.AddSingleton<RevealBuyer>();
        services.AddSingleton<ReadMessages>();
        services.AddSingleton<TakeOver>();
        services.AddSingleton<AddNote>();
        services.AddSingleton<AskOwner>();
        services.AddSingleton<CloseAlarm>();
        services.AddSingleton<DecideByHand>();
        services.AddSingleton<CheckCase>();
        services.AddSingleton<RefundPayment>();
        services.AddSingleton<AskForRefund>();
        services.AddSingleton<EndRefund>();
        services.AddSingleton<AskForApproval>();
        services.AddSingleton<ApproveRefund>();
        services.AddSingleton<ChangeLimits>();
        services.AddSingleton<CheckClaim>();
        services.AddSingleton<AddRecovered>();
        services.AddSingleton<CancelPayment>();
        services.AddSingleton<AskForCancel>();
        services.AddSingleton<IRefundLimits, RoleLimits>();
        services.AddSingleton<LimitWatch>();
        services.AddSingleton<TestKeys>();
        services.AddSingleton<ChangePolicies>();
        services.AddSingleton<ChooseRefundTime>();
        services.AddTenantFlows();
        services.AddSingleton<ReceiveNotification>();
        services.AddSingleton<PublicAddress>();
        services.AddSingleton<IPublicAddress>(provider => provider.GetRequiredService<PublicAddress>());
        services.AddSingleton<ISimulatorAddress>(provider => provider.GetRequiredService<PublicAddress>());
    }

    /// <summary>Tenants, their people, and whom of the platform they let in.</summary>
    private static void AddTenantFlows(this IServiceCollection services)
    {
        services.AddSingleton<CreateTenant>();
        services.AddSingleton<SuspendTenant>();
        services.AddSingleton<ResumeTenant>();
        services.AddSingleton<CloseTenant>();
        services.AddSingleton<ChangeCompany>();
        services.AddSingleton<SkipStep>();
        services.AddSingleton<LetSupportIn>();
        services.AddSingleton<EndSupport>();
        services.AddSingleton<VisitTenant>();
        services.AddSingleton<ISendInvitation, InvitationMail>();
        services.AddSingleton<Invitations>();
        services.AddSingleton<InvitePerson>();
        services.AddSingleton<InviteAgain>();
        services.AddSingleton<InviteOwner>();
        services.AddSingleton<WithdrawInvitation>();
        services.AddSingleton<ChangeMember>();
        services.AddSingleton<RemoveMember>();
    }

    private static void AddDatabase(this IServiceCollection services, IConfiguration configuration, DataFolder folder)
    {
        var options = configuration.GetSection("Portal:Database").Get<DatabaseOptions>() ?? new DatabaseOptions();
        services.AddSingleton(new PortalDatabase(options, folder.Location));
        services.AddScoped(provider => provider.GetRequiredService<PortalDatabase>().OpenWithoutTenant());
        services.AddSingleton<AcrossTenants>();
        services.AddSingleton<Access>();
        services.AddSingleton<PortalWorks>();
        services.AddSingleton<PlatformWorks>();
        services.AddSingleton<IPlatformWorkFactory>(provider => provider.GetRequiredService<PlatformWorks>());
        services.AddSingleton<IPortalWorkFactory>(provider => provider.GetRequiredService<PortalWorks>());
        services.AddSingleton<IPaymentQueries, PaymentQueries>();
        services.AddSingleton<ICounterQueries, CounterQueries>();
        services.AddSingleton<IAttentionQueries, AttentionQueries>();
        services.AddSingleton<IClaimQueries, ClaimQueries>();
        services.AddSingleton<AuditVerification>();
        services.AddSingleton<IAuditQueries, AuditQueries>();
        services.AddSingleton<IPlatformAudit, PlatformAudit>();
        services.AddSingleton<AccountQueries>();
        services.AddSingleton<IAccountQueries>(provider => provider.GetRequiredService<AccountQueries>());
        services.AddSingleton<ITenantBoard, BoardQuery>();
        services.AddSingleton<IPeopleQueries, PeopleQueries>();
        services.AddSingleton<IOnboardingQueries, OnboardingQueries>();
        services.AddSingleton<ClaimRows>();
        services.AddSingleton<DatabaseUpgrade>();
        services.AddSingleton<SeedPayments>();
        services.AddSingleton<PortalBackup>();
        services.AddSingleton(_ => FolderLease.Share(folder.Location));
        services.AddSingleton<PaymentFeed>();
        services.AddSingleton<FeedSignal>();
        services.AddSingleton<IFeedSignal>(provider => provider.GetRequiredService<FeedSignal>());
        services.AddSingleton<IPaymentFeed>(provider => provider.GetRequiredService<PaymentFeed>());
    }

    private static void AddGateway(this IServiceCollection services, IConfiguration configuration, PortalSettings settings)
    {
        services.Configure<GatewayOptions>(configuration.GetSection("Portal:Gateway"));
        services.PostConfigure<GatewayOptions>(gateway => gateway.AllowLoopback = settings.IsDevelopment);
        services.AddHttpClient(GatewayLine.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)         // the adapter's own deadlines end a call
            .ConfigurePrimaryHttpMessageHandler(GatewayLine.Handler)
            .RemoveAllLoggers();
        services.AddSingleton<AccountPace>();
        services.AddSingleton<AccountPlaces>();
        services.AddSingleton<AccountBreaker>();
        services.AddSingleton<GatewayLine>();
        services.AddSingleton<AlipayCall>();
        services.AddSingleton<IPaymentGateway, AlipayGateway>();
        services.AddSingleton<INotificationReader, NotificationReader>();
    }

    private static void AddSecrets(this IServiceCollection services, PortalSettings settings, DataFolder folder)
    {
        var ring = services.AddDataProtection().SetApplicationName(ApplicationName);
        services.AddOptions<KeyManagementOptions>().Configure<ILoggerFactory>((keys, log) => keys.XmlRepository = new SyncedKeys(new DirectoryInfo(folder.Keys), log));
        if (settings.KeysCertificate is { } certificate)
        {
            var password = settings.KeysCertificatePasswordFile is { } file ? File.ReadAllText(file).Trim() : null;
            ring.ProtectKeysWithCertificate(X509CertificateLoader.LoadPkcs12FromFile(certificate, password));
        }
        services.AddSingleton<TenantSecrets>();
        services.AddSingleton<IPayerHashes, PayerHashes>();
        services.AddSingleton<IStoredMessages, StoredMessages>();
        services.AddSingleton<IDataKeys>(provider => provider.GetRequiredService<TenantSecrets>());
        services.AddSingleton<IExchangeKeys, SimulatorExchange>();
        services.AddSingleton<IAccountSetup, AccountSetup>();
        services.AddSingleton<AccountKeyRing>();
        services.AddSingleton<TenantRegistration>();
        services.AddSingleton<KeyChange>();
    }

    private static void AddPeople(this IServiceCollection services, PortalSettings settings)
    {
        services.AddIdentityCore<PortalUser>(identity =>
            {
                identity.User.RequireUniqueEmail = true;
                identity.Password.RequiredLength = 8;
                identity.Password.RequireNonAlphanumeric = identity.Password.RequireUppercase = identity.Password.RequireLowercase = identity.Password.RequireDigit = false;
                identity.Lockout.MaxFailedAccessAttempts = 5;
                identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
            })
            .AddEntityFrameworkStores<PortalContext>()
            .AddUserManager<PortalUsers>()
            .AddClaimsPrincipalFactory<TenantClaims>();
        services.AddSingleton(new SecondFactorPolicy(FromDayOne: !settings.IsDevelopment));
        services.AddSingleton<SecondFactors>();
        services.AddSingleton<FactorQuery>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<SessionActivity>();
        services.AddSingleton<PasswordLinks>();
        services.AddSingleton<IPasswordLinks>(provider => provider.GetRequiredService<PasswordLinks>());
        services.AddSingleton<OwnAccounts>();
        services.AddScoped<Passwords>();
        services.AddSingleton<InvitationDesk>();
        services.AddScoped<People>();
    }

    private sealed class RandomJitter : IJitter
    {
        public double Next() => Random.Shared.NextDouble();
    }
}
