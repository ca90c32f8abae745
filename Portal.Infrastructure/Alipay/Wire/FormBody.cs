using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Portal.Infrastructure.Alipay.Wire;

/// <summary>A form body decoded once, byte for byte: what was signed are the bytes, so they are kept as bytes.</summary>
/// <remarks>Strict: names are ASCII, one value a name, no broken percent sign. Empty values count as absent (PROTOCOL 1.2).</remarks>
internal sealed class FormBody
{
    private const int MaxPairs = 200;

    private readonly byte[] _bytes;
    private readonly List<Pair> _sorted;

    private FormBody(byte[] bytes, List<Pair> sorted) => (_bytes, _sorted) = (bytes, sorted);

    private readonly record struct Pair(int Name, int NameLength, int Value, int ValueLength);

    public enum Fault
    {
        None,
        Empty,
        Malformed,
        Duplicate,
    }

    public static Fault TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out FormBody? form)
    {
        form = null;
        if (body.IsEmpty)
        {
            return Fault.Empty;
        }
        var bytes = new byte[body.Length];
        var pairs = new List<Pair>(32);
        int read = 0, written = 0;
        while (read < body.Length)
        {
            var end = body[read..].IndexOf((byte)'&');
            var part = end < 0 ? body[read..] : body.Slice(read, end);
            read += part.Length + 1;
            if (part.IsEmpty)
            {
                continue;
            }
            var equals = part.IndexOf((byte)'=');
            var nameAt = written;
            if (!Decode(equals < 0 ? part : part[..equals], bytes, ref written) || !IsName(bytes.AsSpan(nameAt, written - nameAt)))
            {
                return Fault.Malformed;
            }
            var valueAt = written;
            if (equals >= 0 && !Decode(part[(equals + 1)..], bytes, ref written))
            {
                return Fault.Malformed;
            }
            pairs.Add(new Pair(nameAt, valueAt - nameAt, valueAt, written - valueAt));
            if (pairs.Count > MaxPairs)
            {
                return Fault.Malformed;
            }
        }
        form = new FormBody(bytes, pairs);
        return form.SortAndFindDuplicate() ? Fault.Duplicate : pairs.Count == 0 ? Fault.Empty : Fault.None;
    }

    /// <summary>The value of a name; empty where it is absent.</summary>
    public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> name)
    {
        int low = 0, high = _sorted.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = NameOf(_sorted[middle]).SequenceCompareTo(name);
            if (order == 0)
            {
                return ValueOf(_sorted[middle]);
            }
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }
        return default;
    }

    public string? Text(ReadOnlySpan<byte> name, Encoding charset)
    {
        var value = Value(name);
        return value.IsEmpty ? null : charset.GetString(value);
    }

    /// <summary>All fields, sorted by name.</summary>
    public IEnumerable<(string Name, string Value)> All(Encoding charset) => _sorted.Select(pair => (Encoding.ASCII.GetString(NameOf(pair)), charset.GetString(ValueOf(pair))));

    /// <summary>The bytes that were signed: sorted, without the signature, its type and empty values, and without <paramref name="alsoWithout"/>.</summary>
    public byte[] Joined(params ReadOnlySpan<string> alsoWithout)
    {
        var joined = new MemoryStream(_bytes.Length + (2 * _sorted.Count));
        foreach (var pair in _sorted)
        {
            var name = NameOf(pair);
            if (pair.ValueLength == 0 || name.SequenceEqual("sign"u8) || name.SequenceEqual("sign_type"u8) || Names(alsoWithout, name))
            {
                continue;
            }
            if (joined.Length > 0)
            {
                joined.WriteByte((byte)'&');
            }
            joined.Write(name);
            joined.WriteByte((byte)'=');
            joined.Write(ValueOf(pair));
        }
        return joined.ToArray();
    }

    /// <summary>Whether every value can be read in the charset.</summary>
    public bool IsReadableIn(Encoding charset)
    {
        try
        {
            foreach (var pair in _sorted)
            {
                charset.GetCharCount(ValueOf(pair));
            }
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private bool SortAndFindDuplicate()
    {
        _sorted.Sort((a, b) => NameOf(a).SequenceCompareTo(NameOf(b)));
        for (var i = 1; i < _sorted.Count; i++)
        {
            if (NameOf(_sorted[i - 1]).SequenceEqual(NameOf(_sorted[i])))
            {
                return true;
            }
        }
        return false;
    }

    private ReadOnlySpan<byte> NameOf(Pair pair) => _bytes.AsSpan(pair.Name, pair.NameLength);

    private ReadOnlySpan<byte> ValueOf(Pair pair) => _bytes.AsSpan(pair.Value, pair.ValueLength);

    private static bool Names(ReadOnlySpan<string> names, ReadOnlySpan<byte> name)
    {
        foreach (var candidate in names)
        {
            if (Ascii.Equals(candidate, name))
            {
                return true;
            }
        }
        return false;
    }

    private static bool IsName(ReadOnlySpan<byte> name) => !name.IsEmpty && Ascii.IsValid(name) && !name.ContainsAnyInRange((byte)0, (byte)31);

    private static bool Decode(ReadOnlySpan<byte> part, byte[] into, ref int at)
    {
        for (var i = 0; i < part.Length; i++)
        {
            var b = part[i];
            if (b == (byte)'%')
            {
                if (i + 2 > part.Length - 1 || !char.IsAsciiHexDigit((char)part[i + 1]) || !char.IsAsciiHexDigit((char)part[i + 2]))
                {
                    return false;
                }
                b = (byte)((Nibble(part[i + 1]) << 4) | Nibble(part[i + 2]));
                i += 2;
            }
            else if (b == (byte)'+')
            {
                b = (byte)' ';
            }
            into[at++] = b;
        }
        return true;
    }

    private static int Nibble(byte hex) => hex <= '9' ? hex - '0' : (hex | 0x20) - 'a' + 10;
}
