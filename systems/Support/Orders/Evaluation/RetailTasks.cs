using System.Text.Json;
using Baton.Contracts;
using Baton.Errors;
using Baton.Support.Orders.Import;

namespace Baton.Support.Orders.Evaluation;

/// <summary>A file of tasks with the data and the expected end states beside it.</summary>
/// <param name="Tasks">The tasks.</param>
/// <param name="Expected">The end states by task.</param>
/// <param name="Data">The data that each task begins with.</param>
/// <param name="Beginning">The same, as it stands in the file.</param>
internal sealed record RetailTasks(
    IReadOnlyList<RetailTask> Tasks, IReadOnlyDictionary<string, ExpectedState> Expected, RetailFolder Data, RetailState Beginning)
{
    public const string ExpectedFile = "expected.json";

    /// <summary>Reads a folder by its file of tasks.</summary>
    /// <exception cref="BatonException">A file is missing, no JSON, or of another form.</exception>
    public static async Task<RetailTasks> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var tasks = await ReadAsync(path, "tasks", element => Task(element), cancellationToken);
        var data = await RetailFolder.ReadAsync(folder, cancellationToken);
        var expected = await ReadAsync(Path.Combine(folder, ExpectedFile), "end states", element => element.Deserialize<ExpectedState>(BatonJson.Options)!, cancellationToken);
        var known = expected.ToDictionary(state => state.Id, StringComparer.Ordinal);
        if (tasks.Find(task => !known.ContainsKey(task.Id)) is { } other) throw Invalid(folder, $"{ExpectedFile} has no task '{other.Id}'.");
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, RetailFolder.FileName), cancellationToken));
        return new RetailTasks(tasks, known, data, RetailState.Of(document.RootElement));
    }

    private static async Task<List<T>> ReadAsync<T>(string path, string what, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) throw Invalid(path, $"there is no such file of {what}.");
        try
        {
            using var document = JsonDocument.Parse(await File.ReadAllTextAsync(path, cancellationToken));
            return [.. document.RootElement.Clone().EnumerateArray().Select(read)];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw Invalid(path, $"it is no list of {what}: {exception.Message}");
        }
    }

    private static RetailTask Task(JsonElement task)
    {
        var instructions = task.GetProperty("user_scenario").GetProperty("instructions");
        var criteria = task.GetProperty("evaluation_criteria");
        return new RetailTask(
            task.GetProperty("id").GetString()!,
            new RetailScenario(
                Text(instructions, "reason_for_call"), Text(instructions, "known_info"), Text(instructions, "unknown_info"), Text(instructions, "task_instructions")),
            [.. List(criteria, "actions").Select(action => new RetailAction(action.GetProperty("name").GetString()!, action.GetProperty("arguments")))],
            [.. List(criteria, "communicate_info").Select(text => text.GetString()!)]);
    }

    private static string Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";

    private static JsonElement[] List(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];

    private static BatonException Invalid(string where, string message) => new(ErrorCodes.RetailTasksInvalid, $"{where}: {message}");
}
