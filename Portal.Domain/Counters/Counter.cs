using System.Security.Cryptography;
using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;

namespace Portal.Domain.Counters;

/// <summary>A till. It has one active code and any number of old ones, whose addresses stay valid.</summary>
public sealed class Counter : ITenantOwned
{
    private readonly List<QrCode> _codes = [];

    private Counter()
    {
    }

    public TenantId TenantId { get; private set; }

    public CounterId Id { get; private set; }

    public string Name { get; private set; } = "";

    public string NameKey { get; private set; } = "";

    /// <summary>What the caller named the request by; the same key is the same counter.</summary>
    public string CreationKey { get; private set; } = "";

    /// <summary>Where this till stands, if not at the shop's own address; at most 256 characters.</summary>
    public string? Address { get; private set; }

    public IReadOnlyList<QrCode> Codes => _codes;

    public QrCode ActiveCode => _codes.Single(code => code.IsActive);

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Registers a till together with its first code, still to be asked for.</summary>
    public static Counter Register(TenantId tenant, CounterName name, string creationKey, DateTimeOffset at)
    {
        var counter = new Counter
        {
            TenantId = tenant,
            Id = CounterId.New(),
            Name = name.Text,
            NameKey = name.Key,
            CreationKey = creationKey,
            CreatedAt = at,
        };
        counter._codes.Add(QrCode.Plan(counter, at));
        return counter;
    }

    public QrCode? FindCode(QrCodeId id) => _codes.Find(code => code.Id == id);

    /// <summary>The shop as customers and files are shown it for this till.</summary>
    /// <param name="address">Null: the shop's own.</param>
    internal void Describe(CounterName name, string? address) => (Name, NameKey, Address) = (name.Text, name.Key, address);

    /// <summary>Another code takes the place of the active one, which is kept with all that came to it.</summary>
    public QrCode Replace(DateTimeOffset? suspectFrom, DateTimeOffset at)
    {
        var next = ActiveCode.ReplaceBy(this, suspectFrom, at);
        _codes.Add(next);
        return next;
    }

    /// <summary>All that Alipay keeps of a code; what is left out might be cleared there.</summary>
    internal CodeRequest RequestFor(QrCode code, Tenant tenant, string notifyUrl) => new(
        tenant.SecondaryMerchantId, tenant.Name, tenant.Mcc, tenant.Country, Address ?? tenant.Address, tenant.Currency,
        code.StoreId, $"{tenant.Name} {Name}", notifyUrl, code.Passback);
}

/// <summary>Random words that go into addresses and messages: hexadecimal, from the system's generator.</summary>
public static class Token
{
    /// <summary>128 bits as 32 lower-case hexadecimal digits.</summary>
    public static string Address() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>64 bits as 16 lower-case hexadecimal digits.</summary>
    public static string Short() => RandomNumberGenerator.GetHexString(16, lowercase: true);
}
