using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Infrastructure.Persistence.Audit;

/// <summary>What of a changed row the audit may say. Numbers, dates, states and ids are said; a text only where it is named here, so that
/// a secret or a buyer that somebody adds to the model later is left out by itself.</summary>
internal static class AuditFields
{
    /// <summary>Stands for a value that is not said: that it changed is on record, what it is or was is not.</summary>
    public const string NotSaid = "…";

    private const int MaxLength = 120;

    private static readonly HashSet<string> s_texts =
    [
        "Counter.Name", "Counter.Address",
        "OneTimeLink.Email",
        "QrCode.Text", "QrCode.StoreId", "QrCode.RefusedWith", "QrCode.CheckNumber", "QrCode.ToldName", "QrCode.ToldAddress",
        "Tenant.Name", "Tenant.TimeZone", "Tenant.Country", "Tenant.Address", "Tenant.Mcc", "Tenant.Currency",
        "GatewayAccount.Partner", "GatewayAccount.Gateway",
        "Payment.Currency", "Payment.Doubt",
        "Alarm.Cause",
    ];

    /// <summary>The last part of these is a secret: whoever knows it can find the door of notifications.</summary>
    private static readonly HashSet<string> s_addresses = ["QrCode.NotifyUrl", "QrCode.WantedAddress"];

    /// <summary>Numbering, leases and keys, and who it was: they move with every change and say nothing of it.</summary>
    private static readonly HashSet<string> s_machinery =
    [
        nameof(DueRow.DueAt), nameof(DueRow.Attempts), nameof(DueRow.Failures), nameof(DueRow.LeasedUntil), nameof(DueRow.LeaseToken),
        nameof(Payment.Version), nameof(Payment.Sequence), nameof(Payment.Arrival), nameof(ITenantOwned.TenantId), nameof(Counter.NameKey), nameof(Counter.CreationKey),
        nameof(QrCode.WantedBy),
    ];

    /// <summary>Fields by name with what they held and hold; both empty where nothing worth saying changed.</summary>
    public static (IReadOnlyList<KeyValuePair<string, string>> Before, IReadOnlyList<KeyValuePair<string, string>> After) Of(EntityEntry entry)
    {
        var (before, after) = (new List<KeyValuePair<string, string>>(), new List<KeyValuePair<string, string>>());
        foreach (var property in entry.Properties.Where(property => !s_machinery.Contains(property.Metadata.Name) && !property.Metadata.IsPrimaryKey() && IsChanged(entry, property)))
        {
            var name = char.ToLowerInvariant(property.Metadata.Name[0]) + property.Metadata.Name[1..];
            Add(before, name, entry.State == EntityState.Added ? null : property.OriginalValue, property.Metadata, entry.State);
            Add(after, name, entry.State == EntityState.Deleted ? null : property.CurrentValue, property.Metadata, entry.State);
        }
        return (before, after);
    }

    public static string Cut(string text, int length = MaxLength) => text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1)] + NotSaid;

    private static bool IsChanged(EntityEntry entry, PropertyEntry property) =>
        entry.State != EntityState.Modified || (property.IsModified && !property.Metadata.GetValueComparer().Equals(property.OriginalValue, property.CurrentValue));

    private static void Add(List<KeyValuePair<string, string>> fields, string name, object? value, IProperty property, EntityState state)
    {
        if (value is null)
        {
            return;
        }
        var said = Say($"{property.DeclaringType.ClrType.Name}.{property.Name}", value);
        if (said is not null || state == EntityState.Modified)
        {
            fields.Add(new(name, said is null ? NotSaid : Cut(said)));
        }
    }

    /// <returns>Null: not to be said.</returns>
    private static string? Say(string field, object value) => value switch
    {
        DateTimeOffset at => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        bool or Enum or int or long or TenantId or AccountId or CounterId or QrCodeId or PaymentId or UserId or ClaimId => Convert.ToString(value, CultureInfo.InvariantCulture),
        string address when s_addresses.Contains(field) => address[..(address.LastIndexOf('/') + 1)] + NotSaid,
        string or Currency when s_texts.Contains(field) => value.ToString(),
        _ => null,
    };
}
