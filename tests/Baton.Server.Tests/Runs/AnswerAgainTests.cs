using System.Net;
using System.Text.Json;
using Baton.Server.Tests.Fixtures;

namespace Baton.Server.Tests.Runs;

/// <summary>Answers that come again through the run API, while another question of the run is open.</summary>
public sealed class AnswerAgainTests : IAsyncLifetime
{
    private RealServer _server = null!;
    private string _left = "";
    private string _right = "";

    public async ValueTask InitializeAsync()
    {
        _server = await RealServer.StartAsync(baton =>
        {
            foreach (var graph in ConformanceGraphs.All) baton.AddGraph(graph);
        });
        await SendAsync("/threads", """{"thread_id":"t"}""");
        var (_, asked) = await SendAsync("/threads/t/runs/wait", """{"assistant_id":"two_approvals","input":{"amount":1}}""");
        (_left, _right) = (Id(asked, "left?"), Id(asked, "right?"));
        await ResumeAsync($$$"""{"{{{_left}}}":"l"}""");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_same_again_is_answered_with_the_question_that_is_open()
    {
        var (status, body) = await ResumeAsync($$$"""{"{{{_left}}}":"l"}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(_right, Id(body, "right?"));
    }

    [Fact]
    public async Task The_same_again_with_a_new_one_completes_the_run()
    {
        var (status, body) = await ResumeAsync($$$"""{"{{{_left}}}":"l","{{{_right}}}":"r"}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(("l", "r"), (body.GetProperty("left").GetString(), body.GetProperty("right").GetString()));
    }

    [Fact]
    public async Task Another_value_is_a_conflict_and_takes_nothing()
    {
        var (status, body) = await ResumeAsync($$$"""{"{{{_right}}}":"r","{{{_left}}}":"other"}""");

        Assert.Equal((HttpStatusCode.Conflict, "BTN3006"), (status, body.GetProperty("code").GetString()));
        Assert.Equal(_right, Id((await ResumeAsync($$$"""{"{{{_left}}}":"l"}""")).Body, "right?"));
    }

    [Fact]
    public async Task An_unknown_question_is_not_found()
    {
        var (status, body) = await ResumeAsync($$$"""{"{{{new string('0', 32)}}}":"l"}""");

        Assert.Equal((HttpStatusCode.NotFound, "BTN3005"), (status, body.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task An_answer_of_the_wrong_type_is_refused()
    {
        var (status, body) = await ResumeAsync($$$"""{"{{{_right}}}":{"value":5}}""");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "BTN3014"), (status, body.GetProperty("code").GetString()));
    }

    private static string Id(JsonElement body, string question) => body.GetProperty("__interrupt__").EnumerateArray()
        .Single(interrupt => interrupt.GetProperty("value").GetString() == question).GetProperty("id").GetString()!;

    private Task<(HttpStatusCode Status, JsonElement Body)> ResumeAsync(string map) =>
        SendAsync("/threads/t/runs/wait", $$$"""{"assistant_id":"two_approvals","command":{"resume":{{{map}}}}}""");

    private async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(string path, string body)
    {
        using var response = await _server.Client.PostAsync(path, new StringContent(body), TestContext.Current.CancellationToken);
        return (response.StatusCode, await TestServer.JsonAsync(response));
    }
}
