using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Baton.Benchmarks;

/// <summary>As much of Redis' protocol as it takes: GET and SET with a time to live.</summary>
internal sealed class RespClient(TcpClient tcp) : IDisposable
{
    private const int Hour = 3_600;
    private readonly NetworkStream _stream = tcp.GetStream();
    private readonly byte[] _buffer = new byte[256 * 1024];

    public static async Task<RespClient> ConnectAsync(int port)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(IPAddress.Loopback, port);
        return new RespClient(tcp);
    }

    public async Task SetAsync(string key, string value)
    {
        await _stream.WriteAsync(Command("SET", key, value, "EX", $"{Hour}"));
        var length = await ReadAsync(response => response.EndsWith("\r\n"u8));
        if (!_buffer.AsSpan(0, length).SequenceEqual("+OK\r\n"u8)) throw new InvalidOperationException(Encoding.UTF8.GetString(_buffer, 0, length));
    }

    /// <returns>The value's length in bytes.</returns>
    public async Task<int> GetAsync(string key)
    {
        await _stream.WriteAsync(Command("GET", key));
        await ReadAsync(response => Bulk(response) is var (start, value) && start > 0 && response.Length >= start + value + 2);
        return Bulk(_buffer).Length;
    }

    public void Dispose() => tcp.Dispose();

    // $<length>\r\n<bytes>\r\n
    private static (int Start, int Length) Bulk(ReadOnlySpan<byte> response)
    {
        var end = response.IndexOf((byte)'\n');
        return end < 0 || response[0] != '$' ? (0, 0) : (end + 1, int.Parse(Encoding.ASCII.GetString(response[1..(end - 1)])));
    }

    private async Task<int> ReadAsync(Func<ReadOnlySpan<byte>, bool> isWhole)
    {
        var length = 0;
        do
        {
            var read = await _stream.ReadAsync(_buffer.AsMemory(length));
            if (read == 0) throw new IOException("Redis closed the connection.");
            length += read;
        }
        while (!isWhole(_buffer.AsSpan(0, length)));
        return length;
    }

    private static byte[] Command(params string[] words) =>
        Encoding.UTF8.GetBytes($"*{words.Length}\r\n{string.Concat(words.Select(word => $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n"))}");
}
