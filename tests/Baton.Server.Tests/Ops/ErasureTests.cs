using Baton.Engine.Analytics;
using Baton.Engine.Messages;
using Baton.Engine.Stores;
using Baton.Graphs;
using Baton.Server.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Ops;

/// <summary>What is to be erased is erased, if not at once then by asking again.</summary>
public sealed class ErasureTests
{
    public sealed record Said(string Text);

    public sealed record State(string Text);

    public sealed record Reply(string Text);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static GraphDefinition Desk => Graph
        .Define<Said, State, Reply>("case_desk", 1)
        .Start(said => new State(said.Text))
        .Continue((state, said) => state with { Text = said.Text })
        .Function("answer", state => state)
        .Case(_ => new CaseFacts(CaseStatus.Resolved) { Customer = "C-1", Turns = 1 })
        .Return(state => new Reply(state.Text));

    [Fact]
    public async Task An_erasure_that_broke_off_is_made_good_by_the_next()
    {
        await using var server = await StartAsync();
        await SpeakAsync(server);

        using var broken = await SendAsync(server, HttpMethod.Delete, "/ops/memory/C-1");
        using var again = await SendAsync(server, HttpMethod.Delete, "/ops/memory/C-1");

        Assert.Equal((500, 200), ((int)broken.StatusCode, (int)again.StatusCode));
        Assert.Null(Assert.Single(await FeedbackAsync(server)).Comment);
        Assert.Null((await server.Services.GetRequiredService<IStore>().Cases.FindAsync("default", "a", Token))!.Facts.Customer);
    }

    [Fact]
    public async Task What_was_said_on_a_customers_thread_is_erased_where_no_run_names_the_customer()
    {
        await using var server = await StartAsync();
        await SpeakAsync(server);
        var log = server.Services.GetRequiredService<MessageLog>();
        await UntilAsync(async () => (await log.FindAsync(new("default") { Thread = "a" }, Token)).Count == 2);

        using var broken = await SendAsync(server, HttpMethod.Delete, "/ops/memory/C-1");
        using var again = await SendAsync(server, HttpMethod.Delete, "/ops/memory/C-1");

        Assert.Equal(2, (await TestServer.JsonAsync(again)).GetProperty("messages").GetInt32());
        Assert.Empty(await log.FindAsync(new("default") { Thread = "a" }, Token));
    }

    [Fact]
    public async Task A_threads_removal_that_broke_off_is_made_good_by_the_next()
    {
        await using var server = await StartAsync();
        await SpeakAsync(server);

        using var broken = await SendAsync(server, HttpMethod.Delete, "/threads/a");
        using var again = await SendAsync(server, HttpMethod.Delete, "/threads/a");

        Assert.Equal((500, 204), ((int)broken.StatusCode, (int)again.StatusCode));
        Assert.Empty(await FeedbackAsync(server));
    }

    /// <summary>A server whose feedback breaks off the first time it is to be erased.</summary>
    private static Task<RealServer> StartAsync() => RealServer.StartAsync(baton =>
    {
        baton.AddGraph(Desk);
        var present = baton.Services.Single(service => service.ServiceType == typeof(IFeedback));
        baton.Services.AddSingleton<IFeedback>(services => new BrokenOnce((IFeedback)ActivatorUtilities.CreateInstance(services, present.ImplementationType!)));
    });

    private static async Task SpeakAsync(RealServer server)
    {
        using var made = await SendAsync(server, HttpMethod.Post, "/threads", """{"thread_id":"a"}""");
        using var run = await SendAsync(server, HttpMethod.Post, "/threads/a/runs/wait", """{"assistant_id":"case_desk","input":{"text":"hello"} }""");
        using var kept = await SendAsync(server, HttpMethod.Post, "/ops/feedback", """{"thread_id":"a","key":"csat","score":5,"comment":"SECRET"}""");
        Assert.Equal((200, 200), ((int)run.StatusCode, (int)kept.StatusCode));
    }

    private static ValueTask<IReadOnlyList<Feedback>> FeedbackAsync(RealServer server) =>
        server.Services.GetRequiredService<IFeedback>().ListAsync("default", "a", null, 0, 10, Token);

    private static async Task<HttpResponseMessage> SendAsync(RealServer server, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null) request.Content = new StringContent(body);
        return await server.Client.SendAsync(request, Token);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TestServer.Patience);
        while (!await condition()) await Task.Delay(TimeSpan.FromMilliseconds(10), limit.Token);
    }

    private sealed class BrokenOnce(IFeedback feedback) : IFeedback
    {
        private int _broken;

        public ValueTask<Feedback> AddAsync(FeedbackWish wish, CancellationToken cancellationToken) => feedback.AddAsync(wish, cancellationToken);

        public ValueTask<IReadOnlyList<Feedback>> ListAsync(string tenant, string? thread, Guid? run, int offset, int limit, CancellationToken cancellationToken) =>
            feedback.ListAsync(tenant, thread, run, offset, limit, cancellationToken);

        public ValueTask<IReadOnlyList<FeedbackSum>> SumsAsync(string tenant, DateOnly from, DateOnly to, string? graph, CancellationToken cancellationToken) =>
            feedback.SumsAsync(tenant, from, to, graph, cancellationToken);

        public ValueTask EraseAsync(string tenant, string thread, CancellationToken cancellationToken)
        {
            Break();
            return feedback.EraseAsync(tenant, thread, cancellationToken);
        }

        public ValueTask RemoveAsync(string tenant, string thread, CancellationToken cancellationToken)
        {
            Break();
            return feedback.RemoveAsync(tenant, thread, cancellationToken);
        }

        private void Break()
        {
            if (Interlocked.Exchange(ref _broken, 1) == 0) throw new IOException("The store is gone.");
        }
    }
}
