using Baton.Agents.Models;
using Baton.Contracts;
using Baton.Errors;
using Baton.Graphs;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Agents;

public sealed class AgentLoopTests
{
    [Fact]
    public async Task A_plain_answer_is_one_model_call_that_is_streamed_word_by_word()
    {
        using var host = Host(request => RehearsalReply.Say($"You said: {request.LastHuman}"));
        var context = new RecordingContext();

        var answer = await host.RunAsync("helper", "good day", context);

        Assert.Equal("You said: good day", answer);
        Assert.Equal(["You ", "said: ", "good ", "day"], context.Deltas);
        var (key, effect) = Assert.Single(context.Effects);
        Assert.Equal("model:1", key);
        Assert.Equal(EffectKind.Model, effect.Options.Kind);
    }

    [Fact]
    public async Task The_recorded_answer_says_which_prompt_model_tokens_and_cost()
    {
        using var host = Host(_ => RehearsalReply.Say("12345678"));
        var context = new RecordingContext();

        await host.RunAsync("helper", "1234", context);

        var answer = context.Effects["model:1"].Result;
        Assert.Equal("helper", answer.GetProperty("agent").GetString());
        Assert.Equal(host.Catalog.Get("helper").PromptVersion, answer.GetProperty("prompt_version").GetString());
        Assert.Equal("offline rehearsal", answer.GetProperty("model").GetString());
        Assert.Equal("offline", answer.GetProperty("provider").GetString());
        Assert.True(answer.GetProperty("rehearsal").GetBoolean());
        Assert.Equal(2, answer.GetProperty("usage").GetProperty("output_tokens").GetInt64());
        Assert.Equal(4, answer.GetProperty("usage").GetProperty("input_tokens").GetInt64());
        Assert.Equal(0m, answer.GetProperty("cost_usd").GetDecimal());
        Assert.Equal("stop", answer.GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task The_request_is_recorded_by_reference_only()
    {
        using var host = Host(_ => RehearsalReply.Say("secret answer"));
        var context = new RecordingContext();

        await host.RunAsync("helper", "secret question", context);

        var request = context.Effects["model:1"].Options.Request!.Value;
        Assert.Equal(1, request.GetProperty("message_count").GetInt32());
        Assert.Equal("default", request.GetProperty("catalogue").GetString());
        Assert.DoesNotContain("secret", request.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tools_are_called_at_once_and_their_results_go_back_to_the_model()
    {
        var both = new Barrier();
        using var host = Host(
            request => request.Messages[^1].Type == "tool"
                ? RehearsalReply.Say(string.Join(" and ", request.Messages.Where(message => message.Type == "tool").Select(message => message.Content)))
                : new RehearsalReply("", [new("look_up", new { id = "a" }), new("look_up", new { id = "b" })]),
            "tools: [look_up]");
        host.With(baton => baton.AddTool("look_up", async (string id) => await both.MeetAsync($"found {id}")));
        var context = new RecordingContext();

        var answer = await host.RunAsync("helper", "find a and b", context);

        Assert.Equal("found a and found b", answer);
        Assert.Equal(
            ["model:1", "model:2", "tool.1.0.look_up:1", "tool.1.1.look_up:1"], context.Effects.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(EffectKind.Tool, context.Effects["tool.1.0.look_up:1"].Options.Kind);
    }

    [Fact]
    public async Task After_a_crash_nothing_that_was_recorded_is_asked_again()
    {
        var toolCalls = 0;
        using var host = Host(
            request => request.Messages[^1].Type == "tool" ? RehearsalReply.Say(request.Messages[^1].Content) : RehearsalReply.Call("count", new { }),
            "tools: [count]");
        host.With(baton => baton.AddTool("count", () => $"call {Interlocked.Increment(ref toolCalls)}"));
        var context = new RecordingContext();
        await host.RunAsync("helper", "go", context);

        var resumed = context.Replay(key => key != "model:2");
        var answer = await host.RunAsync("helper", "go", resumed);

        Assert.Equal("call 1", answer);
        Assert.Equal(1, toolCalls);
        Assert.Equal(1, resumed.Calls);
    }

    [Fact]
    public async Task Another_question_does_not_match_what_was_recorded()
    {
        using var host = Host(_ => RehearsalReply.Say("yes"));
        var context = new RecordingContext();
        await host.RunAsync("helper", "one", context);

        var exception = await Assert.ThrowsAsync<BatonException>(async () => await host.RunAsync("helper", "two", context.Replay()));

        Assert.Equal(ErrorCodes.ArgumentsChanged, exception.Code);
    }

    [Fact]
    public async Task A_model_that_never_stops_asking_for_tools_is_asked_once_more_without()
    {
        using var host = Host(
            request => request.Tools.Count == 0 ? RehearsalReply.Say("enough") : RehearsalReply.Call("again", new { }), "tools: [again]");
        host.With(baton => baton.AddTool("again", () => "more"));
        var context = new RecordingContext();

        var answer = await host.RunAsync("helper", "go", context);

        Assert.Equal("enough", answer);
        Assert.Equal(41, context.Effects.Keys.Count(key => key.StartsWith("model:", StringComparison.Ordinal)));
        Assert.Equal(40, context.Effects.Keys.Count(key => key.StartsWith("tool.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Placeholders_are_filled_from_the_request_before_the_file()
    {
        string? prompt = null;
        using var host = new AgentHost()
            .Agent("helper", "variables: { tone: calm, name: Ann }", "Be {{tone}}, {{name}}.")
            .With(baton => baton.Services.AddSingleton<Rehearsal>(new Script("helper", request =>
            {
                prompt = request.Prompt;
                return RehearsalReply.Say("ok");
            })));

        await host.RunAsync("helper", new AgentRequest([Message.Human("hi")]) { Variables = new Dictionary<string, string> { ["name"] = "{{tone}}" } }, new RecordingContext());

        Assert.Equal("Be calm, {{tone}}.", prompt);
    }

    [Fact]
    public async Task A_placeholder_without_a_value_names_itself_and_the_cure()
    {
        using var host = new AgentHost().Agent("helper", prompt: "Be {{tone}}.");

        var exception = await Assert.ThrowsAsync<BatonException>(async () => await host.RunAsync("helper", "hi", new RecordingContext()));

        Assert.Equal(ErrorCodes.PromptVariableMissing, exception.Code);
        Assert.Contains("{{tone}}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_without_a_rehearsal_says_how_to_get_one()
    {
        using var host = new AgentHost().Agent("helper");

        var exception = await Assert.ThrowsAsync<BatonException>(async () => await host.RunAsync("helper", "hi", new RecordingContext()));

        Assert.Equal(ErrorCodes.RehearsalMissing, exception.Code);
    }

    [Fact]
    public async Task An_unknown_agent_is_named()
    {
        using var host = new AgentHost();

        var exception = await Assert.ThrowsAsync<BatonException>(async () => await host.RunAsync("nobody", "hi", new RecordingContext()));

        Assert.Equal(ErrorCodes.AgentUnknown, exception.Code);
    }

    [Fact]
    public async Task What_an_agent_says_with_its_tool_calls_stays_in_the_conversation()
    {
        Message? said = null;
        using var host = Host(
            request =>
            {
                if (request.Messages[^1].Type != "tool") return new RehearsalReply("Let me see.", [new("look_up", new { id = "a" })]);
                said = request.Messages[^2];
                return RehearsalReply.Say("done");
            },
            "tools: [look_up]");
        host.With(baton => baton.AddTool("look_up", (string id) => id));

        await host.RunAsync("helper", "go", new RecordingContext());

        Assert.Equal("Let me see.", said!.Content);
        Assert.Equal("a", Assert.Single(said.ToolCalls!).Args.GetProperty("id").GetString());
    }

    private static AgentHost Host(Func<RehearsalRequest, RehearsalReply> reply, string? keys = null) =>
        new AgentHost().Agent("helper", keys).With(baton => baton.Services.AddSingleton<Rehearsal>(new Script("helper", reply)));

    /// <summary>Lets two calls go on only when both have come: calls one after the other would never end.</summary>
    private sealed class Barrier
    {
        private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        public async Task<string> MeetAsync(string result)
        {
            if (Interlocked.Increment(ref _count) == 2) _met.SetResult();
            await _met.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            return result;
        }
    }
}

/// <summary>A rehearsal that is a function.</summary>
internal sealed class Script(string agent, Func<RehearsalRequest, RehearsalReply> reply) : Rehearsal
{
    public override string Agent => agent;

    public override RehearsalReply Reply(RehearsalRequest request) => reply(request);
}
