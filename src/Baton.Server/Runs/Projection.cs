using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Schedules;
using Baton.Engine.Stores;
using Baton.Engine.Streaming;
using Baton.Schedules;
using ThreadState = Baton.Engine.Runs.ThreadState;

namespace Baton.Server.Runs;

/// <summary>The engine's rows as clients see them.</summary>
internal static class Projection
{
    private static readonly JsonElement _empty = JsonElement.Parse("{}"u8);

    /// <summary>The id under which a run's thread is addressed; a run on its own is addressed under its own id.</summary>
    public static string ThreadOf(RunRow row) => row.Thread ?? row.Id.ToString("D");

    /// <summary>A run.</summary>
    public static RunBody Run(RunRow row) => new(row.Id, ThreadOf(row), NameIds.Assistant(row.Assistant), RunStatuses.Outside(row.Status))
    {
        GraphId = row.Graph,
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
        Metadata = row.Metadata ?? _empty,
        MultitaskStrategy = Strategy(row.Strategy),
        ErrorCode = row.ErrorCode,
    };

    /// <summary>A schedule.</summary>
    public static CronBody Cron(Schedule schedule)
    {
        var (request, run) = (schedule.Request, schedule.Request.Run);
        return new CronBody(schedule.Id, NameIds.Assistant(run.Assistant), run.Thread, request.Cron)
        {
            GraphId = run.Assistant,
            Timezone = request.TimeZone,
            EndTime = request.EndsAt,
            Enabled = request.IsEnabled,
            OnRunCompleted = run.Thread is not null ? null : request.KeepsThread ? "keep" : "delete",
            MissedFire = request.Missed switch { MissedFire.Skip => "skip", MissedFire.All => "all", _ => "once" },
            NextRunDate = schedule.Next,
            CreatedAt = schedule.CreatedAt,
            UpdatedAt = schedule.UpdatedAt,
            UserId = run.By,
            Payload = Payload(run),
            Metadata = run.Metadata ?? _empty,
            LastRunId = schedule.LastRun,
            LastError = schedule.LastError is { } failure ? new CronFailure(failure.Due, failure.Code, failure.Message) : null,
        };
    }

    /// <summary>The statuses that clients see as <paramref name="status"/>; null where there is no such status.</summary>
    public static IReadOnlyList<RunStatus>? Statuses(string status)
    {
        RunStatus[] fitting = [.. Enum.GetValues<RunStatus>().Where(value => RunStatuses.Outside(value) == status)];
        return fitting.Length == 0 ? null : fitting;
    }

    /// <summary>A thread, with its state where that was read.</summary>
    public static ThreadBody Thread(ThreadRow row, ThreadState? state)
    {
        var tasks = state is null ? [] : Tasks(state);
        return new ThreadBody(row.Id, Status(row))
        {
            CreatedAt = row.CreatedAt,
            UpdatedAt = row.UpdatedAt,
            StateUpdatedAt = state is { Checkpoint: not null } ? state.CreatedAt : row.CreatedAt,
            Metadata = Metadata(row),
            Values = state?.Checkpoint is null ? null : state.Values,
            Interrupts = tasks.Where(task => task.Interrupts.Count > 0).ToDictionary(task => task.Id, task => task.Interrupts),
            Error = state?.Error is { } error ? Text(error) : null,
        };
    }

    /// <summary>A state.</summary>
    public static StateBody State(string thread, ThreadState state)
    {
        var tasks = Tasks(state);
        return new StateBody(
            state.Values.ValueKind == JsonValueKind.Undefined ? _empty : state.Values, state.Next, Checkpoint(thread, state.Checkpoint))
        {
            Metadata = state.Checkpoint is null ? null : new StateMetadata(state.Source, state.Step, state.Run, state.Node),
            CreatedAt = state.Checkpoint is null ? null : state.CreatedAt,
            ParentCheckpoint = state.Parent is null ? null : Checkpoint(thread, state.Parent),
            Tasks = tasks,
            Interrupts = [.. tasks.SelectMany(task => task.Interrupts)],
        };
    }

    /// <summary>The state of a thread that has none yet.</summary>
    public static StateBody EmptyState(string thread) => new(_empty, [], Checkpoint(thread, null));

    /// <summary>A checkpoint.</summary>
    public static CheckpointBody Checkpoint(string thread, CheckpointRef? checkpoint) =>
        new(thread, checkpoint is null ? null : CheckpointIds.Format(checkpoint));

    /// <summary>The questions among tickets: what nobody can answer is none.</summary>
    public static IReadOnlyList<InterruptBody> Interrupts(IEnumerable<TicketRow> tickets) =>
        [.. tickets.Where(ticket => ticket.Kind == TicketKind.Approval).Select(Interrupt)];

    private static InterruptBody Interrupt(TicketRow ticket) => new(ticket.Id, ticket.Value) { ResponseSchema = ticket.Schema };

    private static List<TaskBody> Tasks(ThreadState state)
    {
        var asking = state.Tickets.Where(ticket => ticket.Kind == TicketKind.Approval).ToLookup(ticket => NodeOf(ticket.Visit), StringComparer.Ordinal);
        var names = state.Next.Concat(asking.Select(group => group.Key)).Distinct(StringComparer.Ordinal);
        var space = state.Checkpoint?.Run ?? Guid.Empty;
        return
        [
            .. names.Select((name, index) => new TaskBody(NameIds.Task(space, $"{state.Checkpoint?.Seq}/{name}").ToString("D"), name)
            {
                Path = ["__pregel_pull", name],
                Error = index == 0 && state.Error is { } error ? Text(error) : null,
                Interrupts = [.. asking[name].Select(Interrupt)],
            }),
        ];
    }

    // 'technical#1/ask#2[3]' is a visit inside the node 'technical' of the thread's graph.
    private static string NodeOf(string visit)
    {
        var end = visit.IndexOfAny(['#', '/', '[']);
        return end < 0 ? visit : visit[..end];
    }

    private static string Text(ErrorBody error) => $"{error.Type}: {error.Message} ({error.Code})";

    private static string Status(ThreadRow row) => row.ActiveStatus switch
    {
        RunStatus.Waiting => "interrupted",
        RunStatus.Pending or RunStatus.Running or RunStatus.Sleeping => "busy",
        _ => row.LastStatus is RunStatus.Error or RunStatus.Timeout ? "error" : "idle",
    };

    private static JsonElement Metadata(ThreadRow row)
    {
        if (row.Graph is null) return row.Metadata ?? _empty;
        var metadata = row.Metadata is { ValueKind: JsonValueKind.Object } given ? JsonObject.Create(given)! : [];
        metadata["graph_id"] = row.Graph;
        metadata["assistant_id"] = NameIds.Assistant(row.Graph).ToString("D");
        return JsonElement.Parse(metadata.ToJsonString());
    }

    private static string Strategy(MultitaskStrategy strategy) => strategy switch
    {
        MultitaskStrategy.Reject => "reject",
        MultitaskStrategy.Interrupt => "interrupt",
        MultitaskStrategy.Rollback => "rollback",
        _ => "enqueue",
    };

    private static CronPayload Payload(RunRequest run) => new(NameIds.Assistant(run.Assistant), run.Input, Strategy(run.Strategy))
    {
        Config = run.Configuration is { } configurable ? new JsonObject { ["configurable"] = JsonNode.Parse(configurable.GetRawText()) } : [],
        Webhook = run.Webhook,
        InterruptBefore = run.InterruptBefore,
        InterruptAfter = run.InterruptAfter,
    };
}
