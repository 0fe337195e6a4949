using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Engine.Journal;
using Baton.Engine.Replay;
using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Tests.Engine;

/// <summary>Answers to questions without a schema of their own.</summary>
public sealed class AnswerTypeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"value":5}""")]
    [InlineData("null")]
    [InlineData("""{"ok":true,"more":1}""")]
    [InlineData("5")]
    public async Task An_answer_that_is_not_of_the_asked_type_is_refused_and_the_run_waits_on(string answer)
    {
        await using var engine = await EngineFixture.StartStillAsync(Asking<Talk.Yes>(yes => $"{yes.Ok}"));
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");
        var wrong = new TicketAnswer(JsonElement.Parse(answer));

        Assert.Equal(ErrorCodes.AnswerInvalid, await EngineFixture.CodeAsync(() => engine.Runs.AnswerAsync("default", waiting.Tickets[0].Id, wrong, Token).AsTask()));

        Assert.Equal("a True", Talk.Text(await engine.AnswerAsync(waiting, new { ok = true })));
    }

    [Theory]
    [InlineData("""{"value":5}""")]
    [InlineData("null")]
    public async Task Any_json_answers_a_question_that_is_asked_for_json(string answer)
    {
        await using var engine = await EngineFixture.StartStillAsync(Asking<JsonElement>(json => json.GetRawText()));
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");

        Assert.Null(Assert.Single(waiting.Tickets).Schema);
        Assert.Equal("a " + answer, Talk.Text(await engine.AnswerAsync(waiting, JsonElement.Parse(answer))));
    }

    [Fact]
    public async Task A_schema_of_its_own_goes_before_that_of_the_type()
    {
        var schema = JsonElement.Parse("""{"type":"string","minLength":3}""");
        await using var engine = await EngineFixture.StartStillAsync(Asking<string>(text => text, schema));

        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");

        Assert.True(JsonElement.DeepEquals(schema, Assert.Single(waiting.Tickets).Schema!.Value));
    }

    [Fact]
    public async Task A_history_of_a_question_that_was_asked_without_a_schema_replays()
    {
        await using var engine = await EngineFixture.StartStillAsync(Asking<Talk.Yes>(yes => $"{yes.Ok}"));
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");
        await engine.AnswerAsync(waiting, new { ok = true });
        var history = await engine.Replay.HistoryAsync("default", waiting.Run.Id, Token);

        var report = await engine.Replay.ReplayAsync(history with { Entries = [.. history.Entries.Select(WithoutSchema)] }, Token);

        Assert.Empty(report.Differences);
    }

    private static HistoryEntry WithoutSchema(HistoryEntry entry)
    {
        if (entry.Kind != EntryKind.TicketOpened) return entry;
        var body = JsonNode.Parse(entry.Body.GetRawText())!.AsObject();
        Assert.True(body.Remove("schema"));
        return entry with { Body = JsonSerializer.SerializeToElement(body) };
    }

    private static GraphDefinition Asking<T>(Func<T, string> text, JsonElement? schema = null) => Talk.Begin()
        .Function("ask", async (state, context) =>
        {
            var answer = await context.AskAsync<T>(new Question("sure", null) { Schema = schema });
            return state with { Lines = state.Lines.Add(text(answer)) };
        })
        .End();
}
