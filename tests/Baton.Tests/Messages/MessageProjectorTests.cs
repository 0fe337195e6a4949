using System.Text.Json;
using Baton.Agents.Loop;
using Baton.Contracts;
using Baton.Engine.Journal;
using Baton.Engine.Messages;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Stores.Messages;
using Baton.Graphs;

namespace Baton.Tests.Messages;

public sealed class MessageProjectorTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch.AddDays(20_000);

    [Fact]
    public void What_a_customer_says_and_is_told_goes_in_and_out()
    {
        var found = Read(new RunStarted(1, "desk", 1, "f") { Input = Json(new { customer_id = "C-7", text = "Where is order 4711?" }) }, new RunFinished(RunStatus.Success) { Output = Json(new { text = "On its way.", turns = 1 }) });

        Assert.Equal(
            [(1, MessageDirection.In, MessageRole.Human, MessageKind.Input, "C-7\nWhere is order 4711?"), (2, MessageDirection.Out, MessageRole.Ai, MessageKind.Output, "On its way.\n1")],
            found.Select(message => (message.Seq, message.Direction, message.Role, message.Kind, message.Text)));
        Assert.All(found, message => Assert.Equal("C-7", message.Customer));
    }

    [Fact]
    public void A_model_call_is_a_request_a_reply_and_a_call_for_each_tool_and_a_tool_gives_a_result()
    {
        var answer = Answer("Let me look.", new ModelToolCall("c1", "find_order", Json(new { id = 4711 })), new ModelToolCall("c2", "find_customer", Json(new { name = "Ines" })));
        var found = Read(
            new EffectStarted("support#1/triage#2", "model", 1, 0, EffectKind.Model, "h") { Request = Json(new { agent = "triage", prompt_version = "3+9f2c", catalogue = "default", model = "m-1", message_count = 9, tools = new[] { "find_order" } }) },
            new EffectCompleted(1, 1, answer),
            new EffectStarted("support#1/triage#2", "tool.1.0.find_order", 1, 0, EffectKind.Tool, "h") { Request = Json(new { agent = "triage", tool = "find_order", call_id = "c1" }) },
            new EffectCompleted(3, 1, Json(new ToolAnswer("""{"state":"shipped","eta":"tomorrow"}""", IsError: false))));

        Assert.Equal(
            [
                (1, 0, MessageDirection.ToModel, MessageKind.Request, "default m-1 3+9f2c find_order"), (2, 0, MessageDirection.FromModel, MessageKind.Reply, "Let me look."),
                (2, 1, MessageDirection.ToTool, MessageKind.Call, "find_order\n4711"), (2, 2, MessageDirection.ToTool, MessageKind.Call, "find_customer\nInes"),
                (4, 0, MessageDirection.FromTool, MessageKind.Result, "shipped\ntomorrow"),
            ],
            found.Select(message => (message.Seq, message.Part, message.Direction, message.Kind, message.Text)));
        Assert.All(found, message => Assert.Equal(("triage", "support/triage"), (message.Agent, message.Node)));
    }

    [Fact]
    public void What_was_said_before_a_call_broke_off_and_what_a_tool_failed_with_is_kept()
    {
        var found = Read(
            new EffectStarted("a#1", "model", 1, 0, EffectKind.Model, "h"),
            new EffectFailed(1, 1, new ErrorBody("BTN1", "X", "down"), At) { Partial = "I am afr" },
            new EffectStarted("a#1", "tool.1.0.x", 1, 0, EffectKind.Tool, "h"),
            new EffectFailed(3, 1, new ErrorBody("BTN1", "X", "The order system is closed."), null));

        Assert.Equal([(MessageKind.Partial, "I am afr"), (MessageKind.Result, "The order system is closed.")], found.Where(message => message.Kind != MessageKind.Request).Select(message => (message.Kind, message.Text)));
    }

    [Fact]
    public void Questions_and_answers_of_people_and_events_are_messages()
    {
        var found = Read(
            new TicketOpened("1", TicketKind.Approval, "ask#1", "refund", 1) { Value = Json(new { amount = 120, why = "broken" }) },
            new TicketClosed("1", TicketClosure.Completed, Json(new { approved = true, note = "go on" })),
            new TicketOpened("2", TicketKind.Event, "wait#1", "paid", 1),
            new TicketClosed("2", TicketClosure.Completed, Json("invoice 9 was paid")),
            new TicketOpened("3", TicketKind.Approval, "ask#2", "again", 1) { Value = Json("sure?") },
            new TicketClosed("3", TicketClosure.TimedOut, Json("no")),
            new InboxTaken(1, InboxKind.Input, null, Json(new { messages = new object[] { new { role = "user", content = "old" }, new { role = "assistant", content = "older answer" }, new { role = "user", content = "one more thing" } } })));

        Assert.Equal(
            [(MessageKind.Question, "120\nbroken"), (MessageKind.Answer, "go on"), (MessageKind.Event, "invoice 9 was paid"), (MessageKind.Question, "sure?"), (MessageKind.Input, "one more thing")],
            found.Select(message => (message.Kind, message.Text)));
    }

    [Fact]
    public void A_hand_off_has_what_was_not_said_before_and_states_are_no_messages()
    {
        var found = Read(
            new RunStarted(1, "desk", 1, "f") { Input = Json(new { text = "The router blinks red" }) },
            new FrameStarted("", "desk", "triage") { Patch = Json(new { text = "The router blinks red" }) },
            new Checkpoint("triage#1", "technical") { Patch = Json(new { category = "hardware fault" }) },
            new FrameStarted("technical#1", "technical_path", "classify") { Patch = Json(new { text = "The router blinks red", hint = "model R2" }) });

        Assert.Equal([(MessageKind.Input, "The router blinks red"), (MessageKind.Handoff, "technical_path\nmodel R2")], found.Select(message => (message.Kind, message.Text)));
    }

    [Fact]
    public void A_child_run_speaks_between_agents()
    {
        var run = Run() with { Parent = new ParentRef(Guid.NewGuid(), "t", Guid.NewGuid()) };

        var found = Read(run, null, new RunStarted(1, "desk", 1, "f") { Input = Json(new { task = "score" }) }, new RunFinished(RunStatus.Success) { Output = Json(new { score = "high" }) });

        Assert.Equal([(MessageDirection.Between, MessageKind.Handoff), (MessageDirection.Between, MessageKind.Return)], found.Select(message => (message.Direction, message.Kind)));
    }

    [Fact]
    public void Long_texts_are_cut_and_broken_ones_mended()
    {
        var found = Read(new RunStarted(1, "desk", 1, "f") { Input = JsonElement.Parse($$"""{"text":"a\u0000b {{new string('x', 10_000)}}"}""") });

        var text = Assert.Single(found).Text;
        Assert.Equal(LoggedMessage.MostCharacters - 1, text.Length);
        Assert.StartsWith("ab xxx", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":"\ud83d","b":"fine"}""", "\"\\ud83d\"\nfine")]
    [InlineData("""{"\ud83d":"odd","b":"fine"}""", "odd\nfine")]
    [InlineData("""["\ude00"]""", "\"\\ude00\"")]
    public void Half_a_character_that_is_escaped_stands_as_it_is_written(string said, string expected)
    {
        var found = Read(
            new EffectStarted("a#1", "model", 1, 0, EffectKind.Model, "h"),
            new EffectCompleted(1, 1, Answer(said)),
            new EffectStarted("a#1", "tool.1.0.x", 1, 0, EffectKind.Tool, "h"),
            new EffectCompleted(3, 1, Json(new ToolAnswer(said, IsError: false))));

        Assert.Equal([expected, expected], found.Where(message => message.Kind is MessageKind.Reply or MessageKind.Result).Select(message => message.Text));
    }

    internal static JsonElement Json(object value) => JsonSerializer.SerializeToElement(value, BatonJson.Options);

    internal static RunRow Run() => new("default", Guid.NewGuid(), "desk", 1, "default", RunStatus.Running) { Assistant = "desk" };

    internal static List<LoggedMessage> Read(params EntryBody[] bodies) => Read(Run(), null, bodies);

    internal static List<LoggedMessage> Read(RunRow run, IMessageRedactor? redactor, params EntryBody[] bodies)
    {
        var projector = new MessageProjector(run, redactor);
        return [.. bodies.SelectMany((body, index) => projector.Read(new JournalEntry(index + 1, JournalCodec.KindOf(body), At, JournalCodec.Encode(body))).ToList())];
    }

    private static JsonElement Answer(string text, params ModelToolCall[] calls) => Json(
        new ModelAnswer { Text = text, ToolCalls = calls, Usage = new(1, 0, 1, 0), Model = "m-1", Provider = "offline", PromptVersion = "3+9f2c", Agent = "triage" });
}
