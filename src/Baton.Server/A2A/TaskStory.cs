using System.Text.Json;
using Baton.Engine.A2A;
using Baton.Engine.Journal;

namespace Baton.Server.A2A;

/// <summary>What a run's journal says of it as a task: what was said on both sides, what it waits for, and how it ended.</summary>
/// <remarks>Belongs to one reader.</remarks>
internal sealed class TaskStory(string task, string context, bool withQuestions)
{
    private readonly Dictionary<string, TicketOpened> _asked = new(StringComparer.Ordinal);
    private readonly List<AgentMessage> _history = [];

    /// <summary>What was said, oldest first.</summary>
    public IReadOnlyList<AgentMessage> History => _history;

    /// <summary>What is asked at present.</summary>
    public AgentMessage Asking => Question.Message(task, context, [.. _asked.Values.Where(IsForPerson).Select(Question.Of)], withQuestions);

    /// <summary>How it ended, or null.</summary>
    public RunFinished? Finished { get; private set; }

    /// <summary>When the last entry was written.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>Takes the next entry.</summary>
    public void Add(JournalEntry entry)
    {
        At = entry.At;
        switch (entry.Kind)
        {
            case EntryKind.RunStarted:
                AddStart((RunStarted)JournalCodec.Decode(entry));
                break;
            case EntryKind.TicketOpened:
                var opened = (TicketOpened)JournalCodec.Decode(entry);
                if (!opened.Given) _asked[opened.Ticket] = opened;
                break;
            case EntryKind.TicketClosed:
                Close((TicketClosed)JournalCodec.Decode(entry));
                break;
            case EntryKind.InboxTaken when JournalCodec.Decode(entry) is InboxTaken { Kind: InboxKind.Input, Value: { } input } taken:
                _history.Add(Told($"{task}-input-{taken.Item}", MessageRole.User, Part.OfData(input)));
                break;
            case EntryKind.RunFinished:
                Finished = (RunFinished)JournalCodec.Decode(entry);
                break;
        }
    }

    private static bool IsForPerson(TicketOpened ticket) => ticket.Kind is TicketKind.Approval or TicketKind.Breakpoint;

    private void AddStart(RunStarted started)
    {
        if (started.Said is { } said && said.Deserialize(A2AJson.Wire.AgentMessage) is { } message) _history.Add(message with { TaskId = task, ContextId = context });
        else if (started.Input is { } input) _history.Add(Told($"{task}-input", MessageRole.User, Part.OfData(input)));
    }

    private void Close(TicketClosed closed)
    {
        if (!_asked.Remove(closed.Ticket, out var asked) || !IsForPerson(asked) || closed.Reason != TicketClosure.Completed || !withQuestions) return;
        _history.Add(Question.Message(task, context, [Question.Of(asked)], isShown: true));
        var part = closed.Value is { ValueKind: JsonValueKind.String } text ? Part.OfText(text.GetString()!) : Part.OfData(closed.Value ?? JsonElement.Parse("null"u8));
        _history.Add(Told($"{closed.Ticket}-answer", MessageRole.User, part));
    }

    private AgentMessage Told(string id, MessageRole role, Part part) => new(id, role, [part]) { TaskId = task, ContextId = context };
}
