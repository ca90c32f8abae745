using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Infrastructure.Backups;

/// <summary>A backup cannot be read; the message is fit to be shown.</summary>
public sealed class BackupRefusedException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>The envelope of a backup: a header, then chunks under AES-256-GCM whose nonce holds their number and whether they are the last.</summary>
/// <remarks>Layout: <c>PORTALB1</c>, iterations (4 bytes), salt (16), nonce prefix (7), proof of the passphrase (16); then chunks of 64 KiB and their tag. The header
/// is authenticated with every chunk. See docs/adr/0010.</remarks>
internal sealed class SealedFormat : IDisposable
{
    public const int ChunkBytes = 64 * 1024;
    public const int TagBytes = 16;
    public const int HeaderBytes = PlainHeaderBytes + TagBytes;

    private const int Iterations = 600_000;
    private const int MostIterations = 10_000_000;
    private const int PlainHeaderBytes = 35;
    private const int PrefixAt = 28;
    private const uint ProofNumber = uint.MaxValue;
    private const int LeastPassphrase = 12;
    private static readonly byte[] s_magic = "PORTALB1"u8.ToArray();

    private readonly byte[] _header;
    private readonly AesGcm _cipher;

    private SealedFormat(byte[] header, string passphrase)
    {
        _header = header;
        var key = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(passphrase), header.AsSpan(12, 16), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(8)), HashAlgorithmName.SHA256, 32);
        _cipher = new AesGcm(key, TagBytes);
        CryptographicOperations.ZeroMemory(key);
    }

    /// <summary>The first line of the file.</summary>
    /// <exception cref="BackupRefusedException">Missing or too short.</exception>
    public static string ReadPassphrase(string file)
    {
        if (!File.Exists(file))
        {
            throw new BackupRefusedException($"there is no passphrase file {file}");
        }
        var line = File.ReadLines(file).FirstOrDefault()?.Trim() ?? "";
        return line.Length >= LeastPassphrase ? line : throw new BackupRefusedException($"the passphrase has fewer than {LeastPassphrase} characters");
    }

    public static SealedFormat Begin(Stream to, string passphrase)
    {
        var header = new byte[PlainHeaderBytes];
        s_magic.CopyTo(header, 0);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(8), Iterations);
        RandomNumberGenerator.Fill(header.AsSpan(12));
        var format = new SealedFormat(header, passphrase);
        var proof = new byte[TagBytes];
        format.Encrypt([], [], proof, ProofNumber, isLast: false);
        to.Write(header);
        to.Write(proof);
        return format;
    }

    /// <exception cref="BackupRefusedException">No backup, or another passphrase.</exception>
    public static SealedFormat Open(Stream from, string passphrase)
    {
        var header = new byte[HeaderBytes];
        if (from.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes || !header.AsSpan(0, s_magic.Length).SequenceEqual(s_magic)
            || BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(8)) is < Iterations or > MostIterations)
        {
            throw new BackupRefusedException("the file is no backup of a portal, or its beginning is damaged");
        }
        var format = new SealedFormat(header[..PlainHeaderBytes], passphrase);
        if (!format.TryDecrypt([], [], header.AsSpan(PlainHeaderBytes), ProofNumber, isLast: false))
        {
            format.Dispose();
            throw new BackupRefusedException("the passphrase is not the one that the backup was made with, or the file's beginning is damaged");
        }
        return format;
    }

    public void Encrypt(ReadOnlySpan<byte> plain, Span<byte> cipherText, Span<byte> tag, uint number, bool isLast) =>
        _cipher.Encrypt(Nonce(number, isLast), plain, cipherText, tag, _header);

    public bool TryDecrypt(ReadOnlySpan<byte> cipherText, Span<byte> plain, ReadOnlySpan<byte> tag, uint number, bool isLast)
    {
        try
        {
            _cipher.Decrypt(Nonce(number, isLast), cipherText, tag, plain, _header);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    public void Dispose() => _cipher.Dispose();

    private byte[] Nonce(uint number, bool isLast)
    {
        var nonce = new byte[12];
        _header.AsSpan(PrefixAt, 7).CopyTo(nonce);
        BinaryPrimitives.WriteUInt32BigEndian(nonce.AsSpan(7), number);
        nonce[11] = isLast ? (byte)1 : (byte)0;
        return nonce;
    }
}
