using Baton.Agents.Models;
using Baton.Errors;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Agents;

/// <summary>Model clients used as plain chat clients, whole answers included.</summary>
public sealed class ModelClientTests
{
    private const string OpenAIAnswer =
        """{"id":"c1","object":"chat.completion","created":1,"model":"m-wire","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":"Let me see.","tool_calls":[{"id":"t1","type":"function","function":{"name":"look_up","arguments":"{\"id\":\"a\"}"}}]}}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}""";

    private const string AnthropicAnswer =
        """{"id":"m1","type":"message","role":"assistant","model":"m-wire","content":[{"type":"text","text":"Let me see."},{"type":"tool_use","id":"t1","name":"look_up","input":{"id":"a"}}],"stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":5}}""";

    [Theory]
    [InlineData("openai", OpenAIAnswer)]
    [InlineData("anthropic", AnthropicAnswer)]
    public async Task A_whole_answer_has_text_tool_calls_and_usage(string provider, string body)
    {
        await using var server = await WireServer.StartAsync();
        server.NextStatus(200, body);
        using var host = Host(provider, server);

        var response = await Client(host).GetResponseAsync([new(ChatRole.User, "hi")], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("Let me see.", response.Text);
        Assert.Equal("m-wire", response.ModelId);
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
        Assert.Equal((10L, 5L), (response.Usage!.InputTokenCount!.Value, response.Usage.OutputTokenCount!.Value));
        var call = Assert.Single(response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>());
        Assert.Equal(("t1", "look_up", "a"), (call.CallId, call.Name, call.Arguments!["id"]!.ToString()));
    }

    [Theory]
    [InlineData("openai", "data: {\"error\":{\"message\":\"secret\",\"code\":\"server_error\"}}")]
    [InlineData("anthropic", "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"secret\"}}")]
    public async Task An_error_in_the_middle_of_a_stream_may_pass(string provider, string line)
    {
        await using var server = await WireServer.StartAsync();
        server.NextStream([line]);
        using var host = Host(provider, server);

        var exception = await Assert.ThrowsAsync<TransientException>(async () =>
        {
            await foreach (var update in Client(host).GetStreamingResponseAsync([new(ChatRole.User, "hi")], cancellationToken: TestContext.Current.CancellationToken))
            {
                Assert.Empty(update.Text);
            }
        });

        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_malformed_whole_answer_may_pass()
    {
        await using var server = await WireServer.StartAsync();
        server.NextStatus(200, "{\"id\":").NextStatus(200, "{}");
        using var host = Host("openai", server);

        await Assert.ThrowsAsync<TransientException>(() => Client(host).GetResponseAsync([new(ChatRole.User, "hi")], cancellationToken: TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<TransientException>(() => Client(host).GetResponseAsync([new(ChatRole.User, "hi")], cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_check_says_whether_a_provider_answers_and_why_not()
    {
        await using var server = await WireServer.StartAsync();
        server.NextStatus(200, OpenAIAnswer).NextStatus(401, "{}");
        using var host = Host("openai", server);
        var model = host.Services.GetRequiredService<ModelCatalog>().Find("default")!;
        var check = host.Services.GetRequiredService<ModelCheck>();

        Assert.True((await check.CheckAsync(model, TestContext.Current.CancellationToken)).Ok);
        var refused = await check.CheckAsync(model, TestContext.Current.CancellationToken);
        Assert.False(refused.Ok);
        Assert.Contains("HTTP 401", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_of_an_offline_model_names_the_agents_without_a_rehearsal()
    {
        using var host = new AgentHost().Agent("a").Agent("b").With(baton =>
            baton.Services.AddSingleton<Rehearsal>(new Script("a", _ => RehearsalReply.Say(""))));
        var model = host.Services.GetRequiredService<ModelCatalog>().Find("default")!;

        var health = await host.Services.GetRequiredService<ModelCheck>().CheckAsync(model, TestContext.Current.CancellationToken);

        Assert.Equal(new ModelHealth("default", false, "offline: no rehearsal plays b.", TimeSpan.Zero), health);
    }

    [Fact]
    public async Task A_rehearsal_is_marked_as_one_and_keeps_its_white_space()
    {
        using var host = new AgentHost().Agent("a").With(baton =>
            baton.Services.AddSingleton<Rehearsal>(new Script("a", _ => RehearsalReply.Say("  one\n\ntwo  three "))));
        var options = new ChatOptions { AdditionalProperties = new() { [OfflineChatClient.AgentKey] = "a" } };

        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in Client(host).GetStreamingResponseAsync([new(ChatRole.User, "hi")], options, TestContext.Current.CancellationToken)) updates.Add(update);

        Assert.Equal(["  ", "one\n\n", "two  ", "three "], updates.Select(update => update.Text).Where(text => text.Length > 0));
        Assert.All(updates, update => Assert.Equal("offline rehearsal", update.ModelId));
        Assert.All(updates, update => Assert.Equal(true, update.AdditionalProperties!["offline rehearsal"]));
    }

    [Fact]
    public async Task A_client_made_in_code_is_a_model_like_any_other()
    {
        using var host = new AgentHost().Agent("a", "model: own")
            .With(baton => baton.AddModel("own", _ => new Echo(), new Baton.Agents.Cost.ModelPrices(1_000_000m, 0)));
        var context = new RecordingContext();

        Assert.Equal("echo: hi", await host.RunAsync("a", "hi", context));
        Assert.Equal(3m, context.Effects["model:1"].Result.GetProperty("cost_usd").GetDecimal());
        Assert.Equal("custom", context.Effects["model:1"].Result.GetProperty("provider").GetString());
    }

    private static AgentHost Host(string provider, WireServer server) => new AgentHost()
        .Set("default:provider", provider).Set("default:model", "m").Set("default:api_key", "k")
        .Set("default:base_url", server.Address + (provider == "openai" ? "/v1" : ""));

    private static IChatClient Client(AgentHost host) =>
        host.Services.GetRequiredService<ModelClients>().Get(host.Services.GetRequiredService<ModelCatalog>().Find("default")!);

    private sealed class Echo : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, $"echo: {messages.Last().Text}")));

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates()) yield return update;
            yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = 3 })]);
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose() { }
    }
}
