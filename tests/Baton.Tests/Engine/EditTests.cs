using System.Globalization;
using System.Text.Json.Nodes;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;
using ThreadState = Baton.Engine.Runs.ThreadState;

namespace Baton.Tests.Engine;

public sealed class EditTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("left", "left")]
    [InlineData("elsewhere", "right")]
    public async Task An_edit_as_a_route_goes_on_where_the_route_leads_from_the_edited_state(string last, string node)
    {
        await using var engine = await EngineFixture.StartStillAsync(Every());
        await engine.RunAsync("talk", Talk.Input("left"), "t");

        var edited = await EditAsync(engine, "choose", new { last });
        var run = await engine.Runs.StartAsync(new RunRequest("talk") { Thread = "t" }, Token);

        Assert.Equal([node], edited.Next);
        Assert.Equal(["left", .. node == "left" ? ["left", "left"] : new[] { "left", "right" }], Lines(await engine.WaitAsync(run.Run.Id)));
    }

    [Theory]
    [InlineData("__start__", "choose")]
    [InlineData("left", "fork")]
    [InlineData("fork", "each")]
    [InlineData("each", "ask")]
    [InlineData("ask", "call")]
    [InlineData("call", "inline")]
    [InlineData("inline", "pause")]
    [InlineData("pause", "last")]
    public async Task An_edit_as_a_node_of_any_kind_goes_on_after_it(string node, string next)
    {
        await using var engine = await EngineFixture.StartStillAsync(Every());
        await engine.RunAsync("talk", Talk.Input("left"), "t");

        Assert.Equal([next], (await EditAsync(engine, node, new { answer = "x" })).Next);
    }

    [Theory]
    [InlineData("last")]
    [InlineData("__end__")]
    public async Task An_edit_as_the_last_node_leaves_nothing_to_do(string node)
    {
        await using var engine = await EngineFixture.StartStillAsync(Every());
        await engine.RunAsync("talk", Talk.Input("left"), "t");

        Assert.Empty((await EditAsync(engine, node, new { answer = "x" })).Next);
    }

    [Theory]
    [InlineData("fork/a")]
    [InlineData("a")]
    [InlineData("each[0]")]
    [InlineData("inline#1/echo")]
    public async Task What_lies_inside_a_node_is_no_place_to_edit_from_and_the_waiting_run_waits_on(string inside)
    {
        await using var engine = await EngineFixture.StartStillAsync(Every());
        var waiting = await engine.RunAsync("talk", Talk.Input("left"), "t");

        Assert.Equal(ErrorCodes.InputInvalid, await EngineFixture.CodeAsync(() => EditAsync(engine, inside, new { answer = "x" })));
        Assert.Equal(RunStatus.Waiting, (await engine.Store.Runs.FindAsync("default", waiting.Run.Id, Token))!.Status);
    }

    [Fact]
    public async Task A_route_that_cannot_choose_by_the_edited_state_refuses_the_edit()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Route("choose", state => int.Parse(state.Last, CultureInfo.InvariantCulture), to => to.When(1, "one").Otherwise("one"))
            .Function("one", state => state)
            .End());
        await engine.RunAsync("talk", Talk.Input("1"), "t");

        Assert.Equal(ErrorCodes.InputInvalid, await EngineFixture.CodeAsync(() => EditAsync(engine, "choose", new { last = "many" })));
    }

    [Fact]
    public async Task An_edit_of_an_earlier_versions_state_migrates_it_for_good()
    {
        await using var engine = await EngineFixture.StartStillAsync(VersionTests.First());
        await engine.RunAsync("g", new VersionTests.In("Ada"), "t");
        await engine.Host.RestartAsync(Graph.Define<VersionTests.In, VersionTests.Renamed, VersionTests.Out>("g", 2)
            .Start(input => new VersionTests.Renamed(input.Text))
            .Continue((state, _) => state)
            .Migrate((state, version) => new JsonObject { ["full_name"] = $"{state["name"]} of {version}", ["note"] = state["note"]?.DeepClone() })
            .Function("note", state => state with { Note = state.Note + "+" })
            .Return(state => new VersionTests.Out($"{state.FullName} {state.Note}")));

        var edited = await EditAsync(engine, null, new { note = "edited" });

        Assert.Equal("""{"full_name":"Ada of 1","note":"edited"}""", edited.Values.GetRawText());
        Assert.Equal("Ada of 1 edited+", (await engine.RunAsync("g", new VersionTests.In("x"), "t")).Output!.Value.GetProperty("text").GetString());
    }

    [Fact]
    public async Task An_edit_of_an_earlier_versions_state_gives_new_members_their_defaults()
    {
        await using var engine = await EngineFixture.StartStillAsync(VersionTests.First());
        await engine.RunAsync("g", new VersionTests.In("Ada"), "t");
        await engine.Host.RestartAsync(Graph.Define<VersionTests.In, VersionTests.WithDefault, VersionTests.Out>("g", 2)
            .Start(input => new VersionTests.WithDefault(input.Text)).Continue((state, _) => state)
            .Function("note", state => state).Return(state => new VersionTests.Out($"{state.Name} {state.Note} {state.Tone}")));

        await EditAsync(engine, null, new { note = "edited" });

        Assert.Equal("Ada edited kind", (await engine.RunAsync("g", new VersionTests.In("x"), "t")).Output!.Value.GetProperty("text").GetString());
    }

    [Fact]
    public async Task An_edit_of_an_earlier_versions_state_that_lacks_a_member_is_refused_and_nothing_is_stored()
    {
        await using var engine = await EngineFixture.StartStillAsync(VersionTests.First());
        await engine.RunAsync("g", new VersionTests.In("Ada"), "t");
        await engine.Host.RestartAsync(Graph.Define<VersionTests.In, VersionTests.WithNeed, VersionTests.Out>("g", 2)
            .Start(input => new VersionTests.WithNeed(input.Text, "")).Continue((state, _) => state)
            .Function("note", state => state).Return(state => new VersionTests.Out(state.Tone)));

        Assert.Equal(ErrorCodes.StateNotMigrated, await EngineFixture.CodeAsync(() => EditAsync(engine, null, new { name = "Eve" })));
        Assert.Single(await engine.Store.Runs.QueryAsync(new RunQuery("default") { Thread = "t", IncludeEdits = true }, Token));
    }

    private static async Task<ThreadState> EditAsync(EngineFixture engine, string? asNode, object values)
    {
        await engine.Threads.UpdateAsync("default", "t", EngineFixture.Json(values), asNode, null, null, Token);
        return (await engine.Threads.StateAsync("default", "t", null, Token))!;
    }

    private static IEnumerable<string> Lines(RunResult result) =>
        (result.State ?? result.Output!.Value).TryGetProperty("lines", out var lines)
            ? lines.EnumerateArray().Select(line => line.GetString()!)
            : Talk.Text(result).Split(' ');

    /// <summary>A node of every kind, in the order of their names' first mention; the approval waits.</summary>
    private static GraphDefinition[] Every() =>
    [
        Talk.Plain("child"),
        Talk.Begin()
            .Route("choose", state => state.Last, to => to.When("left", "left").Otherwise("right"))
            .Function("left", state => state with { Lines = state.Lines.Add("left") }, next: "fork")
            .Function("right", state => state with { Lines = state.Lines.Add("right") }, next: Graph.End)
            .Parallel("fork", branches => branches.Function("a", (_, _) => new ValueTask<int>(1)).Function("b", (_, _) => new ValueTask<int>(2)), (state, _) => state)
            .Map("each", _ => new[] { 1 }, each => each.Function((item, _) => new ValueTask<int>(item)), (state, _) => state)
            .Approval<Talk.Yes>("ask", state => new Question("sure", state.Last), (state, _) => state)
            .Child<Talk.Said, Talk.Reply>("call", "child", state => new Talk.Said("inner"), (state, _) => state)
            .Graph<Talk.Said, Talk.Reply>("inline", Talk.Plain("inner"), state => new Talk.Said("inner"), (state, _) => state)
            .Sleep("pause", _ => TimeSpan.Zero)
            .Function("last", state => state)
            .End(),
    ];
}
