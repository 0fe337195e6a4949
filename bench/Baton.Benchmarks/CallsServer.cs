using System.Diagnostics;
using Baton.Calls;
using Baton.Calls.Sessions;
using Baton.Engine.Hosting;
using Baton.Engine.Servers;
using Baton.Engine.Stores;
using Baton.Graphs;
using Baton.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Baton.Benchmarks;

/// <summary>The server process of <see cref="CallsBench"/>: the shipped calls, with one agent in code in the place of the ten.</summary>
internal static class CallsServer
{
    public const string Verb = "calls-server";
    public const string SettlePath = "/bench/settle";
    public const string SweepPath = "/bench/sweep";
    private const string Agent = "bench_agent";
    private static readonly string[] _names = ["greeting", "auth", "refund", "billing", "booking", "complaint", "account", "balance", "closing", "fallback"];

    public static async Task ServeAsync(BenchOptions options)
    {
        var time = new ShiftedTime();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(_names.Select(name => KeyValuePair.Create($"Baton:RemoteAgents:{name}:Url", (string?)$"assistant:{Agent}")));
        builder.AddBaton(baton => Store(baton, options, time).AddSystem<CallsSystem>().AddGraph(Define(), "calls"));

        // Sessions are swept when the benchmark says so, and by nobody else meanwhile.
        builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(SessionExpiry)));
        builder.Services.AddSingleton<SessionExpiry>();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapBaton();
        app.MapGet(SettlePath, () => TypedResults.Ok(GC.GetTotalMemory(forceFullCollection: true)));
        app.MapGet(SweepPath, (bool advance, SessionExpiry expiry, StoreClock clock) => SweepAsync(advance ? time : null, expiry, clock));
        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        await app.WaitForShutdownAsync();
    }

    private static BatonBuilder Store(BatonBuilder baton, BenchOptions options, TimeProvider time)
    {
        var place = options.Text("place", "");
        if (options.Text("store", "") == "postgres") return baton.UsePostgres(postgres => (postgres.ConnectionString, postgres.Schema) = (place, "bench_calls"));
        baton.Services.AddSingleton<IStore>(new SqliteStore(new SqliteOptions { Directory = place }, time));
        return baton;
    }

    private static async Task<IResult> SweepAsync(ShiftedTime? advance, SessionExpiry expiry, StoreClock store)
    {
        if (advance is not null)
        {
            var later = store.GetUtcNow() + TimeSpan.FromHours(1.5);
            advance.Offset = TimeSpan.FromHours(2);

            // The server learns the store's time with its next heartbeat.
            while (store.GetUtcNow() < later) await Task.Delay(50);
        }

        var clock = Stopwatch.StartNew();
        var removed = await expiry.SweepAsync(CancellationToken.None);
        return TypedResults.Ok(new CallsSweep(removed, clock.Elapsed.TotalMilliseconds));
    }

    private static GraphDefinition Define() => Graph
        .Define<Said, Said, Said>(Agent, version: 1)
        .Start(said => said)
        .Chat(text => new Said(text), said => said.Text)
        .Function("answer", said => said with { Text = "All is well." })
        .Return(said => said);

    private sealed record Said(string Text);

    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
    }
}

/// <summary>What a sweep did.</summary>
internal sealed record CallsSweep(int Removed, double Milliseconds);
