using System.Globalization;
using Baton.Engine.Circuits;
using Baton.Engine.Hosting;
using Baton.Engine.Journal;
using Baton.Engine.Replay;
using Baton.Engine.Runs;
using Baton.Engine.Testing;
using Baton.Graphs;
using Baton.Policies;
using Baton.Tests.Agents;
using Baton.Tests.Engine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Policies;

/// <summary>
/// An agent with policies in a graph on a real engine whose clock the test moves, and two models behind real wires: <c>default</c> speaks
/// OpenAI's format, <c>second</c> Anthropic's. An answer of the first costs <see cref="CostOfFirst"/>, one of the second <see cref="CostOfSecond"/>.
/// </summary>
internal sealed class PolicyDesk : IAsyncDisposable
{
    public const decimal CostOfFirst = 0.0045m;
    public const decimal CostOfSecond = 0.014m;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private readonly string _directory = Directory.CreateTempSubdirectory("baton-policies-").FullName;

    private PolicyDesk(WireServer first, WireServer second) => (First, Second) = (first, second);

    public WireServer First { get; }

    public WireServer Second { get; }

    public EngineFixture Engine { get; private set; } = null!;

    public IReadOnlyList<CircuitStatus> Circuits => Engine.Host.Services.GetRequiredService<ICircuits>().List();

    /// <param name="keys">The agent's keys after its name.</param>
    /// <param name="configure">Adds tools, rules and, to the directory, other agents' files.</param>
    /// <param name="graph">The graph; null takes one with the agent alone.</param>
    /// <param name="settings">Configuration below <c>Baton:</c>.</param>
    public static async Task<PolicyDesk> StartAsync(
        string keys, Action<BatonBuilder, string>? configure = null, GraphDefinition? graph = null, params (string Key, string Value)[] settings)
    {
        var desk = new PolicyDesk(await WireServer.StartAsync(), await WireServer.StartAsync());
        Write(desk._directory, "helper", keys);
        var configuration = new Dictionary<string, string?>
        {
            ["Baton:Models:default:provider"] = "openai",
            ["Baton:Models:default:model"] = "m-first",
            ["Baton:Models:default:base_url"] = desk.First.Address + "/v1",
            ["Baton:Models:default:prices:input_per_million"] = "2.5",
            ["Baton:Models:default:prices:output_per_million"] = "10",
            ["Baton:Models:second:provider"] = "anthropic",
            ["Baton:Models:second:model"] = "m-second",
            ["Baton:Models:second:base_url"] = desk.Second.Address,
            ["Baton:Models:second:api_key"] = "none",
            ["Baton:Models:second:max_output_tokens"] = "500",
            ["Baton:Models:second:prices:input_per_million"] = "10",
            ["Baton:Models:second:prices:output_per_million"] = "20",
        };
        foreach (var (key, value) in settings) configuration[$"Baton:{key}"] = value;
        desk.Engine = await EngineFixture.StartAsync(new BatonTestOptions(graph ?? Single())
        {
            Engine = options => options.InMemoryWait = TimeSpan.Zero,
            Services = services =>
            {
                services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(configuration).Build());
                var baton = new BatonBuilder(services).AddAgents(desk._directory);
                configure?.Invoke(baton, desk._directory);
            },
        });
        return desk;
    }

    public static void Write(string directory, string agent, string keys) =>
        File.WriteAllText(Path.Combine(directory, $"{agent}.md"), $"---\nname: {agent}\n{keys}\n---\nYou help.\n");

    public static GraphDefinition Single() => Talk.Begin("desk").Budget(new RunBudget { CostUsd = 10 })
        .Agent<string>("help", "helper", state => state.Last, (state, answer) => state with { Lines = state.Lines.Add(answer) })
        .End();

    public PolicyDesk FirstSays(params string[] words)
    {
        First.NextStream(Wire.OpenAIText(words));
        return this;
    }

    public PolicyDesk SecondSays(params string[] words)
    {
        Second.NextStream(Wire.AnthropicText(words));
        return this;
    }

    public PolicyDesk FirstFails(int times = 1, int status = 500)
    {
        for (var time = 0; time < times; time++) First.NextStatus(status, "{}");
        return this;
    }

    /// <summary>Runs a turn, moving the clock on until it has ended or waits for a person.</summary>
    public async Task<RunResult> RunAsync(string text = "hi", string? thread = null)
    {
        var run = await Engine.StartRunAsync("desk", Talk.Input(text), thread);
        return await FinishAsync(run);
    }

    public async Task<RunResult> FinishAsync(Guid run)
    {
        await Engine.Host.AdvanceUntilAsync(run, Step, row => row.Status is not (RunStatus.Pending or RunStatus.Running or RunStatus.Sleeping));
        return await Engine.WaitAsync(run);
    }

    /// <summary>Moves the clock on.</summary>
    public void Pass(double seconds) => Engine.Clock.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>What was called, and what came of it: <c>model default: BTN1005 later</c>, <c>model.second second: done</c>.</summary>
    public async Task<List<string>> CallsAsync(RunResult result)
    {
        var calls = new List<string>();
        var starts = new Dictionary<int, string>();
        foreach (var entry in await Engine.EntriesAsync(result.Run.Id))
        {
            switch (JournalCodec.Decode(entry))
            {
                case EffectStarted started:
                    var model = started.Effect == EffectKind.Model ? $" {started.Request!.Value.GetProperty("catalogue").GetString()}" : "";
                    starts[entry.Seq] = started.Name + model;
                    break;
                case EffectCompleted done:
                    calls.Add($"{starts[done.Start]}: done");
                    break;
                case EffectFailed failed:
                    calls.Add(string.Create(CultureInfo.InvariantCulture, $"{starts[failed.Start]}: {failed.Error.Code} try {failed.Attempt}{(failed.Held ? " held" : "")}{(failed.RetryAt is null ? "" : " later")}"));
                    break;
            }
        }

        return calls;
    }

    /// <summary>What was recorded besides effects, and the events.</summary>
    public async Task<(List<string> Records, List<string> Events)> RecordedAsync(RunResult result)
    {
        var journal = await Engine.JournalAsync(result.Run.Id);
        return (
            [.. journal.OfType<ValueRecorded>().Where(value => value.Name.StartsWith("record.policy", StringComparison.Ordinal)).Select(value => $"{value.Name} {value.Value}")],
            [.. journal.OfType<CustomWritten>().Select(custom => custom.Value.ToString())]);
    }

    /// <summary>What the run spent in the end.</summary>
    public async Task<Spending> SpentAsync(RunResult result) => (await Engine.JournalAsync(result.Run.Id)).OfType<RunFinished>().Single().Spent!;

    /// <summary>Where a replay of the run differs from its journal.</summary>
    public async Task<IReadOnlyList<ReplayDifference>> ReplayedAsync(RunResult result)
    {
        var history = await Engine.Replay.HistoryAsync("default", result.Run.Id, TestContext.Current.CancellationToken);
        return (await Engine.Replay.ReplayAsync(history, TestContext.Current.CancellationToken)).Differences;
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await First.DisposeAsync();
        await Second.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
