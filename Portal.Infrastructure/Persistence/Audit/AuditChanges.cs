using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Portal.Domain.Alarms;
using Portal.Domain.Audit;
using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Mail;

namespace Portal.Infrastructure.Persistence.Audit;

/// <summary>What a context is about to save, as the audit says it: what it is about, and the fields before and after.</summary>
internal sealed record AuditChanges(AuditSubject Subject, string Before, string After)
{
    private const int MaxFields = 40;
    private const int MaxJson = 4000;

    /// <summary>They follow from another change, or are evidence themselves.</summary>
    private static readonly Type[] s_followUps = [typeof(PaymentStep), typeof(CodeNote), typeof(PaymentEvent), typeof(TenantFeed), typeof(StoredNotification), typeof(OutgoingMail), typeof(AuditRecord), typeof(AuditHead)];

    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>Null where nothing worth a row is to be saved, and the flow says nothing either.</returns>
    public static AuditChanges? Of(PortalContext context, TenantId chain, AuditEntry? said)
    {
        var entries = context.ChangeTracker.Entries().Where(IsAct).ToList();
        var (before, after) = (new List<KeyValuePair<string, string>>(), new List<KeyValuePair<string, string>>());
        var kinds = new Dictionary<string, int>();
        foreach (var entry in entries.OrderBy(entry => Rank(SubjectOf(entry))))
        {
            var kind = entry.Metadata.ClrType.Name;
            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
            var prefix = (entries.Count == 1 ? "" : char.ToLowerInvariant(kind[0]) + kind[1..]) + (kinds[kind] > 1 ? $"#{kinds[kind]}" : "");
            var fields = AuditFields.Of(entry);
            before.AddRange(fields.Before.Select(field => Prefixed(prefix, field)));
            after.AddRange(fields.After.Select(field => Prefixed(prefix, field)));
        }
        return before.Count + after.Count == 0 && said is null
            ? null
            : new AuditChanges(said?.Subject ?? SubjectOf(context, entries, chain), Json(said?.Before, before), Json(said?.After, after));
    }

    public static IReadOnlyDictionary<string, string> Read(string json) => JsonSerializer.Deserialize<Dictionary<string, string>>(json, s_json) ?? [];

    private static bool IsAct(EntityEntry entry) =>
        entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted
        && entry.Entity is ITenantOwned or Tenant or PlatformMembership or OneTimeLink
        && !s_followUps.Contains(entry.Metadata.ClrType) && !IsOnlyCounted(entry);

    /// <summary>A tenant that only counts a change of its people is not what the act is about.</summary>
    private static bool IsOnlyCounted(EntityEntry entry) =>
        entry is { Entity: Tenant, State: EntityState.Modified } && entry.Properties.Where(property => property.IsModified).All(property => property.Metadata.Name == nameof(Tenant.Version));

    private static KeyValuePair<string, string> Prefixed(string prefix, KeyValuePair<string, string> field) => prefix.Length == 0 ? field : new($"{prefix}.{field.Key}", field.Value);

    /// <summary>The one thing that all changes are about; several of a kind at once are the tenant's.</summary>
    private static AuditSubject SubjectOf(PortalContext context, List<EntityEntry> entries, TenantId chain)
    {
        var subjects = entries.Select(SubjectOf).ToList();
        var about = subjects.Where(subject => Rank(subject) == subjects.Min(Rank))
            .GroupBy(subject => (subject.Kind, subject.Id), (_, same) => same.MaxBy(subject => subject.Counter is not null)!).ToList();
        if (about.Count != 1)
        {
            return new AuditSubject("tenant", chain.ToString());
        }
        return about[0] is { Kind: "payment", Counter: null } payment
            ? payment with { Counter = context.ChangeTracker.Entries<Payment>().FirstOrDefault(entry => entry.Entity.Id.ToString() == payment.Id)?.Entity.CounterId }
            : about[0];
    }

    private static AuditSubject SubjectOf(EntityEntry entry) => entry.Entity switch
    {
        Payment payment => new AuditSubject("payment", payment.Id.ToString(), payment.CounterId),
        Counter counter => new AuditSubject("counter", counter.Id.ToString(), counter.Id),
        Tenant tenant => new AuditSubject("tenant", tenant.Id.ToString()),
        GatewayAccount account => new AuditSubject("account", account.Id.ToString()),
        OneTimeLink link => new AuditSubject("invitation", link.Id.ToString("N")),
        Alarm alarm => new AuditSubject("alarm", alarm.Id.ToString("N")),
        _ when Value(entry, "PaymentId") is PaymentId payment => new AuditSubject("payment", payment.ToString(), Value(entry, "CounterId") as CounterId?),
        _ when Value(entry, "UserId") is UserId person => new AuditSubject("person", person.ToString(), Value(entry, "CounterId") as CounterId?),
        _ when Value(entry, "CounterId") is CounterId counter => new AuditSubject("counter", counter.ToString(), counter),
        _ => new AuditSubject(entry.Metadata.ClrType.Name.ToLowerInvariant(), KeyOf(entry)),
    };

    private static int Rank(AuditSubject subject) => subject.Kind switch
    {
        "tenant" => 0,
        "payment" => 1,
        "person" => 2,
        "counter" => 3,
        "alarm" => 5,
        _ => 4,
    };

    private static object? Value(EntityEntry entry, string property) => entry.Metadata.FindProperty(property) is { } found ? entry.Property(found.Name).CurrentValue : null;

    private static string KeyOf(EntityEntry entry) => entry.Property(entry.Metadata.FindPrimaryKey()!.Properties[^1].Name).CurrentValue switch
    {
        Guid id => id.ToString("N"),
        var other => AuditFields.Cut(other?.ToString() ?? "", 64),
    };

    private static string Json(IReadOnlyDictionary<string, string>? said, List<KeyValuePair<string, string>> fields)
    {
        var all = new Dictionary<string, string>();
        foreach (var (name, value) in (said ?? new Dictionary<string, string>()).Concat(fields).Take(MaxFields))
        {
            all[name] = AuditFields.Cut(value);
        }
        var json = JsonSerializer.Serialize(all, s_json);
        while (json.Length > MaxJson)
        {
            all.Remove(all.Keys.Last(name => name != AuditFields.NotSaid));
            all[AuditFields.NotSaid] = AuditFields.NotSaid;                   // there was more
            json = JsonSerializer.Serialize(all, s_json);
        }
        return json;
    }
}
