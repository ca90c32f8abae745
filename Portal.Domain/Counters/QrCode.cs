using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Domain.Counters;

/// <summary>Life of a code; the names are CONTRACT's.</summary>
public enum QrCodeStatus
{
    Creating,
    Live,
    Stopped,
    Deleted,
    Failed,
}

/// <summary>A static code shown at a counter, with its own store number, notification address and passback word.</summary>
public sealed partial class QrCode : DueRow, ICounterOwned
{
    /// <summary>Alipay answered a new store with the text of a code that this counter had before: it would be no new code.</summary>
    /// <remarks>Source: PROTOCOL 4.3.</remarks>
    public const string OldCodeReturned = "old_code_returned";

    private QrCode()
    {
    }

    public TenantId TenantId { get; private set; }

    public QrCodeId Id { get; private set; }

    public CounterId CounterId { get; private set; }

    /// <summary>The one that is printed now; a counter has exactly one.</summary>
    public bool IsActive { get; private set; }

    /// <summary>The store at Alipay: one a code, so that each counter gets a code of its own. At most 32 letters, digits, dashes.</summary>
    public string StoreId { get; private set; } = "";

    /// <summary>128 bits in the notification address; it decides the counter.</summary>
    public string AddressToken { get; private set; } = "";

    /// <summary>Comes back signed with each payment and must name this code.</summary>
    public string Passback { get; private set; } = "";

    public QrCodeStatus Status { get; private set; }

    /// <summary>The text to be drawn, unchanged; null until Alipay gave it.</summary>
    public string? Text { get; private set; }

    /// <summary>The address last sent to Alipay.</summary>
    public string? NotifyUrl { get; private set; }

    /// <summary>The gateway's code of the last definite refusal, e.g. <c>ILLEGAL_SIGN</c>, or <see cref="OldCodeReturned"/>.</summary>
    public string? RefusedWith { get; private set; }

    /// <summary>Four digits, also on the print, by which staff compare sticker and page.</summary>
    public string CheckNumber { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? SentAt { get; private set; }

    internal static QrCode Plan(Counter counter, DateTimeOffset at)
    {
        var id = QrCodeId.New();
        var code = new QrCode
        {
            TenantId = counter.TenantId,
            Id = id,
            CounterId = counter.Id,
            IsActive = true,
            StoreId = StoreOf(id),
            AddressToken = Token.Address(),
            Passback = Token.Short(),
            Status = QrCodeStatus.Creating,
            CreatedAt = at,
            DueAt = at,
        };
        return code;
    }

    /// <summary>The intent is stored; this is the moment of sending, with the address that is sent.</summary>
    public Lease Send(string notifyUrl, DateTimeOffset now, TimeSpan leaseFor)
    {
        NotifyUrl = notifyUrl;
        SentAt = now;
        return TakeLease(now, leaseFor);
    }

    public void Sent(string notifyUrl, DateTimeOffset now)
    {
        NotifyUrl = notifyUrl;
        SentAt = now;
    }

    /// <exception cref="InvalidOperationException">The code was made before.</exception>
    public void GoLive(string text)
    {
        MoveTo(QrCodeStatus.Live);
        Text = text;
        RefusedWith = null;
        CheckNumber = CheckNumberOf(text);
        SettleDue();
    }

    public void Fail(string refusedWith)
    {
        MoveTo(QrCodeStatus.Failed);
        RefusedWith = refusedWith;
        SettleDue();
    }

    /// <summary>A person asks again after a refusal; store and address stay the same, but where that store has another code.</summary>
    public void Retry(DateTimeOffset now)
    {
        MoveTo(QrCodeStatus.Creating);
        StoreId = RefusedWith == OldCodeReturned ? StoreOf(QrCodeId.New()) : StoreId;
        NotifyUrl = null;                                  // the address as it is when it is sent
        DueAt = now;
        TakeLease(now, TimeSpan.Zero);                     // of two people who ask again at once, one is stale
    }

    private void MoveTo(QrCodeStatus next) =>
        Status = Status.CanBecome(next) ? next : throw new InvalidOperationException($"A code that is {Status} cannot become {next}.");

    private static string StoreOf(QrCodeId id) => "C-" + id.Value.ToString("N")[^28..];

    /// <summary>The first four decimal digits of a digest of the text: the same paper gives the same number.</summary>
    private static string CheckNumberOf(string text)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return (BinaryPrimitives.ReadUInt32BigEndian(digest) % 10_000).ToString("0000", System.Globalization.CultureInfo.InvariantCulture);
    }
}
