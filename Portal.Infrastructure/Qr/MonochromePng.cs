using System.Buffers.Binary;
using System.IO.Compression;

namespace Portal.Infrastructure.Qr;

/// <summary>A square black and white PNG of exactly the pixels asked for; the QR library draws whole pixels a module only.</summary>
/// <remarks>Source: PNG specification (third edition), sections 5, 9 and 11: greyscale, bit depth 1, one image data chunk.</remarks>
internal static class MonochromePng
{
    private static readonly byte[] s_signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static byte[] Draw(int pixels, Func<int, int, bool> isBlack)
    {
        using var png = new MemoryStream();
        png.Write(s_signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, pixels);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], pixels);
        header[8] = 1;
        Chunk(png, "IHDR"u8, header);
        Chunk(png, "IDAT"u8, Compressed(pixels, isBlack));
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static byte[] Compressed(int pixels, Func<int, int, bool> isBlack)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var line = new byte[1 + ((pixels + 7) / 8)];
            for (var y = 0; y < pixels; y++)
            {
                Array.Clear(line);
                for (var x = 0; x < pixels; x++)
                {
                    line[1 + (x / 8)] |= (byte)(isBlack(x, y) ? 0 : 0x80 >> (x % 8));
                }
                zlib.Write(line);
            }
        }
        return packed.ToArray();
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        png.Write(type);
        png.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), content));
        png.Write(number);
    }

    /// <summary>CRC-32 of ISO 3309, bit by bit: a picture is a few kilobytes.</summary>
    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }
        return crc;
    }
}
