using System.Security.Cryptography;
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
}

/// <summary>Random words that go into addresses and messages: hexadecimal, from the system's generator.</summary>
public static class Token
{
    /// <summary>128 bits as 32 lower-case hexadecimal digits.</summary>
    public static string Address() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>64 bits as 16 lower-case hexadecimal digits.</summary>
    public static string Short() => RandomNumberGenerator.GetHexString(16, lowercase: true);
}
