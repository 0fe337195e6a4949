using Baton.Engine.A2A;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Server.A2A;

/// <summary>Reads runs as tasks. What a task is at an entry of its journal never changes.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class TaskReader(IStore store, JournalReader journals)
{
    private const int PageSize = 500;
    private const int MostHistory = 100;

    /// <summary>A run of an assistant.</summary>
    /// <exception cref="BatonException">There is none.</exception>
    public async ValueTask<RunRow> FindAsync(A2ACall call, string id)
    {
        var row = Guid.TryParse(id, out var run) ? await store.Runs.FindAsync(call.Tenant, run, call.Gone) : null;
        return row is not null && call.Reaches(row) ? row : throw Unknown(id);
    }

    /// <summary>A task with everything.</summary>
    /// <param name="call">Who asks.</param>
    /// <param name="row">Its run.</param>
    /// <param name="historyLength">How much of its history; null for the server's choice, 0 for none.</param>
    /// <param name="accepted">Media types that the client takes; null for all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async ValueTask<AgentTask> ReadAsync(
        A2ACall call, RunRow row, int? historyLength, IReadOnlyList<string>? accepted, CancellationToken cancellationToken)
    {
        var story = await StoryAsync(row, int.MaxValue, call.IsAsked, cancellationToken);
        return new AgentTask(Tasks.IdOf(row), Tasks.ContextOf(row), Status(row, TaskStates.Of(row), story, row.UpdatedAt))
        {
            Artifacts = story.Finished?.Output is { } output ? [Artifact(call.Graph, output, accepted)] : [],
            History = Newest(story.History, historyLength),
            Metadata = row.Metadata,
        };
    }

    /// <summary>A task in a list: its state, and of the rest what is asked for.</summary>
    public async ValueTask<AgentTask> ReadShortAsync(A2ACall call, RunRow row, int historyLength, bool withArtifacts)
    {
        if (historyLength > 0 || withArtifacts)
        {
            var whole = await ReadAsync(call, row, historyLength, null, call.Gone);
            return withArtifacts ? whole : whole with { Artifacts = null };
        }

        var status = new AgentTaskStatus(TaskStates.Of(row)) { Timestamp = row.UpdatedAt };
        if (row.Status == RunStatus.Waiting)
        {
            var tickets = await store.Runs.TicketsAsync(new TicketQuery(row.Tenant) { Run = row.Id }, call.Gone);
            var asked = tickets.Where(FollowUps.IsForPerson).Select(Question.Of);
            status = status with { Message = Question.Message(Tasks.IdOf(row), Tasks.ContextOf(row), [.. asked], call.IsAsked) };
        }

        return new AgentTask(Tasks.IdOf(row), Tasks.ContextOf(row), status) { Metadata = row.Metadata };
    }

    /// <summary>What a run's journal says up to an entry, with its questions or without them.</summary>
    public async ValueTask<TaskStory> StoryAsync(RunRow row, int upTo, bool withQuestions, CancellationToken cancellationToken)
    {
        var story = new TaskStory(Tasks.IdOf(row), Tasks.ContextOf(row), withQuestions);
        for (var after = 0; after < upTo;)
        {
            var page = await journals.ReadAsync(row.Id, after, Math.Min(PageSize, upTo - after), cancellationToken);
            foreach (var entry in page) story.Add(entry);
            if (page.Count < PageSize) break;
            after = page[^1].Seq;
        }

        return story;
    }

    /// <summary>Where a run stands, with what it asks or why it failed.</summary>
    public static AgentTaskStatus Status(RunRow row, TaskState state, TaskStory story, DateTimeOffset at)
    {
        var (task, context) = (Tasks.IdOf(row), Tasks.ContextOf(row));
        var message = state switch
        {
            TaskState.InputRequired => story.Asking,
            TaskState.Failed or TaskState.Rejected => Says(Text(story.Finished?.Error, row)),
            TaskState.Canceled when story.Finished?.Reason is { } reason => Says(reason),
            _ => null,
        };
        return new AgentTaskStatus(state) { Message = message, Timestamp = at };

        AgentMessage Says(string text) => new($"{task}-end", MessageRole.Agent, [Part.OfText(text)]) { TaskId = task, ContextId = context };
    }

    /// <summary>The artifact of an output; one that this version of the graph cannot read is shown as data.</summary>
    public static Artifact Artifact(GraphDefinition graph, System.Text.Json.JsonElement output, IReadOnlyList<string>? accepted)
    {
        try
        {
            return OutputMapping.Artifact(graph, output, accepted);
        }
        catch (BatonException)
        {
            return new Artifact(OutputMapping.ArtifactId, [Part.OfData(output)]) { Name = graph.Id };
        }
    }

    /// <summary>The newest messages of a history.</summary>
    public static IReadOnlyList<AgentMessage>? Newest(IReadOnlyList<AgentMessage> history, int? length) =>
        length == 0 ? null : [.. history.TakeLast(Math.Min(length ?? MostHistory, MostHistory))];

    /// <summary>That there is no such task.</summary>
    public static BatonException Unknown(string id) => new(ErrorCodes.TaskUnknown, $"There is no task '{(id.Length <= 64 ? id : id[..64] + "…")}' here.");

    // Texts of foreign exceptions are for those who run the server.
    private static string Text(ErrorBody? error, RunRow row) => error switch
    {
        null => $"The task failed ({row.ErrorCode}).",
        { Code: ErrorCodes.Rejected } => error.Message,
        { Code: ErrorCodes.NodeFailed or ErrorCodes.Internal } => $"The task failed ({error.Code}).",
        _ => $"{error.Message} ({error.Code})",
    };
}
