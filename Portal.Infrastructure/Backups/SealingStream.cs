namespace Portal.Infrastructure.Backups;

/// <summary>What is written here is sealed chunk by chunk; <see cref="Finish"/> seals the end.</summary>
internal sealed class SealingStream(Stream to, SealedFormat format) : Stream
{
    private readonly byte[] _plain = new byte[SealedFormat.ChunkBytes];
    private readonly byte[] _sealed = new byte[SealedFormat.ChunkBytes + SealedFormat.TagBytes];
    private int _length;
    private uint _number;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            if (_length == _plain.Length)
            {
                Seal(isLast: false);                   // only now is it known that this chunk is not the last
            }
            var taken = Math.Min(buffer.Length, _plain.Length - _length);
            buffer[..taken].CopyTo(_plain.AsSpan(_length));
            _length += taken;
            buffer = buffer[taken..];
        }
    }

    /// <summary>Without it the file counts as cut off.</summary>
    public void Finish() => Seal(isLast: true);

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Seal(bool isLast)
    {
        format.Encrypt(_plain.AsSpan(0, _length), _sealed.AsSpan(0, _length), _sealed.AsSpan(_length, SealedFormat.TagBytes), _number, isLast);
        to.Write(_sealed, 0, _length + SealedFormat.TagBytes);
        _number = checked(_number + 1);
        _length = 0;
    }
}
