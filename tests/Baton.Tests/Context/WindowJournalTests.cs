using Baton.Agents.Models;
using Baton.Contracts;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Testing;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Tests.Context;

/// <summary>A visit with a window follows from its journal.</summary>
public sealed class WindowJournalTests
{
    private const string Small = "window: 1000, agent: compressor";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_crash_nothing_is_condensed_again_and_the_same_is_sent()
    {
        await using var talk = await LongTalk.StartAsync(Small, "tools: [check]");
        talk.Play = request => request.LastHuman == "Please check." && request.Messages[^1].Type != "tool" ? RehearsalReply.Call("check", new { }) : null;
        await talk.ChatAsync(12);
        var before = talk.Condensed.Count;
        await talk.RunAsync(LongTalk.Log(60));
        var run = await talk.Engine.StartRunAsync("long_talk", new LongTalk.Said("Please check."), LongTalk.Thread);
        await talk.Gate.ArrivalAsync();
        var (condensed, sent) = (talk.Condensed.Count, talk.Asked.Last().Messages);

        await talk.Engine.Host.CrashAsync();
        talk.Gate.Open();
        var result = await talk.Engine.WaitAsync(run);

        Assert.Equal(RunStatus.Success, result.Run.Status);
        Assert.True(condensed > before);
        Assert.Equal(condensed, talk.Condensed.Count);
        Assert.Equal(sent.Select(message => message.Content), talk.Asked.Last().Messages.Take(sent.Count).Select(message => message.Content));
    }

    [Fact]
    public async Task A_turn_that_begins_with_an_earlier_summary_replays_without_a_difference()
    {
        await using var talk = await LongTalk.StartAsync(Small);
        await talk.ChatAsync(30);
        var run = (await talk.RunAsync("What is my name?")).Run.Id;
        var condensed = talk.Condensed.Count;

        var report = await talk.Engine.Replay.ReplayAsync(await talk.Engine.Replay.HistoryAsync("default", run, Token), Token);

        Assert.Empty(report.Differences);
        Assert.Equal(condensed, talk.Condensed.Count);
    }

    [Fact]
    public async Task A_turn_that_condenses_replays_without_a_difference()
    {
        await using var talk = await LongTalk.StartAsync(Small);
        Guid run;
        do run = (await talk.RunAsync(LongTalk.Chatter(1))).Run.Id;
        while (talk.Condensed.IsEmpty);

        var report = await talk.Engine.Replay.ReplayAsync(await talk.Engine.Replay.HistoryAsync("default", run, Token), Token);

        Assert.Empty(report.Differences);
        Assert.Single(talk.Condensed);
    }

    [Fact]
    public async Task A_call_says_how_many_messages_its_digest_stands_for()
    {
        await using var talk = await LongTalk.StartAsync(Small);
        await talk.ChatAsync(30);
        var run = (await talk.RunAsync("Hello again.")).Run.Id;

        var call = (await talk.Engine.JournalAsync(run)).OfType<EffectStarted>().Last(started => started.Effect == EffectKind.Model);

        Assert.Equal(61, call.Request!.Value.GetProperty("message_count").GetInt32());
        Assert.InRange(call.Request.Value.GetProperty("covered").GetInt32(), 30, 60);
    }

    [Fact]
    public async Task A_digest_lies_in_one_journal_and_not_in_records()
    {
        await using var talk = await LongTalk.StartAsync(Small);
        await talk.RunAsync("My order number is A-10442.");
        await talk.ChatAsync(30);

        var record = Assert.Single(await talk.Engine.Store.Records.QueryAsync("default", ThreadNotes.Collection, "", 0, 10, Token));

        Assert.DoesNotContain("A-10442", record.Value.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notes_go_with_their_thread_and_no_others()
    {
        await using var talk = await LongTalk.StartAsync(Small);
        var records = talk.Engine.Store.Records;
        foreach (var thread in new[] { "a", "a/b", "ab" })
        {
            await records.ApplyAsync("default", [new RecordChange(ThreadNotes.Collection, ThreadNotes.Id(thread, "context.helper"), null, BatonTestHost.Json(1))], Token);
        }

        await ThreadNotes.RemoveAsync(talk.Engine.Store, "default", "a", Token);

        Assert.Equal(["a%2Fb/context.helper", "ab/context.helper"], (await records.QueryAsync("default", ThreadNotes.Collection, "", 0, 10, Token)).Select(note => note.Id));
    }

    [Fact]
    public async Task Without_its_earlier_journal_a_conversation_is_condensed_anew()
    {
        await using var talk = await LongTalk.StartAsync(Small);
        await talk.RunAsync("My order number is A-10442.");
        await talk.ChatAsync(30);
        var record = Assert.Single(await talk.Engine.Store.Records.QueryAsync("default", ThreadNotes.Collection, "", 0, 10, Token));
        await talk.Engine.Store.Records.ApplyAsync("default", [new RecordChange(ThreadNotes.Collection, record.Id, null, null)], Token);

        Assert.Equal("It is A-10442.", await talk.SayAsync("What is my order number?"));
        Assert.Equal(2, talk.Condensed.Count(text => text.Contains("customer: My order", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Calls_of_tools_and_their_results_stay_together()
    {
        await using var talk = await LongTalk.StartAsync("window: 1500, agent: compressor", "tools: [read_log]");
        var calls = 0;
        talk.Play = _ => calls++ < 6 ? RehearsalReply.Call("read_log", new { }) : RehearsalReply.Say("That is all.");

        Assert.Equal("That is all.", await talk.SayAsync("Read the log six times."));

        Assert.NotEmpty(talk.Condensed);
        Assert.All(talk.Asked, request => Assert.Equal("Read the log six times.", request.LastHuman));
        Assert.All(talk.Asked, request => Assert.Empty(Loose(request.Messages)));
    }

    [Fact]
    public async Task A_pasted_log_is_cut_to_head_tail_and_errors()
    {
        await using var talk = await LongTalk.StartAsync("window: 4000");
        var lines = LongTalk.Log(2_600).Split('\n');
        lines[1_300] = "2026-03-01T10:18:20 ERROR worker 3 failed: connection to ledger-7 refused";
        var log = $"Here is our log.\n{string.Join('\n', lines)}\nWhat went wrong?";

        var run = (await talk.RunAsync(log)).Run.Id;

        var sent = talk.Asked.Last().Messages[^1].Content;
        Assert.True(log.Length / 4 > 40_000, $"{log.Length / 4} tokens");
        Assert.InRange(sent.Length / 4, 500, 4_000);
        Assert.StartsWith("Here is our log.", sent, StringComparison.Ordinal);
        Assert.Contains("connection to ledger-7 refused", sent, StringComparison.Ordinal);
        Assert.Contains("What went wrong?", sent, StringComparison.Ordinal);
        Assert.Contains("lines left out …]", sent, StringComparison.Ordinal);
        Assert.Equal("cut", Assert.Single(await talk.EventsAsync(run)).GetProperty("context").GetString());
    }

    [Fact]
    public async Task What_cannot_fit_is_refused_before_anything_is_called()
    {
        await using var talk = await LongTalk.StartAsync("window: 500", $"variables: {{ persona: \"{new string('x', 1_900)}\" }}", "You help. {{persona}}");

        var result = await talk.Engine.RunAsync("long_talk", new LongTalk.Said(LongTalk.Chatter(1)), LongTalk.Thread);

        Assert.Equal((RunStatus.Error, ErrorCodes.ContextTooSmall), (result.Run.Status, result.Error!.Code));
        Assert.Empty(talk.Asked);
    }

    /// <summary>Results without their call, and calls without their result.</summary>
    private static HashSet<string> Loose(IReadOnlyList<Message> messages)
    {
        var asked = messages.SelectMany(message => message.ToolCalls ?? []).Select(call => call.Id).ToHashSet(StringComparer.Ordinal);
        var given = messages.Where(message => message.Type == "tool").Select(message => message.ToolCallId!).ToHashSet(StringComparer.Ordinal);
        asked.SymmetricExceptWith(given);
        return asked;
    }
}
