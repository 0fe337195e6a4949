using System.Diagnostics;
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
            var health = HttpLoad.Request("GET", "/health", "");
            var run = HttpLoad.Request("POST", "/runs/wait", $$$"""{"assistant_id":"{{{BenchGraph.Id}}}","input":{"customer_id":"customer-1","message":"My payment failed"}}""");
            await HttpLoad.LoopAsync(url, clients, TimeSpan.FromSeconds(2), [run], "\"resolved\"", []);
            var latencies = new List<double>();
            var runs = await HttpLoad.LoopAsync(url, clients, TimeSpan.FromSeconds(seconds * 0.75), [run], "\"resolved\"", latencies);
            var bare = await HttpLoad.LoopAsync(url, clients, TimeSpan.FromSeconds(seconds * 0.25), [health], "\"ok\"", []);
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
}
