using System.Text.Json;
using Baton.Engine.Costs;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Engine.Stores.Messages;
using Baton.Graphs;

namespace Baton.Engine.Messages;

/// <summary>
/// The messages of one run's journal. A message stands where it came into being and nowhere else: what a model is sent again with every call was
/// somebody's input, a tool's result or an earlier answer, and the states that carry it on are none.
/// </summary>
/// <remarks>Belongs to one run, whose entries it is given plain, in order, from the first. Not safe for concurrent use.</remarks>
internal sealed class MessageProjector(RunRow run, IMessageRedactor? redactor)
{
    private readonly MessageText _text = new(redactor);
    private readonly Dictionary<int, EffectStarted> _calls = [];
    private readonly Dictionary<string, TicketOpened> _tickets = new(StringComparer.Ordinal);
    private readonly HashSet<string> _handed = new(StringComparer.Ordinal);
    private readonly List<LoggedMessage> _found = [];
    private JournalEntry _entry;
    private int _part;
    private string? _customer;

    /// <summary>The messages of the next entry.</summary>
    public IReadOnlyList<LoggedMessage> Read(JournalEntry entry)
    {
        _found.Clear();
        (_entry, _part) = (entry, 0);
        switch (JournalCodec.Decode(entry))
        {
            case RunStarted started:
                Start(started);
                break;
            case RunFinished finished:
                var back = run.Parent is null ? (MessageDirection.Out, MessageKind.Output) : (MessageDirection.Between, MessageKind.Return);
                Add(back.Item1, MessageRole.Ai, back.Item2, _text.Of(finished.Output));
                break;
            case FrameStarted { Path.Length: > 0 } frame:
                HandOver(frame);
                break;
            case EffectStarted started:
                Call(started);
                break;
            case EffectCompleted completed when _calls.TryGetValue(completed.Start, out var call):
                Complete(call, completed);
                break;
            case EffectFailed failed when _calls.TryGetValue(failed.Start, out var call):
                Fail(call, failed);
                break;
            case TicketOpened opened:
                Ask(opened);
                break;
            case TicketClosed { Reason: TicketClosure.Completed } closed when _tickets.Remove(closed.Ticket, out var asked):
                Add(MessageDirection.In, MessageRole.Human, asked.Kind == TicketKind.Event ? MessageKind.Event : MessageKind.Answer, _text.Of(closed.Value, asked.Name), asked.Visit);
                break;
            case InboxTaken { Kind: InboxKind.Input } taken:
                Add(MessageDirection.In, MessageRole.Human, MessageKind.Input, _text.OfInput(taken.Value));
                break;
        }

        return _found;
    }

    private void Start(RunStarted started)
    {
        _customer = Customer(started.Configuration) ?? Customer(run.Metadata) ?? Customer(started.Input);
        if (run.IsEdit) return;
        var text = _text.OfInput(started.Input);
        foreach (var line in text.Split('\n')) _handed.Add(line);
        if (run.Parent is null) Add(MessageDirection.In, MessageRole.Human, MessageKind.Input, text);
        else Add(MessageDirection.Between, MessageRole.Ai, MessageKind.Handoff, text);
        Add(MessageDirection.In, MessageRole.Human, MessageKind.Answer, _text.Of(started.Resume));
    }

    /// <summary>Of what an inline graph is handed, what the run has not said before: the rest is found where it was said.</summary>
    private void HandOver(FrameStarted frame)
    {
        var lines = _text.Of(frame.Patch).Split('\n').Where(line => line.Length > 0 && _handed.Add(line));
        Add(MessageDirection.Between, MessageRole.Ai, MessageKind.Handoff, string.Join('\n', lines.Prepend(frame.Graph)), frame.Path);
    }

    private void Call(EffectStarted started)
    {
        if (started.Effect == EffectKind.Call) return;
        _calls[_entry.Seq] = started;
        if (started.Effect != EffectKind.Model) return;
        var request = started.Request;
        string?[] parts =
        [
            Word(request, "catalogue"u8), Word(request, "model"u8), Word(request, "prompt_version"u8),
            .. Member(request, "tools"u8) is { ValueKind: JsonValueKind.Array } tools ? tools.EnumerateArray().Select(tool => tool.ToString()) : [],
        ];
        Add(MessageDirection.ToModel, MessageRole.Ai, MessageKind.Request, string.Join(' ', parts.OfType<string>().Distinct(StringComparer.Ordinal)), started.Visit, Word(request, "agent"u8));
    }

    private void Complete(EffectStarted call, EffectCompleted completed)
    {
        var agent = Word(call.Request, "agent"u8);
        if (call.Effect == EffectKind.Tool)
        {
            Add(MessageDirection.FromTool, MessageRole.Tool, MessageKind.Result, Said(Member(completed.Result, "content"u8) ?? completed.Result), call.Visit, agent);
            return;
        }

        Add(MessageDirection.FromModel, MessageRole.Ai, MessageKind.Reply, Said(Member(completed.Result, "text"u8) ?? completed.Result), call.Visit, agent);
        if (Member(completed.Result, "tool_calls"u8) is not { ValueKind: JsonValueKind.Array } asked) return;
        foreach (var tool in asked.EnumerateArray())
        {
            var text = $"{Word(tool, "name"u8)}\n{_text.Of(Member(tool, "args"u8))}".Trim('\n');
            Add(MessageDirection.ToTool, MessageRole.Ai, MessageKind.Call, text, call.Visit, agent);
        }
    }

    private void Fail(EffectStarted call, EffectFailed failed)
    {
        var agent = Word(call.Request, "agent"u8);
        if (failed.Partial is { } partial) Add(MessageDirection.FromModel, MessageRole.Ai, MessageKind.Partial, _text.Of(partial), call.Visit, agent);
        if (call.Effect == EffectKind.Tool && failed.RetryAt is null) Add(MessageDirection.FromTool, MessageRole.Tool, MessageKind.Result, _text.Of(failed.Error.Message), call.Visit, agent);
    }

    private void Ask(TicketOpened opened)
    {
        if (opened.Kind is not (TicketKind.Approval or TicketKind.Event)) return;
        _tickets[opened.Ticket] = opened;
        if (opened is { Kind: TicketKind.Approval, Given: false }) Add(MessageDirection.Out, MessageRole.Ai, MessageKind.Question, _text.Of(opened.Value, opened.Name), opened.Visit);
    }

    /// <summary>A structured answer or result is read for what it says.</summary>
    private string Said(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && value.GetString() is ['{' or '[', ..] text)
        {
            try
            {
                return _text.Of(JsonElement.Parse(text));
            }
            catch (JsonException)
            {
                // It only begins like one.
            }
        }

        return _text.Of(value);
    }

    private void Add(MessageDirection direction, MessageRole role, MessageKind kind, string text, string? visit = null, string? agent = null)
    {
        var part = _part++;
        if (text.Length == 0) return;
        _found.Add(new LoggedMessage(_entry.Seq, part, _entry.At, direction, role, kind, text)
        {
            Agent = agent is { Length: > 0 } ? CostRows.Short(agent) : null,
            Node = visit is null ? null : CostRows.Short(CostRows.Node(visit)),
            Customer = _customer,
        });
    }

    private static string? Customer(JsonElement? source) => Word(source, "user_id"u8) ?? Word(source, "customer_id"u8) ?? Word(source, "customer"u8);

    private static string? Word(JsonElement? element, ReadOnlySpan<byte> name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String or JsonValueKind.Number } value && value.ToString() is { Length: > 0 and <= 512 } word ? word : null;

    private static JsonElement? Member(JsonElement? element, ReadOnlySpan<byte> name) =>
        element is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty(name, out var value) ? value : null;
}
