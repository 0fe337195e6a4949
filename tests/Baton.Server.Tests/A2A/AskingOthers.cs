using System.Collections.Immutable;
using Baton.Graphs;
using Baton.Server.Tests.Fixtures;
using Baton.Server.Tests.Security;

namespace Baton.Server.Tests.A2A;

/// <summary>A server with keys, and a graph that asks the server's people while it hears whoever writes to it.</summary>
internal sealed class AskingOthers : IAsyncDisposable
{
    public const string Id = "counter";
    public const string Secret = "refund 40, if you must";

    private readonly List<HttpClient> _clients = [];

    private AskingOthers(RealServer server) => Server = server;

    public RealServer Server { get; }

    public static async Task<AskingOthers> StartAsync()
    {
        var settings = new Dictionary<string, string?> { ["Baton:Engine:AllowPrivateWebhooks"] = "true" };
        foreach (var (index, role) in new[] { "viewer", "client", "operator" }.Index())
        {
            settings[$"Baton:ApiKeys:{index}:Name"] = $"{role}-key";
            settings[$"Baton:ApiKeys:{index}:Sha256"] = ApiKeyTests.Sha256(role);
            settings[$"Baton:ApiKeys:{index}:Roles:0"] = role;
        }

        return new AskingOthers(await RealServer.StartAsync(baton => baton.AddGraph(Define()).AddGraph(TckAgent.Define()), settings));
    }

    /// <summary>A client with the key of a role.</summary>
    public A2AClient As(string role, string assistant = Id, string binding = A2AClient.Rest) => new(Http(role), binding, assistant);

    /// <summary>What a role reads of a task's receivers, as it comes.</summary>
    public async Task<string> TextAsync(string role, string binding, string method, string task, string config)
    {
        var body = $$"""{"jsonrpc": "2.0", "id": "1", "method": "{{method}}", "params": {"taskId": "{{task}}", "id": "{{config}}" } }""";
        using var request = binding == A2AClient.Rest
            ? new HttpRequestMessage(HttpMethod.Get, $"/a2a/{Id}/tasks/{task}/pushNotificationConfigs/{config}".TrimEnd('/'))
            : new HttpRequestMessage(HttpMethod.Post, $"/a2a/{Id}") { Content = new StringContent(body) };
        request.Headers.Add("A2A-Version", "1.0");
        using var response = await Http(role).SendAsync(request, TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>A plain client with the key of a role.</summary>
    public HttpClient Http(string role)
    {
        var http = new HttpClient { BaseAddress = new Uri(Server.Address) };
        http.DefaultRequestHeaders.Add("x-api-key", role);
        _clients.Add(http);
        return http;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        await Server.DisposeAsync();
    }

    private static GraphDefinition Define() => Graph
        .Define<Said, Heard, Said>(Id, version: 1)
        .WhileWaiting(WhileWaiting.Deliver)
        .Start(input => new Heard([input.Text]))
        .Continue((state, input) => new Heard(state.Lines.Add(input.Text)))
        .Chat(text => new Said(text), output => output.Text)
        .Function("person", async (state, context) =>
        {
            var answer = await context.AskAsync<string>(new Question("draft", Secret));
            return new Heard([.. state.Lines, .. context.TakeDelivered().Select(input => input.GetProperty("text").GetString()!), answer]);
        })
        .Return(state => new Said(string.Join(", ", state.Lines)));

    internal sealed record Said(string Text);

    internal sealed record Heard(ImmutableList<string> Lines);
}
