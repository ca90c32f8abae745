using System.Buffers.Binary;
using System.Text;

namespace Portal.Bench.Circuits;

/// <summary>Reads messages of the socket where they lie: MessagePack, each with its length before it.</summary>
internal ref struct PackReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>The next whole message; false at the end.</summary>
    public static bool TryMessage(ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> message)
    {
        int length = 0, shift = 0, at = 0;
        message = default;
        while (at < bytes.Length)
        {
            var b = bytes[at++];
            length |= (b & 0x7f) << shift;
            shift += 7;
            if (b < 0x80)
            {
                message = bytes.Slice(at, length);
                bytes = bytes[(at + length)..];
                return true;
            }
        }
        return false;
    }

    public int Array()
    {
        var kind = Byte();
        return kind is >= 0x90 and <= 0x9f ? kind & 0x0f : kind == 0xdc ? BinaryPrimitives.ReadUInt16BigEndian(Take(2)) : throw Strange(kind);
    }

    public long Number()
    {
        var kind = Byte();
        return kind switch
        {
            < 0x80 => kind,
            >= 0xe0 => (sbyte)kind,
            0xcc => Byte(),
            0xcd => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            0xce => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            0xcf => (long)BinaryPrimitives.ReadUInt64BigEndian(Take(8)),
            0xd0 => (sbyte)Byte(),
            0xd1 => BinaryPrimitives.ReadInt16BigEndian(Take(2)),
            0xd2 => BinaryPrimitives.ReadInt32BigEndian(Take(4)),
            0xd3 => BinaryPrimitives.ReadInt64BigEndian(Take(8)),
            _ => throw Strange(kind),
        };
    }

    /// <summary>Texts and byte arrays alike.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        var kind = Byte();
        return kind switch
        {
            >= 0xa0 and <= 0xbf => Take(kind & 0x1f),
            0xc0 => default,
            0xc4 or 0xd9 => Take(Byte()),
            0xc5 or 0xda => Take(BinaryPrimitives.ReadUInt16BigEndian(Take(2))),
            0xc6 or 0xdb => Take((int)BinaryPrimitives.ReadUInt32BigEndian(Take(4))),
            _ => throw Strange(kind),
        };
    }

    /// <summary>A truth value where one comes next; else null, and nothing is taken.</summary>
    public bool? Truth()
    {
        if (_rest.IsEmpty || _rest[0] is not (0xc2 or 0xc3))
        {
            return null;
        }
        return Byte() == 0xc3;
    }

    public string Text() => Encoding.UTF8.GetString(Bytes());

    /// <summary>Headers, which nobody sends.</summary>
    public void NoHeaders()
    {
        if (Byte() is var kind && kind != 0x80)
        {
            throw Strange(kind);
        }
    }

    private byte Byte() => Take(1)[0];

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private static InvalidDataException Strange(byte kind) => new($"The server sent MessagePack of a kind that was not expected: {kind:x2}.");
}
