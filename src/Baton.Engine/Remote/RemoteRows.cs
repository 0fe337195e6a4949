using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;

namespace Baton.Engine.Remote;

/// <summary>Reads what the run API says of a run.</summary>
internal static class RemoteRows
{
    /// <summary>A run. One that is interrupted shows as cancelled here: whether it waits, its last values say.</summary>
    public static RunRow Run(string tenant, JsonElement body)
    {
        var graph = Text(body, "graph_id") ?? "";
        var id = body.GetProperty("run_id"u8).GetGuid();
        var thread = Text(body, "thread_id");
        return new RunRow(tenant, id, graph, 0, "", Status(Text(body, "status")))
        {
            Assistant = graph,

            // A run on its own is addressed under its own id.
            Thread = thread == id.ToString("D") ? null : thread,
            Strategy = Enum.TryParse<MultitaskStrategy>(Text(body, "multitask_strategy"), ignoreCase: true, out var strategy) ? strategy : default,
            Metadata = Member(body, "metadata"),
            CreatedAt = body.GetProperty("created_at"u8).GetDateTimeOffset(),
            UpdatedAt = body.GetProperty("updated_at"u8).GetDateTimeOffset(),
            ErrorCode = Text(body, "error_code"),
        };
    }

    /// <summary>A run that was rolled back while it was waited for.</summary>
    public static RunRow TakenBack(string tenant, Guid run) => new(tenant, run, "", 0, "", RunStatus.Cancelled) { Assistant = "", Hidden = true };

    /// <summary>What a run came to.</summary>
    /// <param name="values">Its last values.</param>
    /// <param name="row">Its row, read after them.</param>
    /// <exception cref="BatonException">The values are an error that is not the run's own.</exception>
    public static RunResult Result(JsonElement values, RunRow row)
    {
        if (Member(values, "__error__") is { ValueKind: JsonValueKind.Object } failure)
        {
            var error = new ErrorBody(Text(failure, "code") ?? "", Text(failure, "error") ?? "", Text(failure, "message") ?? "");
            return row.Status is RunStatus.Error or RunStatus.Timeout ? new RunResult(row) { Error = error } : throw new BatonException(error.Code, error.Message);
        }

        if (row.Status == RunStatus.Success && Member(values, "__interrupt__") is null) return new RunResult(row) { Output = values };
        if (Member(values, "__interrupt__") is not { ValueKind: JsonValueKind.Array } questions) return new RunResult(row) { State = values };
        return new RunResult(row with { Status = RunStatus.Waiting })
        {
            State = Without(values, "__interrupt__"),
            Tickets = [.. questions.EnumerateArray().Select(question => Ticket(question, row))],
        };
    }

    private static TicketRow Ticket(JsonElement question, RunRow row) => new(Text(question, "id") ?? "", row.Id, TicketKind.Approval, "")
    {
        Thread = row.Thread,
        Value = Member(question, "value"),
        Schema = Member(question, "response_schema"),
    };

    private static RunStatus Status(string? status) => status switch
    {
        "pending" => RunStatus.Pending,
        "running" => RunStatus.Running,
        "success" => RunStatus.Success,
        "timeout" => RunStatus.Timeout,
        "interrupted" => RunStatus.Cancelled,
        _ => RunStatus.Error,
    };

    private static JsonElement Without(JsonElement values, string name) => JsonBytes.Parse(RunRequestBody.Object(writer =>
    {
        foreach (var member in values.EnumerateObject().Where(member => member.Name != name)) member.WriteTo(writer);
    }));

    private static JsonElement? Member(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement body, string name) => Member(body, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
