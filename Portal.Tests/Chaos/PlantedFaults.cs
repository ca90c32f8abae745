using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Domain.Gateway;
using Portal.Domain.Notifications;
using Portal.Domain.Payments;
using Portal.Infrastructure.Alipay;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Persistence.Inbox;
using Portal.Infrastructure.Persistence.Work;
using Portal.Infrastructure.Secrets;
using Portal.Web.Composition;

namespace Portal.Tests.Chaos;

/// <summary>What a portal is made to do wrong, so that a check proves that it would notice.</summary>
internal static class PlantedFaults
{
    public const string Verb = "portal-with-fault";

    /// <summary>Acknowledges before it saves.</summary>
    public const string Hasty = "hasty";

    /// <summary><c>synchronous=NORMAL</c> for the writer of messages, behind the check at start: commits are answered before they are on the disk.</summary>
    public const string NotSynced = "not-synced";

    /// <summary>A refund that is sent once more gets another number.</summary>
    public const string Renumbering = "renumbering";

    /// <summary>Saves a payment whatever was saved of it since it was read.</summary>
    public const string Unversioned = "unversioned";

    /// <summary>Takes all that is due into its hands at once.</summary>
    public const string Greedy = "greedy";

    public static Action<IServiceCollection> Named(string fault) => fault switch
    {
        Hasty => services => services.Replace(ServiceDescriptor.Singleton<InboxWriter>(parts => ActivatorUtilities.CreateInstance<HastyInbox>(parts))),
        NotSynced => services => services.Replace(ServiceDescriptor.Singleton(parts =>
            ActivatorUtilities.CreateInstance<InboxWriter>(parts, new NotSyncedDatabase(parts.GetRequiredService<DataFolder>().Location)))),
        Renumbering => services => services.Replace(ServiceDescriptor.Singleton<IPaymentGateway>(parts =>
            new RenumberingGateway(ActivatorUtilities.CreateInstance<AlipayGateway>(parts), parts.GetRequiredService<DataFolder>().Location))),
        Unversioned => services => services.Replace(ServiceDescriptor.Singleton<PortalDatabase>(parts => new UnversionedDatabase(parts.GetRequiredService<DataFolder>().Location))),
        Greedy => services => services.AddHostedService<GreedyJob>(),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "No such fault."),
    };

    /// <summary>Each message is written when so many have come after it. Whatever ends the process loses these: there are more of them than hands that
    /// send, so some of them are acknowledged.</summary>
    private sealed class HastyInbox(PortalDatabase database, AcrossTenants across, TenantSecrets secrets, IFeedSignal feed, IDueSignal due, TimeProvider clock, ILogger<InboxWriter> log)
        : InboxWriter(database, across, secrets, feed, due, clock, log)
    {
        private const int Kept = 12;
        private readonly ConcurrentQueue<InboxEntry> _unsaved = new();

        public override async Task<Receipt> StoreAsync(InboxEntry entry, CancellationToken ct)
        {
            _unsaved.Enqueue(entry with { Body = entry.Body.ToArray() });
            if (_unsaved.Count > Kept && _unsaved.TryDequeue(out var before))
            {
                await base.StoreAsync(before, ct);
            }
            return Receipt.Stored;
        }
    }

    private sealed class GreedyJob(PortalDatabase database, AcrossTenants across) : BackgroundService
    {
        private readonly List<object> _inHand = [];

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            foreach (var tenant in await across.AllTenantsAsync(stoppingToken))
            {
                await using var context = database.Open(tenant);
                _inHand.AddRange(await context.Payments.Where(payment => payment.DueAt != null).ToListAsync(stoppingToken));
            }
        }
    }

    private sealed class NotSyncedDatabase(string dataFolder) : PortalDatabase(new DatabaseOptions(), dataFolder)
    {
        public override async Task<DbConnection> ConnectAsync(CancellationToken ct)
        {
            var connection = (SqliteConnection)await base.ConnectAsync(ct);
            await using var weaken = new SqliteCommand("PRAGMA synchronous=NORMAL", connection);
            await weaken.ExecuteNonQueryAsync(ct);
            return connection;
        }
    }

    /// <summary>The version and the claim that a payment was read with are taken for those that stand there now.</summary>
    private sealed class UnversionedDatabase(string dataFolder) : PortalDatabase(new DatabaseOptions(), dataFolder)
    {
        public override PortalContext OpenWithoutTenant()
        {
            var context = base.OpenWithoutTenant();
            context.SavingChanges += (_, _) =>
            {
                foreach (var payment in context.ChangeTracker.Entries<Payment>().Where(entry => entry.State == EntityState.Modified))
                {
                    var stands = payment.GetDatabaseValues()!;
                    foreach (var token in payment.Properties.Where(property => property.Metadata.IsConcurrencyToken))
                    {
                        token.OriginalValue = stands[token.Metadata];
                    }
                }
            };
            return context;
        }
    }
}
