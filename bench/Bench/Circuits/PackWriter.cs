using System.Buffers.Binary;
using System.Text;

namespace Portal.Bench.Circuits;

/// <summary>Writes one message of the socket: MessagePack, with its length before it.</summary>
/// <remarks>Only what the page's own script sends: arrays, texts, whole numbers, truth values, nothing.</remarks>
internal sealed class PackWriter
{
    private readonly List<byte> _bytes = [];

    /// <summary>A call of the server; with an <paramref name="id"/> it answers.</summary>
    public static byte[] Call(string? id, string target, params object?[] arguments)
    {
        var writer = new PackWriter();
        writer.Array(6);
        writer.Number(1);
        writer._bytes.Add(0x80);                               // no headers
        writer.Value(id);
        writer.Value(target);
        writer.Array(arguments.Length);
        foreach (var argument in arguments)
        {
            writer.Value(argument);
        }
        writer.Array(0);                                             // no streams
        return writer.Framed();
    }

    public static byte[] Ping()
    {
        var writer = new PackWriter();
        writer.Array(1);
        writer.Number(6);
        return writer.Framed();
    }

    private void Value(object? value)
    {
        switch (value)
        {
            case null:
                _bytes.Add(0xc0);
                break;
            case bool truth:
                _bytes.Add(truth ? (byte)0xc3 : (byte)0xc2);
                break;
            case long number:
                Number(number);
                break;
            case string text:
                Text(text);
                break;
            default:
                throw new ArgumentException($"{value.GetType()} is not sent.", nameof(value));
        }
    }

    private void Array(int count) => _bytes.Add((byte)(0x90 | count));

    private void Number(long number)
    {
        if (number is >= 0 and < 128)
        {
            _bytes.Add((byte)number);
            return;
        }
        Span<byte> bytes = stackalloc byte[9];
        bytes[0] = 0xd3;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], number);
        _bytes.AddRange(bytes);
    }

    private void Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> head = stackalloc byte[5];
        head[0] = 0xdb;
        BinaryPrimitives.WriteInt32BigEndian(head[1..], bytes.Length);
        _bytes.AddRange(head);
        _bytes.AddRange(bytes);
    }

    private byte[] Framed()
    {
        var head = new List<byte>();
        var length = (uint)_bytes.Count;
        do
        {
            head.Add((byte)((length & 0x7f) | (length > 0x7f ? 0x80u : 0)));
            length >>= 7;
        }
        while (length > 0);
        return [.. head, .. _bytes];
    }
}
