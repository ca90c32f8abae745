using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Persistence.Audit;

/// <summary>How acts are chained: SHA-256 over all fields of a record, in a fixed order, each with its length before it, the previous hash among them.</summary>
/// <remarks>With the length before it no field can borrow letters from its neighbour; an absent field differs from an empty one.</remarks>
public static class AuditChain
{
    public const int HashLength = 32;
    private const byte Version = 1;
    private const int Absent = -1;

    /// <summary>The chain of the installation itself.</summary>
    public static TenantId Platform { get; } = new(Guid.Empty);

    /// <summary>What the first act of a chain follows.</summary>
    public static byte[] Start => new byte[HashLength];

    public static byte[] HashOf(AuditRecord record)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        bytes.Write([Version]);
        Add(bytes, record.TenantId.ToString());
        Add(bytes, record.Sequence.ToString(CultureInfo.InvariantCulture));
        Add(bytes, record.At.UtcTicks.ToString(CultureInfo.InvariantCulture));
        Add(bytes, record.ActorKind.ToString());
        Add(bytes, record.UserId?.ToString());
        Add(bytes, record.OnBehalfOf?.ToString());
        Add(bytes, record.Address);
        Add(bytes, record.Act);
        Add(bytes, record.SubjectKind);
        Add(bytes, record.SubjectId);
        Add(bytes, record.CounterId?.ToString());
        Add(bytes, record.Before);
        Add(bytes, record.After);
        Add(bytes, record.Reason);
        AddLength(bytes, record.PreviousHash.Length);
        bytes.Write(record.PreviousHash);
        return SHA256.HashData(bytes.WrittenSpan);
    }

    private static void Add(ArrayBufferWriter<byte> bytes, string? text)
    {
        AddLength(bytes, text is null ? Absent : Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, bytes);
    }

    private static void AddLength(ArrayBufferWriter<byte> bytes, int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(bytes.GetSpan(sizeof(int)), length);
        bytes.Advance(sizeof(int));
    }
}
