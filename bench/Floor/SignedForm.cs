using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Floor;

/// <summary>A form read just far enough to check its signature.</summary>
internal readonly struct SignedForm
{
    private readonly byte[] _bytes;
    private readonly Pair[] _pairs;
    private readonly int _count;

    public SignedForm(ReadOnlySpan<byte> body)
    {
        _bytes = new byte[body.Length];
        _pairs = new Pair[32];
        var written = 0;
        while (!body.IsEmpty)
        {
            var end = body.IndexOf((byte)'&');
            var part = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];
            var equals = part.IndexOf((byte)'=');
            var name = written;
            Decode(part[..equals], ref written);
            var value = written;
            Decode(part[(equals + 1)..], ref written);
            _pairs[_count++] = new Pair(name, value, written);
        }
        var bytes = _bytes;
        _pairs.AsSpan(0, _count).Sort((a, b) => a.NameIn(bytes).SequenceCompareTo(b.NameIn(bytes)));
    }

    public string NotifyId => Encoding.ASCII.GetString(Value("notify_id"u8));

    /// <summary>RSA2 over the sorted pairs without signature and type.</summary>
    public bool IsSignedBy(RSA key)
    {
        Span<byte> joined = stackalloc byte[4096];
        Span<byte> signature = stackalloc byte[512];
        var length = 0;
        foreach (var pair in _pairs.AsSpan(0, _count))
        {
            var name = pair.NameIn(_bytes);
            if (name.SequenceEqual("sign"u8) || name.SequenceEqual("sign_type"u8))
            {
                continue;
            }
            if (length > 0)
            {
                joined[length++] = (byte)'&';
            }
            name.CopyTo(joined[length..]);
            length += name.Length;
            joined[length++] = (byte)'=';
            pair.ValueIn(_bytes).CopyTo(joined[length..]);
            length += pair.ValueIn(_bytes).Length;
        }
        Base64.DecodeFromUtf8(Value("sign"u8), signature, out _, out var signed);
        return key.VerifyData(joined[..length], signature[..signed], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private ReadOnlySpan<byte> Value(ReadOnlySpan<byte> name)
    {
        foreach (var pair in _pairs.AsSpan(0, _count))
        {
            if (pair.NameIn(_bytes).SequenceEqual(name))
            {
                return pair.ValueIn(_bytes);
            }
        }
        return default;
    }

    private void Decode(ReadOnlySpan<byte> part, ref int at)
    {
        for (var i = 0; i < part.Length; i++)
        {
            _bytes[at++] = part[i] switch
            {
                (byte)'+' => (byte)' ',
                (byte)'%' => (byte)((Nibble(part[++i]) << 4) | Nibble(part[++i])),
                var other => other,
            };
        }
    }

    private static int Nibble(byte hex) => hex <= '9' ? hex - '0' : (hex | 0x20) - 'a' + 10;

    private readonly record struct Pair(int Name, int Value, int End)
    {
        public ReadOnlySpan<byte> NameIn(byte[] bytes) => bytes.AsSpan(Name, Value - Name);

        public ReadOnlySpan<byte> ValueIn(byte[] bytes) => bytes.AsSpan(Value, End - Value);
    }
}
