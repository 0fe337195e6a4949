using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Baton.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Baton.Benchmarks;

/// <summary>Runs per second through <c>POST /runs/wait</c>, from clients on keep-alive connections to a server process on SQLite.</summary>
internal static class HttpBench
{
    /// <summary>The verb with which the benchmark starts its own server process.</summary>
    public const string ServerVerb = "http-server";

    public static async Task RunAsync(BenchOptions options)
    {
        var clients = options.Number("clients", 64);
        var seconds = Math.Max(2, options.Number("seconds", 10));
        var directory = Directory.CreateTempSubdirectory("baton-http-").FullName;
        using var server = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [ServerVerb, "--data", directory]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        try
        {
            var url = new Uri((await server.StandardOutput.ReadLineAsync())!);
            var health = Request("GET", "/health", "");
            var run = Request("POST", "/runs/wait", $$$"""{"assistant_id":"{{{BenchGraph.Id}}}","input":{"customer_id":"customer-1","message":"My payment failed"}}""");
            await LoopAsync(url, clients, TimeSpan.FromSeconds(2), run, "\"resolved\"", []);
            var latencies = new List<double>();
            var runs = await LoopAsync(url, clients, TimeSpan.FromSeconds(seconds * 0.75), run, "\"resolved\"", latencies);
            var bare = await LoopAsync(url, clients, TimeSpan.FromSeconds(seconds * 0.25), health, "\"ok\"", []);
            latencies.Sort();
            new Report($"http: POST /runs/wait, 5 durable steps, {clients} clients, store sqlite")
                .Add("runs_per_s", "runs per second", runs, "runs/s")
                .Add("health_per_s", "GET /health per second, same clients (no run)", bare, "requests/s")
                .Add("p50_ms", "latency, median", latencies[latencies.Count / 2], "ms")
                .Add("p99_ms", "latency, 99th percentile", latencies[(int)(latencies.Count * 0.99)], "ms")
                .Print(options.Json);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
            Directory.Delete(directory, recursive: true);
        }
    }

    public static async Task ServeAsync(BenchOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(new GraphRow(BenchGraph.Id, "default", BenchGraph.Define));
        builder.AddBaton(baton => baton.UseSqlite(options.Text("data", "")));
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapBaton();
        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        await app.WaitForShutdownAsync();
    }

    private static byte[] Request(string method, string path, string body) =>
        Encoding.UTF8.GetBytes($"{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    private static async Task<double> LoopAsync(Uri url, int clients, TimeSpan duration, byte[] request, string expected, List<double> latencies)
    {
        var until = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            await using var client = await BareClient.ConnectAsync(url);
            var own = new List<double>();
            while (Stopwatch.GetTimestamp() < until)
            {
                var begun = Stopwatch.GetTimestamp();
                await client.ExchangeAsync(request, expected);
                own.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }

            lock (latencies) latencies.AddRange(own);
            return own.Count;
        }));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    /// <summary>One keep-alive connection with next to no cost of its own: the two cores are for the server.</summary>
    private sealed class BareClient(TcpClient tcp) : IAsyncDisposable
    {
        private static readonly byte[] LastChunk = "0\r\n\r\n"u8.ToArray();
        private readonly NetworkStream _stream = tcp.GetStream();
        private readonly byte[] _buffer = new byte[16 * 1024];

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
