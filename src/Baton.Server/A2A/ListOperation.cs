using System.Globalization;
using System.Text;
using Baton.Engine.A2A;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Server.Http;

namespace Baton.Server.A2A;

/// <summary>Lists tasks, that which changed last first.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ListOperation(IStore store, TaskReader reader)
{
    private const int DefaultPage = 50;
    private const int MostPage = 100;

    private static readonly (string, TaskState)[] States =
    [
        ("TASK_STATE_UNSPECIFIED", TaskState.Unspecified), ("TASK_STATE_SUBMITTED", TaskState.Submitted), ("TASK_STATE_WORKING", TaskState.Working),
        ("TASK_STATE_COMPLETED", TaskState.Completed), ("TASK_STATE_FAILED", TaskState.Failed), ("TASK_STATE_CANCELED", TaskState.Canceled),
        ("TASK_STATE_INPUT_REQUIRED", TaskState.InputRequired), ("TASK_STATE_REJECTED", TaskState.Rejected), ("TASK_STATE_AUTH_REQUIRED", TaskState.AuthRequired),
    ];

    public async ValueTask<object?> ListAsync(A2ACall call, Fields parameters)
    {
        SendOrder.CheckTenant(parameters, call);
        var size = parameters.Number("page_size", DefaultPage, 1, MostPage);
        var history = SendOrder.HistoryOf(parameters) ?? 0;
        var withArtifacts = parameters.Flag("include_artifacts");
        var query = Query(call, parameters, size);
        parameters.Throw();
        var rows = await store.Runs.QueryAsync(query with { Limit = size + 1 }, call.Gone);
        var counts = await store.Runs.CountAsync(query, call.Gone);
        var tasks = new List<AgentTask>();
        foreach (var row in rows.Take(size)) tasks.Add(await reader.ReadShortAsync(call, row, history, withArtifacts));
        return new TaskPage(tasks, rows.Count > size ? Token(rows[size - 1]) : "", size, counts.Values.Sum());
    }

    private static RunQuery Query(A2ACall call, Fields parameters, int size)
    {
        var state = parameters.Choice("status", TaskState.Unspecified, States);
        return new RunQuery(call.Tenant)
        {
            Graph = call.Graph.Id,
            Thread = MessageReader.NotEmpty(parameters.Text("context_id")),
            Statuses = TaskStates.Statuses(state),
            ErrorCode = state == TaskState.Rejected ? ErrorCodes.Rejected : null,
            ChangedSince = parameters.Instant("status_timestamp_after"),
            AfterChange = Place(parameters),
            ByChange = true,
            Limit = size,
        };
    }

    /// <summary>Where a page ends: when its last task changed, in ticks, and the task.</summary>
    private static string Token(RunRow last) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{last.UpdatedAt.UtcTicks}:{last.Id:N}"))).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static RunChange? Place(Fields parameters)
    {
        if (MessageReader.NotEmpty(parameters.Text("page_token")) is not { } token) return null;
        var padded = token.Replace('-', '+').Replace('_', '/') + new string('=', (4 - token.Length % 4) % 4);
        var bytes = new byte[padded.Length];
        if (Convert.TryFromBase64String(padded, bytes, out var length)
            && Encoding.ASCII.GetString(bytes, 0, length).Split(':') is [var ticks, var id]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTime.MaxValue.Ticks
            && Guid.TryParseExact(id, "N", out var run))
        {
            return new RunChange(new DateTimeOffset(at, TimeSpan.Zero), run);
        }

        parameters.Add("page_token", "This is no token that a list gave. Begin without one.");
        return null;
    }
}
