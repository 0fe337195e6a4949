using System.Diagnostics;
using System.Text.Json;
using Baton.Postgres.Testing;
using Baton.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Baton.Benchmarks;

/// <summary>Requests to the support desk per second through <c>POST /runs/wait</c>, models offline, to a server process on SQLite or PostgreSQL.</summary>
internal static class DeskBench
{
    /// <summary>The verb with which the benchmark starts its own server process.</summary>
    public const string ServerVerb = "desk-server";

    // One of each way through the desk; one in eight is escalated and waits for a person.
    private static readonly (string Way, string Message)[] _messages =
    [
        ("billing, by its intent", "where can I download the invoice for my order"),
        ("technical, by its intent", "how do I reset my password"),
        ("general, by its intent", "where is my parcel"),
        ("billing, by triage, with a colleague", "My payment failed and I can't access my account"),
        ("technical, by triage", "the app still crashes with an error today"),
        ("general, by triage", "what is the weather like in Rome"),
        ("small talk", "hello"),
        ("escalated", "I want to talk to a manager about this"),
    ];

    public static async Task RunAsync(BenchOptions options)
    {
        var clients = options.Number("clients", 64);
        var seconds = Math.Max(4, options.Number("seconds", 20));
        var store = options.Text("store", "sqlite");
        var place = store == "postgres" ? PostgresServer.Shared.ConnectionString : Directory.CreateTempSubdirectory("baton-desk-").FullName;
        using var server = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [ServerVerb, "--store", store, "--place", place]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        try
        {
            var url = new Uri((await server.StandardOutput.ReadLineAsync())!);
            var requests = _messages.Select(pair => Request(pair.Message)).ToArray();
            await HttpLoad.LoopAsync(url, clients, TimeSpan.FromSeconds(5), requests, "\"category\"", []);
            var latencies = new List<double>();
            var all = await HttpLoad.LoopAsync(url, clients, TimeSpan.FromSeconds(seconds), requests, "\"category\"", latencies);
            latencies.Sort();
            var report = new Report($"desk: POST /runs/wait, models offline, {clients} clients, store {store}")
                .Add("requests_per_s", "requests per second, all ways in turn", all, "requests/s")
                .Add("p50_ms", "latency, median", latencies[latencies.Count / 2], "ms")
                .Add("p99_ms", "latency, 99th percentile", latencies[(int)(latencies.Count * 0.99)], "ms");
            foreach (var (way, message) in _messages)
            {
                var alone = await HttpLoad.LoopAsync(url, clients, TimeSpan.FromSeconds(Math.Max(2, seconds / 8)), [Request(message)], "\"category\"", []);
                report.Add(way.Replace(", ", "_").Replace(' ', '_'), $"requests per second, {way}", alone, "requests/s");
            }

            report.Print(options.Json);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
            if (store != "postgres") Directory.Delete(place, recursive: true);
        }
    }

    public static async Task ServeAsync(BenchOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var place = options.Text("place", "");
        builder.AddBaton(baton => (options.Text("store", "") == "postgres"
            ? baton.UsePostgres(postgres => (postgres.ConnectionString, postgres.Schema) = (place, "bench_desk"))
            : baton.UseSqlite(place)).AddSystem<SupportSystem>());
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapBaton();
        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        await app.WaitForShutdownAsync();
    }

    private static byte[] Request(string message) => HttpLoad.Request(
        "POST", "/runs/wait", JsonSerializer.Serialize(new { assistant_id = "support_desk", input = new { user_id = "bench", message } }));
}
