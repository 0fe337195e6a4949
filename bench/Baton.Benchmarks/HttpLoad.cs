using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Baton.Benchmarks;

/// <summary>Clients on keep-alive connections that cost next to nothing: the cores are for the server.</summary>
internal static class HttpLoad
{
    /// <summary>A request as it goes over the wire.</summary>
    public static byte[] Request(string method, string path, string body) =>
        Encoding.UTF8.GetBytes($"{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    /// <summary>Has clients send these requests in turn for a while.</summary>
    /// <returns>Exchanges per second.</returns>
    public static async Task<double> LoopAsync(Uri url, int clients, TimeSpan duration, byte[][] requests, string expected, List<double> latencies)
    {
        var until = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, clients).Select(async number =>
        {
            await using var client = await BareClient.ConnectAsync(url);
            var own = new List<double>();
            while (Stopwatch.GetTimestamp() < until)
            {
                var begun = Stopwatch.GetTimestamp();
                await client.ExchangeAsync(requests[(number + own.Count) % requests.Length], expected);
                own.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }

            lock (latencies) latencies.AddRange(own);
            return own.Count;
        }));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    /// <summary>One keep-alive connection with next to no cost of its own: the two cores are for the server.</summary>
    internal sealed class BareClient(TcpClient tcp) : IAsyncDisposable
    {
        private static readonly byte[] LastChunk = "0\r\n\r\n"u8.ToArray();
        private readonly NetworkStream _stream = tcp.GetStream();
        private readonly byte[] _buffer = new byte[64 * 1024];

        public static async Task<BareClient> ConnectAsync(Uri url)
        {
            var tcp = new TcpClient { NoDelay = true };
            await tcp.ConnectAsync(url.Host, url.Port);
            return new BareClient(tcp);
        }

        public async Task ExchangeAsync(byte[] request, string expected)
        {
            await _stream.WriteAsync(request);
            var length = 0;
            while (!IsWhole(_buffer.AsSpan(0, length)))
            {
                var read = await _stream.ReadAsync(_buffer.AsMemory(length));
                if (read == 0) throw new IOException("The server closed the connection.");
                length += read;
            }

            if (_buffer.AsSpan(0, length).IndexOf(Encoding.UTF8.GetBytes(expected)) < 0) throw new InvalidOperationException(Encoding.UTF8.GetString(_buffer, 0, length));
        }

        public ValueTask DisposeAsync()
        {
            tcp.Dispose();
            return ValueTask.CompletedTask;
        }

        private static bool IsWhole(ReadOnlySpan<byte> response)
        {
            var head = response.IndexOf("\r\n\r\n"u8);
            if (head < 0) return false;
            var marker = response[..head].IndexOf("Content-Length: "u8);
            if (marker < 0) return response.EndsWith(LastChunk);
            var digits = response[(marker + 16)..head];
            var end = digits.IndexOf((byte)'\r');
            return response.Length >= head + 4 + int.Parse(end < 0 ? digits : digits[..end], System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
