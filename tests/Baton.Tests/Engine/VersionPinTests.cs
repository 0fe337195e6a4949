using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Testing;
using Baton.Errors;
using Baton.Graphs;
using Baton.Registry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Baton.Tests.Engine;

/// <summary>What a server that starts makes of the versions it finds.</summary>
public sealed class VersionPinTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_does_not_start_with_changed_definitions_and_lists_them_all()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain("a"), Talk.Plain("b"), Talk.Plain("c"), Talk.Plain("d"));
        foreach (var graph in new[] { "a", "b", "c" }) await engine.RunAsync(graph, Talk.Input("x"));

        var refused = await Assert.ThrowsAsync<ValidationException>(() => engine.Host.RestartAsync(Talk.Asking("a"), Talk.Plain("b"), Talk.Asking("c"), Talk.Asking("d")));

        Assert.Equal(ErrorCodes.VersionChanged, refused.Code);
        Assert.Equal(["a/1", "c/1"], refused.Faults.Select(fault => fault.Where));
        Assert.All(refused.Faults, fault => Assert.Contains("make this one version 2", fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_was_refused_has_moved_no_pin()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        await engine.RunAsync("talk", Talk.Input("x"));
        await Assert.ThrowsAsync<ValidationException>(() => engine.Host.RestartAsync(Talk.Asking()));

        await Assert.ThrowsAsync<ValidationException>(() => engine.Host.RestartAsync(Talk.Asking()));
        await engine.Host.RestartAsync(Talk.Plain());
    }

    [Fact]
    public async Task A_changed_definition_with_a_new_number_is_welcome()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        await engine.RunAsync("talk", Talk.Input("x"));

        await engine.Host.RestartAsync(Talk.Begin(version: 2).Function("other", state => state).End());

        Assert.Equal("y", Talk.Text(await engine.RunAsync("talk", Talk.Input("y"))));
    }

    [Fact]
    public async Task In_development_a_changed_definition_is_warned_of_and_becomes_the_pinned_one()
    {
        var development = true;
        var warnings = new Warnings();
        var options = new BatonTestOptions(Talk.Plain())
        {
            Engine = options => options.Development = development,
            Services = services => services.AddSingleton<ILoggerProvider>(warnings),
        };
        await using var engine = await EngineFixture.StartAsync(options);
        await engine.RunAsync("talk", Talk.Input("x"));

        await engine.Host.RestartAsync(Talk.Asking());
        Assert.Contains("talk has changed and is still version 1", Assert.Single(warnings.Texts), StringComparison.Ordinal);

        development = false;
        await engine.Host.RestartAsync(Talk.Asking());
        await Assert.ThrowsAsync<ValidationException>(() => engine.Host.RestartAsync(Talk.Plain()));
    }

    [Fact]
    public async Task With_unchanged_code_nothing_is_built_at_start()
    {
        await using var engine = await StaticAsync();
        await engine.RunAsync("talk", Talk.Input("x"));

        await engine.Host.RestartAsync();

        Assert.Equal(0, Compiled(engine));
    }

    [Fact]
    public async Task With_changed_code_the_graph_is_built_and_compared_once()
    {
        await using var engine = await StaticAsync();
        await engine.RunAsync("talk", Talk.Input("x"));
        var pin = (await engine.Store.Records.FindAsync("default", "graph_versions", "talk/1", Token))!;
        var other = JsonBytes.From(new { fingerprint = pin.Value.GetProperty("fingerprint").GetString(), code = "other" });
        await engine.Store.Records.ApplyAsync("default", [new RecordChange("graph_versions", "talk/1", null, other)], Token);

        await engine.Host.RestartAsync();
        Assert.Equal(1, Compiled(engine));

        await engine.Host.RestartAsync();
        Assert.Equal(0, Compiled(engine));
    }

    [Fact]
    public async Task A_graph_that_only_ever_was_a_child_is_pinned()
    {
        await using var engine = await EngineFixture.StartStillAsync(Parent(), Talk.Plain("child"));
        await engine.RunAsync("parent", Talk.Input("x"));

        var refused = await Assert.ThrowsAsync<ValidationException>(() => engine.Host.RestartAsync(Parent(), Talk.Asking("child")));

        Assert.Equal("child/1", Assert.Single(refused.Faults).Where);
    }

    [Fact]
    public async Task A_pin_holds_for_every_tenant()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        await engine.Runs.StartAsync(new RunRequest("talk") { Tenant = "acme", Input = EngineFixture.Json(Talk.Input("x")) }, Token);

        Assert.Equal(ErrorCodes.VersionChanged, await EngineFixture.CodeAsync(() => engine.Host.RestartAsync(Talk.Asking())));
    }

    [Fact]
    public async Task A_graph_that_can_no_longer_be_built_keeps_no_server_from_starting()
    {
        var isBroken = false;
        var row = new GraphRow("talk", "default", () => isBroken ? throw new InvalidOperationException("broken") : Talk.Plain());
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(Talk.Plain("other")) { Services = services => services.AddSingleton(row) });
        await engine.RunAsync("talk", Talk.Input("x"));
        isBroken = true;

        await engine.Host.RestartAsync();

        Assert.Equal(ErrorCodes.GraphBroken, await EngineFixture.CodeAsync(() => engine.RunAsync("talk", Talk.Input("x"))));
        Assert.Equal(RunStatus.Success, (await engine.RunAsync("other", Talk.Input("x"))).Run.Status);
    }

    private static GraphDefinition Define() => Talk.Plain();

    private static GraphDefinition Parent() => Talk.Begin("parent")
        .Child<Talk.Said, Talk.Reply>("call", "child", state => new Talk.Said(state.Last), (state, _) => state)
        .End();

    private static Task<EngineFixture> StaticAsync() => EngineFixture.StartAsync(
        new BatonTestOptions { Services = services => services.AddSingleton(new GraphRow("talk", "default", Define)) });

    private static int Compiled(EngineFixture engine) => engine.Host.Services.GetRequiredService<GraphRegistry>().CompiledCount;

    private sealed class Warnings : ILoggerProvider, ILogger
    {
        private readonly List<string> _texts = [];

        public IReadOnlyList<string> Texts
        {
            get
            {
                lock (_texts) return [.. _texts];
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_texts)
            {
                if (logLevel == LogLevel.Warning) _texts.Add(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}
