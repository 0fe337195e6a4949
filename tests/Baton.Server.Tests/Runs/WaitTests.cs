using System.Text;
using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Testing;
using Baton.Server.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Baton.Server.Tests.Runs;

public sealed class WaitTests
{
    private const string Hello = """{"assistant_id":"echo","input":{"text":"hi"}}""";

    [Fact]
    public async Task Wait_answers_with_the_output_and_names_the_run()
    {
        await using var server = await TestServer.StartAsync();
        server.Engine.Succeed("""{"reply":"hi"}""");
        using var response = await server.PostAsync("/runs/wait", Hello);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal($"/runs/{ScriptedEngine.RunId}", response.Content.Headers.ContentLocation?.ToString());
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("hi", (await TestServer.JsonAsync(response)).GetProperty("reply").GetString());
    }

    [Fact]
    public async Task Wait_on_a_thread_names_thread_and_run()
    {
        await using var server = await TestServer.StartAsync();
        server.Engine.Succeed("{}");
        using var response = await server.PostAsync("/threads/CALL-001/runs/wait", Hello);
        Assert.Equal($"/threads/CALL-001/runs/{ScriptedEngine.RunId}", response.Content.Headers.ContentLocation?.ToString());
    }

    [Fact]
    public async Task Wait_sends_headers_at_once_and_blank_lines_until_the_run_has_ended()
    {
        await using var server = await TestServer.StartAsync(new Dictionary<string, string?> { ["Baton:KeepAlive"] = "00:00:00.010" });
        using var response = await server.PostAsync("/runs/wait", Hello);
        Assert.Equal($"/runs/{ScriptedEngine.RunId}", response.Content.Headers.ContentLocation?.ToString());
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var blanks = new byte[3];
        await body.ReadExactlyAsync(blanks, TestContext.Current.CancellationToken);
        Assert.Equal("\n\n\n", Encoding.UTF8.GetString(blanks));
        server.Engine.Succeed("""{"reply":"late"}""");
        using var reader = new StreamReader(body);
        var rest = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Equal("""{"reply":"late"}""", rest.TrimStart('\n'));
    }

    [Fact]
    public async Task A_run_that_does_not_begin_yet_gets_its_headers_without_waiting_for_any_clock()
    {
        await using var server = await TestServer.StartAsync(configure: baton => baton.Services.AddSingleton<TimeProvider>(new FakeTime()));
        server.Engine.Accepted = RunStatus.Pending;
        using var response = await server.PostAsync("/runs/wait", Hello);
        Assert.Equal($"/runs/{ScriptedEngine.RunId}", response.Content.Headers.ContentLocation?.ToString());
        server.Engine.Succeed("{}");
        Assert.Equal(JsonValueKind.Object, (await TestServer.JsonAsync(response)).ValueKind);
    }

    [Fact]
    public async Task A_waiting_run_answers_with_state_and_interrupts()
    {
        await using var server = await TestServer.StartAsync();
        var row = ScriptedEngine.Row(RunStatus.Waiting);
        server.Engine.Result.SetResult(new RunResult(row)
        {
            State = JsonElement.Parse("""{"amount":5,"note":"__interrupt__"}"""),
            Tickets =
            [
                new TicketRow("45fda8478b2ef754419799e10992af06", row.Id, TicketKind.Approval, "approve#1")
                {
                    Value = JsonElement.Parse("""{"question":"approve?"}"""),
                },
                new TicketRow("00000000000000000000000000000000", row.Id, TicketKind.Breakpoint, "plan#1"),
            ],
        });
        using var response = await server.PostAsync("/runs/wait", Hello);
        var body = await TestServer.JsonAsync(response);
        Assert.Equal(5, body.GetProperty("amount").GetInt32());
        Assert.Equal("__interrupt__", body.GetProperty("note").GetString());
        var interrupt = Assert.Single(body.GetProperty("__interrupt__").EnumerateArray());
        Assert.Equal("45fda8478b2ef754419799e10992af06", interrupt.GetProperty("id").GetString());
        Assert.Equal("approve?", interrupt.GetProperty("value").GetProperty("question").GetString());
    }

    [Fact]
    public async Task State_text_that_looks_like_an_interrupt_is_left_alone()
    {
        await using var server = await TestServer.StartAsync();
        server.Engine.Succeed("""{"reply":"about \"__interrupt__\" and __error__"}""");
        using var response = await server.PostAsync("/runs/wait", Hello);
        Assert.Equal("""about "__interrupt__" and __error__""", (await TestServer.JsonAsync(response)).GetProperty("reply").GetString());
    }

    [Fact]
    public async Task A_failed_run_answers_200_with_its_error()
    {
        await using var server = await TestServer.StartAsync();
        server.Engine.Result.SetResult(new RunResult(ScriptedEngine.Row(RunStatus.Error))
        {
            Error = new ErrorBody("BTN2003", "InvalidOperationException", "boom"),
        });
        using var response = await server.PostAsync("/runs/wait", Hello);
        Assert.Equal(200, (int)response.StatusCode);
        var error = (await TestServer.JsonAsync(response)).GetProperty("__error__");
        Assert.Equal("InvalidOperationException", error.GetProperty("error").GetString());
        Assert.Equal("boom", error.GetProperty("message").GetString());
        Assert.Equal("BTN2003", error.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_cancelled_run_answers_with_the_state_it_kept()
    {
        await using var server = await TestServer.StartAsync();
        server.Engine.Result.SetResult(new RunResult(ScriptedEngine.Row(RunStatus.Cancelled)) { State = JsonElement.Parse("""{"done":2}""") });
        using var response = await server.PostAsync("/runs/wait", Hello);
        Assert.Equal(2, (await TestServer.JsonAsync(response)).GetProperty("done").GetInt32());
    }

    [Theory]
    [InlineData("/runs/wait")]
    [InlineData("/runs/stream")]
    public async Task A_client_that_goes_cancels_the_run_where_it_asked_for_that(string path)
    {
        await using var server = await TestServer.StartAsync();
        using (await server.PostAsync(path, """{"assistant_id":"echo","input":{},"on_disconnect":"cancel"}"""))
        {
            Assert.Empty(server.Engine.Cancelled);
        }

        await server.Engine.CancelSeen.Task.WaitAsync(TestServer.Patience, TestContext.Current.CancellationToken);
        Assert.Equal((ScriptedEngine.RunId, "The client disconnected.", false), Assert.Single(server.Engine.Cancelled));
    }

    [Theory]
    [InlineData("/runs/wait")]
    [InlineData("/runs/stream")]
    public async Task A_server_that_stops_ends_the_response_but_not_the_run(string path)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.PostAsync(path, """{"assistant_id":"echo","input":{},"on_disconnect":"cancel"}""");
        server.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        var reading = response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var exception = await Record.ExceptionAsync(() => reading.WaitAsync(TestServer.Patience, TestContext.Current.CancellationToken));
        Assert.True(exception is null or HttpRequestException or HttpIOException, $"{exception}");
        await server.StopAsync();
        Assert.Empty(server.Engine.Cancelled);
    }

    [Fact]
    public async Task A_failure_after_the_headers_is_told_in_the_body()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.PostAsync("/runs/wait", Hello);
        server.Engine.Result.SetException(new Errors.BatonException(Errors.ErrorCodes.StoreUnavailable, "The store is gone."));
        Assert.Equal("BTN4004", (await TestServer.JsonAsync(response)).GetProperty("__error__").GetProperty("code").GetString());
    }
}
