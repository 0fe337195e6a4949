namespace Baton.Cli.CallAgents;

/// <summary>Lets the beginning of what is written through, and then breaks the connection.</summary>
/// <param name="inner">Where it goes.</param>
/// <param name="length">How many bytes go through.</param>
/// <param name="cut">Breaks the connection.</param>
internal sealed class CutStream(Stream inner, int length, Action cut) : Stream
{
    private int _left = length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var fitting = buffer[..Math.Min(_left, buffer.Length)];
        _left -= fitting.Length;
        if (fitting.Length > 0)
        {
            await inner.WriteAsync(fitting, cancellationToken);
            await inner.FlushAsync(cancellationToken);
        }

        if (fitting.Length < buffer.Length) cut();
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Bodies are written without blocking.");

    public override void Flush() { }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
