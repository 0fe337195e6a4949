namespace Baton.Server.Tests.A2A;

/// <summary>Lists of tasks, over both bindings; each test has a conversation of its own.</summary>
public sealed class TckListTests(TckServer server) : IClassFixture<TckServer>
{
    private readonly string _context = $"list-{Guid.NewGuid():N}";

    public static TheoryData<string> Bindings => [A2AClient.Rpc, A2AClient.Rest];

    private static string New(string beginning) => $"{beginning}-{Guid.NewGuid():N}";

    [Theory]
    [MemberData(nameof(Bindings))]
    [Tck("CORE-LIST-001", "CORE-LIST-002", "HTTP_JSON-QP-001")]
    public async Task Tasks_are_listed_by_context_and_state(string binding)
    {
        var client = server.Client(binding);
        var done = await client.SendAsync(New("tck-complete-task"), contextId: _context);
        var asked = await client.SendAsync(New("tck-input-required"), contextId: _context);
        var rejected = await server.Client(binding).SendAsync(New("tck-reject-task"), contextId: _context + "-2");

        Assert.Equal([asked.Id, done.Id], Ids(await client.ListAsync(("contextId", _context))));
        Assert.Equal([asked.Id], Ids(await client.ListAsync(("contextId", _context), ("status", "TASK_STATE_INPUT_REQUIRED"))));
        Assert.Equal([rejected.Id], Ids(await client.ListAsync(("contextId", _context + "-2"), ("status", "TASK_STATE_REJECTED"))));
        Assert.Empty(Ids(await client.ListAsync(("contextId", _context), ("status", "TASK_STATE_AUTH_REQUIRED"))));
        Assert.Equal("INVALID_ARGUMENT", (await client.ListAsync(("status", "done"))).Error);
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    [Tck("CORE-LIST-003", "CORE-LIST-004")]
    public async Task Pages_follow_one_another_and_the_last_has_no_token(string binding)
    {
        var client = server.Client(binding);
        for (var task = 0; task < 3; task++) await client.SendAsync(New("tck-complete-task"), contextId: _context);

        var first = await client.ListAsync(("contextId", _context), ("pageSize", 2));
        var token = first.Result.GetProperty("nextPageToken").GetString()!;
        var second = await client.ListAsync(("contextId", _context), ("pageSize", 2), ("pageToken", token));

        Assert.Equal((2, 3, 2), (Ids(first).Count, first.Result.GetProperty("totalSize").GetInt32(), first.Result.GetProperty("pageSize").GetInt32()));
        Assert.Equal("", second.Result.GetProperty("nextPageToken").GetString());
        Assert.Equal(3, Ids(first).Concat(Ids(second)).Distinct().Count());
        Assert.Equal("INVALID_ARGUMENT", (await client.ListAsync(("pageToken", "nonsense"))).Error);
        Assert.Equal("INVALID_ARGUMENT", (await client.ListAsync(("pageSize", 101))).Error);
        Assert.Equal("INVALID_ARGUMENT", (await client.ListAsync(("pageSize", 0))).Error);
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    [Tck("CORE-LIST-005")]
    public async Task What_changed_last_comes_first_and_artifacts_only_where_asked(string binding)
    {
        var client = server.Client(binding);
        var asked = await client.SendAsync(New("tck-input-required"), contextId: _context);
        var at = asked.Task.GetProperty("status").GetProperty("timestamp").GetDateTimeOffset();
        var other = await client.SendAsync(New("tck-complete-task"), contextId: _context + "-other");
        await client.SendAsync(New("answer"), "that", taskId: asked.Id);

        var all = await client.ListAsync(("statusTimestampAfter", at.ToString("O")), ("pageSize", 10));
        var ids = Ids(all);
        Assert.True(ids.IndexOf(asked.Id) >= 0 && ids.IndexOf(asked.Id) < ids.IndexOf(other.Id));
        Assert.All(all.Result.GetProperty("tasks").EnumerateArray(), task => Assert.False(task.TryGetProperty("artifacts", out _)));
        var whole = await client.ListAsync(("contextId", _context), ("includeArtifacts", true), ("historyLength", 1));
        var only = whole.Result.GetProperty("tasks")[0];
        Assert.Equal((1, 1), (only.GetProperty("artifacts").GetArrayLength(), only.GetProperty("history").GetArrayLength()));
    }

    private static List<string> Ids(A2AAnswer page)
    {
        Assert.Null(page.Error);
        return [.. page.Result.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("id").GetString()!)];
    }
}
