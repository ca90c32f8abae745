namespace Portal.Infrastructure.Backups;

/// <summary>Gives only what was authenticated: each chunk in its place, and the last as the last.</summary>
internal sealed class UnsealingStream(Stream from, SealedFormat format) : Stream
{
    private readonly byte[] _plain = new byte[SealedFormat.ChunkBytes];
    private byte[] _sealed = new byte[SealedFormat.ChunkBytes + SealedFormat.TagBytes];
    private byte[] _ahead = new byte[SealedFormat.ChunkBytes + SealedFormat.TagBytes];
    private int _aheadLength = -1;
    private int _at;
    private int _length;
    private uint _number;
    private bool _isEnd;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="BackupRefusedException">The file was changed, cut off or put together anew.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (_at == _length && !_isEnd)
        {
            Open();
        }
        var taken = Math.Min(buffer.Length, _length - _at);
        _plain.AsSpan(_at, taken).CopyTo(buffer);
        _at += taken;
        return taken;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Open()
    {
        var length = _aheadLength < 0 ? from.ReadAtLeast(_sealed, _sealed.Length, throwOnEndOfStream: false) : Swap();
        _aheadLength = from.ReadAtLeast(_ahead, _ahead.Length, throwOnEndOfStream: false);
        _isEnd = _aheadLength == 0;
        (_at, _length) = (0, length - SealedFormat.TagBytes);
        if (_length < 0 || !format.TryDecrypt(_sealed.AsSpan(0, _length), _plain.AsSpan(0, _length), _sealed.AsSpan(_length, SealedFormat.TagBytes), _number++, _isEnd))
        {
            (_length, _isEnd) = (0, true);
            throw new BackupRefusedException("the backup is damaged: it was changed or cut off after it was made");
        }
    }

    private int Swap()
    {
        (_sealed, _ahead) = (_ahead, _sealed);
        return _aheadLength;
    }
}
