using System.Collections.Concurrent;
using Baton.Engine.Hosting;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Testing;
using Baton.Graphs;
using Baton.Tests.Agents;
using Baton.Tests.Engine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Baton.Tests.Guardrails;

/// <summary>An agent with guardrails in a graph on a real engine, and a model behind a real wire.</summary>
internal sealed class GuardedDesk : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("baton-guardrails-").FullName;

    private GuardedDesk(WireServer model) => Model = model;

    public WireServer Model { get; }

    public EngineFixture Engine { get; private set; } = null!;

    public ConcurrentQueue<string> Logs { get; } = new();

    /// <param name="guardrails">The agent's <c>guardrails:</c>, and other keys after it.</param>
    /// <param name="configure">Adds tools, guardrails and other agents' files to the directory.</param>
    /// <param name="graph">The graph; null takes one with the agent alone.</param>
    /// <param name="settings">Configuration below <c>Baton:</c>.</param>
    public static async Task<GuardedDesk> StartAsync(
        string guardrails, Action<BatonBuilder, string>? configure = null, GraphDefinition? graph = null, params (string Key, string Value)[] settings)
    {
        var desk = new GuardedDesk(await WireServer.StartAsync());
        Write(desk._directory, "helper", $"guardrails: {guardrails}");
        var configuration = new Dictionary<string, string?>
        {
            ["Baton:Models:default:provider"] = "openai",
            ["Baton:Models:default:model"] = "m-asked",
            ["Baton:Models:default:base_url"] = desk.Model.Address + "/v1",
            ["Baton:Models:default:api_key"] = "none",
        };
        foreach (var (key, value) in settings) configuration[$"Baton:{key}"] = value;
        desk.Engine = await EngineFixture.StartAsync(new BatonTestOptions(graph ?? Single())
        {
            Time = TimeProvider.System,
            Services = services =>
            {
                services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(configuration).Build());
                services.AddLogging(logging => logging.AddProvider(new Keeper(desk.Logs)));
                var baton = new BatonBuilder(services).AddAgents(desk._directory);
                configure?.Invoke(baton, desk._directory);
            },
        });
        return desk;
    }

    public static void Write(string directory, string agent, string keys, string prompt = "You help.") =>
        File.WriteAllText(Path.Combine(directory, $"{agent}.md"), $"---\nname: {agent}\n{keys}\n---\n{prompt}\n");

    public static GraphDefinition Single() => Talk.Begin("desk")
        .Agent<string>("help", "helper", state => state.Last, (state, answer) => state with { Lines = state.Lines.Add(answer) })
        .End();

    public GuardedDesk Says(params string[] words)
    {
        Model.NextStream(Wire.OpenAIText(words));
        return this;
    }

    public GuardedDesk Calls(string tool, string arguments)
    {
        Model.NextStream(Wire.OpenAITools(("c1", tool, [arguments])));
        return this;
    }

    public Task<RunResult> RunAsync(string text) => Engine.RunAsync("desk", Talk.Input(text));

    /// <summary>What was recorded besides effects about guardrails, as JSON.</summary>
    public async Task<string> RecordedAsync(RunResult result) => string.Join(
        '\n', (await Engine.JournalAsync(result.Run.Id)).OfType<ValueRecorded>().Where(value => value.Name.StartsWith("record.guardrails.", StringComparison.Ordinal)).Select(value => $"{value.Name} {value.Value}"));

    /// <summary>The events, as <c>guardrail at action</c>.</summary>
    public async Task<List<string>> EventsAsync(RunResult result) =>
        [.. (await Engine.JournalAsync(result.Run.Id)).OfType<CustomWritten>().Select(custom => $"{custom.Value.GetProperty("guardrail")} {custom.Value.GetProperty("at")} {custom.Value.GetProperty("action")}")];

    /// <summary>Everything that the run's journal says.</summary>
    public async Task<string> JournalTextAsync(RunResult result) =>
        string.Join('\n', (await Engine.JournalAsync(result.Run.Id)).Select(body => System.Text.Encoding.UTF8.GetString(JournalCodec.Encode(body).Span)));

    public string Sent(int request) => Model.Requests.ElementAt(request).Body.GetProperty("messages").GetRawText();

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await Model.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private sealed class Keeper(ConcurrentQueue<string> logs) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logs.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
