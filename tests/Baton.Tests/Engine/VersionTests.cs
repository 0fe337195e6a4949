using System.Text.Json.Nodes;
using Baton.Engine.Runs;
using Baton.Engine.Testing;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Tests.Engine;

public sealed class VersionTests
{
    public sealed record In(string Text);

    public sealed record Old(string Name, string? Note = null);

    public sealed record WithDefault(string Name, string? Note = null, string Tone = "kind");

    public sealed record WithNeed(string Name, string Tone);

    public sealed record WithNumber(string Name, int Rank);

    public sealed record Renamed(string FullName, string? Note = null);

    public sealed record Out(string Text);

    internal static GraphDefinition First(string id = "g") => Graph.Define<In, Old, Out>(id, 1)
        .Start(input => new Old(input.Text))
        .Function("note", state => state with { Note = "one" })
        .Return(state => new Out($"{state.Name} {state.Note}"));

    [Fact]
    public async Task A_state_of_an_earlier_version_gets_the_defaults_of_new_members()
    {
        await using var engine = await EngineFixture.StartStillAsync(First());
        await engine.RunAsync("g", new In("Ada"), "t");
        await engine.Host.RestartAsync(Graph.Define<In, WithDefault, Out>("g", 2)
            .Start(input => new WithDefault(input.Text))
            .Continue((state, _) => state)
            .Function("note", state => state with { Note = state.Note + " two" })
            .Return(state => new Out($"{state.Name} {state.Note} {state.Tone}")));

        Assert.Equal("Ada one two kind", Text(await engine.RunAsync("g", new In("x"), "t")));
    }

    [Fact]
    public async Task A_state_of_an_earlier_version_that_lacks_a_member_is_refused()
    {
        await using var engine = await EngineFixture.StartStillAsync(First());
        await engine.RunAsync("g", new In("Ada"), "t");
        await engine.Host.RestartAsync(Graph.Define<In, WithNeed, Out>("g", 2)
            .Start(input => new WithNeed(input.Text, "")).Continue((state, _) => state)
            .Function("note", state => state).Return(state => new Out(state.Tone)));

        var result = await engine.RunAsync("g", new In("x"), "t");

        Assert.Equal(ErrorCodes.StateNotMigrated, result.Error!.Code);
        Assert.Contains("tone", result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_that_an_earlier_version_did_not_have_is_not_taken_for_zero()
    {
        await using var engine = await EngineFixture.StartStillAsync(First());
        await engine.RunAsync("g", new In("Ada"), "t");
        await engine.Host.RestartAsync(Graph.Define<In, WithNumber, Out>("g", 2)
            .Start(input => new WithNumber(input.Text, 1)).Continue((state, _) => state)
            .Function("note", state => state).Return(state => new Out($"{state.Rank}")));

        Assert.Equal(ErrorCodes.StateNotMigrated, (await engine.RunAsync("g", new In("x"), "t")).Error!.Code);
    }

    [Fact]
    public async Task A_migration_is_made_once_and_lasts()
    {
        await using var engine = await EngineFixture.StartStillAsync(First());
        await engine.RunAsync("g", new In("Ada"), "t");
        var migrations = 0;
        var second = Graph.Define<In, Renamed, Out>("g", 2)
            .Start(input => new Renamed(input.Text))
            .Continue((state, _) => state)
            .Migrate((state, version) =>
            {
                migrations++;
                return new JsonObject { ["full_name"] = $"{state["name"]} of {version}", ["note"] = state["note"]?.DeepClone() };
            })
            .Function("note", state => state with { Note = state.Note + "+" })
            .Return(state => new Out($"{state.FullName} {state.Note}"));
        await engine.Host.RestartAsync(second);

        Assert.Equal("Ada of 1 one+", Text(await engine.RunAsync("g", new In("x"), "t")));
        await engine.Host.CrashAsync();
        Assert.Equal("Ada of 1 one++", Text(await engine.RunAsync("g", new In("x"), "t")));
        Assert.Equal(1, migrations);
        var state = await engine.Threads.StateAsync("default", "t", null, TestContext.Current.CancellationToken);
        Assert.Equal("""{"full_name":"Ada of 1","note":"one\u002B\u002B"}""", System.Text.Json.JsonSerializer.Serialize(state!.Values));
    }

    [Fact]
    public async Task A_waiting_run_whose_version_is_gone_ends_with_the_cure()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Asking());
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");
        await engine.Host.RestartAsync(Talk.Begin(version: 2).Function("echo", state => state).End());

        var result = await engine.AnswerAsync(waiting, new { ok = true });

        Assert.Equal(RunStatus.Error, result.Run.Status);
        Assert.Equal(ErrorCodes.VersionGone, result.Error!.Code);
        Assert.Contains("version 1", result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_waiting_run_does_not_go_on_with_another_definition_of_its_version()
    {
        var development = true;
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(Talk.Asking()) { Engine = options => options.Development = development });
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");
        await engine.Host.RestartAsync(Changed());
        development = false;
        await engine.Host.RestartAsync();

        Assert.Equal(ErrorCodes.VersionChanged, (await engine.AnswerAsync(waiting, new { ok = true })).Error!.Code);
    }

    [Fact]
    public async Task Work_whose_version_was_gone_goes_on_from_its_thread_once_the_version_is_back()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Asking());
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");
        await engine.Host.RestartAsync(Talk.Begin(version: 2).Function("echo", state => state).End());
        await engine.AnswerAsync(waiting, new { ok = true });
        await engine.Host.RestartAsync(Talk.Asking());

        var again = await engine.Runs.StartAsync(new RunRequest("talk") { Thread = "t" }, TestContext.Current.CancellationToken);
        var asked = await engine.WaitAsync(again.Run.Id);

        Assert.Equal("a asked yes", Talk.Text(await engine.AnswerAsync(asked, new { ok = true })));
    }

    [Fact]
    public async Task Another_definition_of_a_version_is_taken_in_development()
    {
        var graphs = new[] { Talk.Asking() };
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(graphs) { Engine = options => options.Development = true });
        var waiting = await engine.RunAsync("talk", Talk.Input("a"));
        await engine.Host.RestartAsync(Changed());

        Assert.Equal("a asked changed", Talk.Text(await engine.AnswerAsync(waiting, new { ok = true })));
        Assert.Equal(RunStatus.Waiting, (await engine.RunAsync("talk", Talk.Input("b"))).Run.Status);
    }

    private static GraphDefinition Changed() => Talk.Begin()
        .Function("before", state => state with { Lines = state.Lines.Add("asked") })
        .Approval<Talk.Yes>("ask", state => new Question("sure", state.Last), (state, yes) => state)
        .Function("otherwise", state => state with { Lines = state.Lines.Add("changed") })
        .End();

    private static string Text(RunResult result) => result.Output!.Value.GetProperty("text").GetString()!;
}
