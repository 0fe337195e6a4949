using Baton.Postgres.Testing;

namespace Baton.Server.Tests.Telemetry;

public sealed class TwoServersTests(TwoServers played) : IClassFixture<TwoServers>
{
    [Fact]
    public void A_request_over_two_servers_is_one_tree_without_an_orphan()
    {
        SkipWithoutPostgres();
        var root = Assert.Single(played.Spans, span => span.Parent.Length == 0 && Descendants(span).Any(below => below.Name == "start_run traced_desk"));
        var tree = played.Spans.Where(span => span.Trace == root.Trace).ToList();

        Assert.Equal("POST /threads/{threadId}/runs/wait", root.Name);
        var ids = tree.Select(span => span.Id).ToHashSet();
        Assert.All(tree.Where(span => span != root), span => Assert.True(ids.Contains(span.Parent), $"{span.Name} is an orphan."));
        Assert.True(tree.Select(span => span.Instance).Distinct().Count() == 2, string.Join("\n", tree.Select(span => $"{span.Name} on {span.Instance}")));
    }

    [Fact]
    public void The_tree_has_every_level_under_the_one_above_it()
    {
        SkipWithoutPostgres();

        Assert.Equal(
            [
                "POST /threads/{threadId}/runs/wait", "start_run traced_desk", "invoke_workflow traced_desk", "node clerk", "start_run traced_clerk",
                "invoke_workflow traced_clerk", "node answer", "invoke_agent clerk", "chat scripted",
            ],
            PathTo("chat scripted"));
        Assert.Equal("invoke_agent clerk", PathTo("execute_tool find_order")[^2]);
        Assert.Equal("node look_up", PathTo("effect records")[^2]);
        Assert.Equal("start_run traced_desk", PathTo("deliver_webhook")[^2]);
    }

    [Fact]
    public void A_later_activation_and_the_answer_that_caused_it_link_to_the_trace_that_started_the_run()
    {
        SkipWithoutPostgres();
        var start = Assert.Single(played.Spans, span => span.Name == "start_run traced_desk");
        var link = $"{start.Trace}-{start.Id}";

        var answer = Assert.Single(played.Spans, span => span.Name == "resume_run traced_desk");
        Assert.NotEqual(start.Trace, answer.Trace);
        Assert.Equal(link, Assert.Single(answer.Links));
        var last = Assert.Single(played.Spans, span => span.Name == "invoke_workflow traced_desk" && span.Tag("baton.status") == "success");
        Assert.Equal(start.Trace, last.Trace);
        Assert.Equal(link, Assert.Single(last.Links));
    }

    [Fact]
    public void Nothing_that_anybody_said_is_exported()
    {
        SkipWithoutPostgres();
        Assert.Contains(TwoServers.Said, played.AskedBody, StringComparison.Ordinal);

        Assert.DoesNotContain("zebra", played.Receiver!.Everything, StringComparison.Ordinal);
        Assert.DoesNotContain("jane", played.Receiver.Everything, StringComparison.Ordinal);
        Assert.DoesNotContain("zebra", played.Metrics, StringComparison.Ordinal);
    }

    [Fact]
    public void Spans_say_who_what_shape_and_what_cost()
    {
        SkipWithoutPostgres();
        var chat = played.Spans.Last(span => span.Name == "chat scripted");

        Assert.Equal("chat", chat.Tag("gen_ai.operation.name"));
        Assert.Equal("clerk", chat.Tag("gen_ai.agent.name"));
        Assert.Equal("scripted-1", chat.Tag("gen_ai.response.model"));
        Assert.Equal("100", chat.Tag("gen_ai.usage.input_tokens"));
        Assert.Equal("0.0006", chat.Tag("baton.cost_usd"));
        var agent = Assert.Single(played.Spans, span => span.Name == "invoke_agent clerk");
        Assert.Equal("2", agent.Tag("baton.llm_calls"));
        Assert.Equal("0.0012", agent.Tag("baton.cost_usd"));
        Assert.Contains("BTN", string.Concat(played.Spans.Where(span => span.Name == "effect records").Select(span => span.Tag("error.type"))), StringComparison.Ordinal);
        Assert.Contains(played.Spans, span => span.Name == "effect records" && span.Tag("baton.retry") == "1");
        var run = played.Spans.First(span => span.Name == "invoke_workflow traced_clerk");
        Assert.Equal("traced_clerk", run.Tag("baton.graph"));
        Assert.Equal("clerk", run.Tag("baton.pool"));
        Assert.Equal("refunds", played.Spans.First(span => span.Name == "invoke_workflow traced_desk").Tag("baton.feature"));
        Assert.Contains(played.Spans, span => span.Name == "node approve" && span.Tag("baton.approval") == "asked");
    }

    [Fact]
    public void The_response_says_where_to_look_and_the_webhook_bears_the_trace()
    {
        SkipWithoutPostgres();
        var start = Assert.Single(played.Spans, span => span.Name == "start_run traced_desk");

        Assert.Equal(start.Trace, Assert.Single(played.Asked!.Headers.GetValues("x-trace-id")));
        Assert.Contains($"/ops/runs/{start.Tag("baton.run.id")}/tree", Assert.Single(played.Asked.Headers.GetValues("Link")), StringComparison.Ordinal);
        Assert.Contains(start.Trace, Assert.Single(played.Receiver!.Webhooks), StringComparison.Ordinal);
    }

    private static void SkipWithoutPostgres() => Assert.SkipUnless(PostgresInstallation.IsPresent, PostgresInstallation.Absent);

    private List<string> PathTo(string name)
    {
        var path = new List<string>();
        for (var span = played.Spans.First(span => span.Name == name); span is not null; span = played.Spans.FirstOrDefault(other => other.Id == span.Parent))
        {
            path.Insert(0, span.Name);
        }

        return path;
    }

    private IEnumerable<ReceivedSpan> Descendants(ReceivedSpan span) => played.Spans.Where(other => other.Parent == span.Id);
}
