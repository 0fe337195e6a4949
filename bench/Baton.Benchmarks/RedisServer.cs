using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Baton.Benchmarks;

/// <summary>A Redis server of the benchmark's own, in memory alone.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly int _port;

    private RedisServer(Process process, int port) => (_process, _port) = (process, port);

    public static bool IsPresent(string executable) =>
        File.Exists(executable) || (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, executable)));

    public static async Task<RedisServer> StartAsync(string executable)
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        var process = Process.Start(new ProcessStartInfo(executable, ["--bind", "127.0.0.1", "--port", $"{port}", "--save", "", "--appendonly", "no", "--dir", Path.GetTempPath()])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.Contains("Ready to accept connections", StringComparison.Ordinal)) continue;
            _ = process.StandardOutput.ReadToEndAsync();
            return new RedisServer(process, port);
        }

        throw new InvalidOperationException("redis-server ended before it was ready.");
    }

    /// <summary>Reads a session and writes it back with an hour to live, over and over.</summary>
    /// <returns>Pairs of GET and SET per second.</returns>
    public async Task<double> LoadAsync(int connections, TimeSpan duration, string session, List<double> latencies)
    {
        var until = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(async number =>
        {
            using var client = await RespClient.ConnectAsync(_port);
            var own = new List<double>();
            await client.SetAsync($"session:{number}", session);
            while (Stopwatch.GetTimestamp() < until)
            {
                var begun = Stopwatch.GetTimestamp();
                if (await client.GetAsync($"session:{number}") != Encoding.UTF8.GetByteCount(session)) throw new InvalidOperationException("Redis has another session.");
                await client.SetAsync($"session:{number}", session);
                own.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }

            lock (latencies) latencies.AddRange(own);
            return own.Count;
        }));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
