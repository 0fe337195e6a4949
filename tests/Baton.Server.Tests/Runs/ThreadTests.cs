using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Graphs;
using Baton.Server.Runs;
using Baton.Server.Tests.Fixtures;
using ThreadState = Baton.Engine.Runs.ThreadState;

namespace Baton.Server.Tests.Runs;

public sealed class ThreadTests
{
    private const string Ticket = "45fda8478b2ef754419799e10992af06";

    [Fact]
    public async Task A_new_thread_is_idle_and_empty()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.PostAsync("/threads", """{"metadata":{"graph_id":"echo","case":7}}""");
        var thread = await TestServer.JsonAsync(response);
        Assert.True(Guid.TryParse(thread.GetProperty("thread_id").GetString(), out _));
        Assert.Equal("idle", thread.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, thread.GetProperty("values").ValueKind);
        Assert.Equal("{}", thread.GetProperty("interrupts").GetRawText());
        Assert.Equal("echo", thread.GetProperty("metadata").GetProperty("graph_id").GetString());
        Assert.Equal(7, thread.GetProperty("metadata").GetProperty("case").GetInt32());
    }

    [Fact]
    public async Task An_existing_thread_is_a_conflict_unless_the_caller_does_not_mind()
    {
        await using var server = await TestServer.StartAsync();
        using var first = await server.PostAsync("/threads", """{"thread_id":"CALL-001"}""");
        Assert.Equal(200, (int)first.StatusCode);
        using var second = await server.PostAsync("/threads", """{"thread_id":"CALL-001"}""");
        Assert.Equal(409, (int)second.StatusCode);
        Assert.Equal("BTN3010", (await TestServer.JsonAsync(second)).GetProperty("code").GetString());
        using var third = await server.PostAsync("/threads", """{"thread_id":"CALL-001","if_exists":"do_nothing"}""");
        Assert.Equal(200, (int)third.StatusCode);
    }

    [Fact]
    public async Task The_same_idempotency_key_gives_the_same_thread()
    {
        await using var server = await TestServer.StartAsync();
        using var first = await server.PostAsync("/threads", "{}", ("Idempotency-Key", "k"));
        using var again = await server.PostAsync("/threads", "{}", ("Idempotency-Key", "k"));
        using var other = await server.PostAsync("/threads", "{}", ("Idempotency-Key", "l"));
        var id = (await TestServer.JsonAsync(first)).GetProperty("thread_id").GetString();
        Assert.Equal(id, (await TestServer.JsonAsync(again)).GetProperty("thread_id").GetString());
        Assert.NotEqual(id, (await TestServer.JsonAsync(other)).GetProperty("thread_id").GetString());
    }

    [Theory]
    [InlineData("""{"thread_id":"other"}""")]
    [InlineData("""{"thread_id":"t","metadata":{"kind":"y"}}""")]
    public async Task A_key_stands_for_one_request(string body)
    {
        await using var server = await TestServer.StartAsync();
        using var first = await server.PostAsync("/threads", """{"thread_id":"t","metadata":{"kind":"x"}}""", ("Idempotency-Key", "k"));
        using var other = await server.PostAsync("/threads", body, ("Idempotency-Key", "k"));
        using var again = await server.PostAsync("/threads", """{ "thread_id": "t", "metadata": {"kind": "x"} }""", ("Idempotency-Key", "k"));

        Assert.Equal((200, 422, 200), ((int)first.StatusCode, (int)other.StatusCode, (int)again.StatusCode));
        Assert.Equal("BTN3016", (await TestServer.JsonAsync(other)).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"thread_id":"t"}""")]
    public async Task Requests_that_run_at_once_under_one_key_all_get_the_thread(string body)
    {
        await using var server = await TestServer.StartAsync();
        for (var round = 0; round < 20; round++)
        {
            var key = $"k{round}";
            var own = body.Replace("\"t\"", $"\"t{round}\"", StringComparison.Ordinal);
            var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => server.PostAsync("/threads", own, ("Idempotency-Key", key))));
            Assert.All(answers, answer => Assert.Equal(200, (int)answer.StatusCode));
            foreach (var answer in answers) answer.Dispose();
        }

        using var counted = await server.PostAsync("/threads/count", "{}");
        Assert.Equal(20, (await TestServer.JsonAsync(counted)).GetInt32());
    }

    [Fact]
    public async Task A_key_does_not_turn_a_conflict_into_a_success()
    {
        await using var server = await TestServer.StartAsync();
        using var first = await server.PostAsync("/threads", """{"thread_id":"t"}""");
        using var conflict = await server.PostAsync("/threads", """{"thread_id":"t"}""", ("Idempotency-Key", "k"));
        using var repeated = await server.PostAsync("/threads", """{"thread_id":"t"}""", ("Idempotency-Key", "k"));
        Assert.Equal((409, 409), ((int)conflict.StatusCode, (int)repeated.StatusCode));
    }

    [Fact]
    public async Task Threads_are_changed_searched_counted_and_removed()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var id in (string[])["a", "b", "c"])
        {
            using var made = await server.PostAsync("/threads", $$$"""{"thread_id":"{{{id}}}","metadata":{"kind":"x"}}""");
        }

        using var patched = await server.SendAsync(HttpMethod.Patch, "/threads/b", """{"metadata":{"kind":"y"}}""");
        Assert.Equal("y", (await TestServer.JsonAsync(patched)).GetProperty("metadata").GetProperty("kind").GetString());
        using var minimal = await server.SendAsync(HttpMethod.Patch, "/threads/b", """{"metadata":{"z":1}}""", ("Prefer", "return=minimal"));
        Assert.Equal(204, (int)minimal.StatusCode);
        using var found = await server.PostAsync(
            "/threads/search", """{"metadata":{"kind":"x"},"sort_by":"thread_id","sort_order":"asc","limit":1,"select":["thread_id"]}""");
        Assert.Equal("1", Assert.Single(found.Headers.GetValues("X-Pagination-Next")));
        Assert.Equal("""[{"thread_id":"a"}]""", (await TestServer.JsonAsync(found)).GetRawText());
        using var counted = await server.PostAsync("/threads/count", """{"metadata":{"kind":"x"}}""");
        Assert.Equal(2, (await TestServer.JsonAsync(counted)).GetInt32());
        using var removed = await server.SendAsync(HttpMethod.Delete, "/threads/a");
        Assert.Equal(204, (int)removed.StatusCode);
        using var gone = await server.SendAsync(HttpMethod.Get, "/threads/a");
        Assert.Equal(404, (int)gone.StatusCode);
        Assert.Equal("BTN3003", (await TestServer.JsonAsync(gone)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Deleting_a_thread_deletes_its_notes()
    {
        await using var server = await TestServer.StartAsync();
        using var created = await server.PostAsync("/threads", """{"thread_id":"a"}""");
        var note = new RecordChange(ThreadNotes.Collection, ThreadNotes.Id("a", "test"), null, JsonElement.Parse("1"));
        await server.Store.Records.ApplyAsync("default", [note], TestContext.Current.CancellationToken);

        using var removed = await server.SendAsync(HttpMethod.Delete, "/threads/a");

        Assert.Equal(204, (int)removed.StatusCode);
        Assert.Null(await server.Store.Records.FindAsync("default", ThreadNotes.Collection, note.Id, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_search_by_state_that_would_read_too_many_states_is_refused_unless_it_finds_enough_before()
    {
        await using var server = await TestServer.StartAsync();
        server.Engine.State = Waiting();
        for (var thread = 0; thread <= StateSearch.MostRead; thread++)
        {
            await server.Store.Threads.CreateAsync(new ThreadRow("default", $"t{thread}"), TestContext.Current.CancellationToken);
        }

        using var found = await server.PostAsync("/threads/search", """{"values":{"amount":5}}""");
        using var refused = await server.PostAsync("/threads/search", """{"values":{"amount":6}}""");
        using var counted = await server.PostAsync("/threads/count", """{"values":{"amount":5}}""");
        using var narrowed = await server.PostAsync("/threads/search", """{"values":{"amount":6},"ids":["t1"]}""");

        Assert.Equal(10, (await TestServer.JsonAsync(found)).GetArrayLength());
        Assert.Equal((422, 422, 200), ((int)refused.StatusCode, (int)counted.StatusCode, (int)narrowed.StatusCode));
    }

    [Fact]
    public async Task A_state_has_the_shape_that_clients_know()
    {
        await using var server = await TestServer.StartAsync();
        server.Engine.State = Waiting();
        using var response = await server.SendAsync(HttpMethod.Get, "/threads/T/state");
        var state = await TestServer.JsonAsync(response);
        Assert.Equal("""["approve"]""", state.GetProperty("next").GetRawText());
        Assert.Equal(
            """{"thread_id":"T","checkpoint_id":"019c0000-0000-7000-8000-000000000001-0000000a","checkpoint_ns":"","checkpoint_map":null}""",
            state.GetProperty("checkpoint").GetRawText());
        Assert.Equal("019c0000-0000-7000-8000-000000000001-00000009", state.GetProperty("parent_checkpoint").GetProperty("checkpoint_id").GetString());
        var task = Assert.Single(state.GetProperty("tasks").EnumerateArray());
        Assert.Equal("approve", task.GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, task.GetProperty("error").ValueKind);
        Assert.Equal(Ticket, Assert.Single(task.GetProperty("interrupts").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal("loop", state.GetProperty("metadata").GetProperty("source").GetString());
    }

    [Fact]
    public async Task A_threads_interrupts_stand_under_the_task_that_asks()
    {
        await using var server = await TestServer.StartAsync();
        server.Engine.State = Waiting();
        using var made = await server.PostAsync("/threads", """{"thread_id":"T"}""");
        using var response = await server.SendAsync(HttpMethod.Get, "/threads/T");
        using var state = await server.SendAsync(HttpMethod.Get, "/threads/T/state");
        var task = (await TestServer.JsonAsync(state)).GetProperty("tasks")[0].GetProperty("id").GetString()!;
        Assert.Equal(Ticket, (await TestServer.JsonAsync(response)).GetProperty("interrupts").GetProperty(task)[0].GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("\"019c0000-0000-7000-8000-000000000001-0000000a\"", 200)]
    [InlineData("""{"configurable":{"checkpoint_id":"019c0000-0000-7000-8000-000000000001-0000000a"}}""", 200)]
    [InlineData("\"1f0\"", 404)]
    [InlineData("""{"x":1}""", 422)]
    public async Task History_takes_an_id_or_a_config(string before, int status)
    {
        await using var server = await TestServer.StartAsync();
        server.Engine.State = Waiting();
        using var response = await server.PostAsync("/threads/T/history", $$"""{"limit":5,"before":{{before}}}""");
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task An_edit_answers_with_the_new_checkpoint_under_both_names()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.PostAsync("/threads/T/state", """{"values":{"amount":7},"as_node":"plan"}""");
        var body = await TestServer.JsonAsync(response);
        const string Id = "019c0000-0000-7000-8000-000000000001-00000001";
        Assert.Equal(Id, body.GetProperty("checkpoint").GetProperty("checkpoint_id").GetString());
        Assert.Equal(Id, body.GetProperty("configurable").GetProperty("checkpoint_id").GetString());
    }

    private static ThreadState Waiting() => new(
        JsonElement.Parse("""{"amount":5}"""), ["approve"], new CheckpointRef(ScriptedEngine.RunId, 10), new CheckpointRef(ScriptedEngine.RunId, 9),
        new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
        Run = ScriptedEngine.RunId,
        Step = 1,
        Tickets = [new TicketRow(Ticket, ScriptedEngine.RunId, TicketKind.Approval, "approve#1") { Value = JsonElement.Parse("true") }],
    };
}
