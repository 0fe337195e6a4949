using System.Diagnostics;
using System.Text.Json;
using Baton.Agents.Cost;
using Baton.Contracts;
using Baton.Engine.Runs;
using Baton.Graphs;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Benchmarks;

/// <summary>
/// What stands around one model call: a run whose only node is an agent with guardrails, policies, prices and a journal, against the same run
/// with a plain function, and against the client asked directly. The client answers at once, so what is left is Baton's.
/// </summary>
/// <remarks>One run at a time; the three take turns, so that they see the same drift of the machine.</remarks>
internal static class AgentBench
{
    private const string Message = "My invoice 4711 of 12 March is charged twice, can you look into it and tell me what to do now?";
    private const string Answer = "We see both charges of invoice 4711. The second one is taken back today; please do not pay again.";

    private const string AgentFile =
        """
        ---
        name: desk
        guardrails: [no_prompt_injection, no_pii_in_output]
        policies: { timeout: 20s, retries: 2, max_tokens: 100000, max_cost_usd: 1 }
        ---
        You are the billing specialist of a customer support desk. Answer in two to five plain sentences, in the customer's language.
        Repeat invoice numbers exactly as the customer wrote them. Never ask for a card number or a password.
        """;

    public sealed record Request(string Message);

    public sealed record State(string Message)
    {
        public string? Answer { get; init; }
    }

    public sealed record Reply(string Answer);

    public static async Task RunAsync(BenchOptions options)
    {
        var (store, count, rounds) = (options.Text("store", "sqlite"), options.Number("count", 2_000), 4);
        var agents = Directory.CreateTempSubdirectory("baton-agents-");
        await File.WriteAllTextAsync(Path.Combine(agents.FullName, "desk.md"), AgentFile);
        await using var place = BenchStore.Create(store);
        await using var other = BenchStore.Create(store);
        await using var agent = await BenchEngine.StartAsync(
            place.Store,
            Begin("bench_agent").Agent<string>("answer", agent: "desk", state => state.Message, (state, text) => state with { Answer = text }).Return(End),
            with: baton => baton.AddAgents(agents.FullName).AddModel("default", _ => new InstantClient(), new ModelPrices(1, 4)));
        await using var function = await BenchEngine.StartAsync(
            other.Store, Begin("bench_function").Function("answer", state => state with { Answer = Answer }).Return(End));
        List<double> bare = [], plain = [], whole = [];
        for (var round = -1; round < rounds; round++)
        {
            var isWarm = round >= 0;
            await TimeAsync(count / rounds, () => AskAsync(), isWarm ? bare : null);
            await TimeAsync(count / rounds, () => RunAsync(function, "bench_function"), isWarm ? plain : null);
            await TimeAsync(count / rounds, () => RunAsync(agent, "bench_agent"), isWarm ? whole : null);
        }

        agents.Delete(recursive: true);
        bare.Sort();
        plain.Sort();
        whole.Sort();
        new Report($"agent: one model call in a run, {count} runs one after another, store {store}")
            .Add("client_p50_ms", "the client asked directly, median", EngineBench.At(bare, 0.50), "ms")
            .Add("function_p50_ms", "a run with a function instead of the agent, median", EngineBench.At(plain, 0.50), "ms")
            .Add("agent_p50_ms", "a run with the agent, median", EngineBench.At(whole, 0.50), "ms")
            .Add("agent_p99_ms", "the same, 99th percentile", EngineBench.At(whole, 0.99), "ms")
            .Add("overhead_p50_ms", "around the call: agent less function and client", EngineBench.At(whole, 0.50) - EngineBench.At(plain, 0.50) - EngineBench.At(bare, 0.50), "ms")
            .Add("run_overhead_p50_ms", "the whole run around the call: agent less client", EngineBench.At(whole, 0.50) - EngineBench.At(bare, 0.50), "ms")
            .Print(options.Json);
    }

    private static GraphBuilder<Request, State, Reply> Begin(string id) =>
        Graph.Define<Request, State, Reply>(id, 1).Start(request => new State(request.Message));

    private static Reply End(State state) => new(state.Answer!);

    private static async Task TimeAsync(int count, Func<Task> work, List<double>? times)
    {
        for (var index = 0; index < count; index++)
        {
            var begun = Stopwatch.GetTimestamp();
            await work();
            times?.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }
    }

    private static async Task AskAsync()
    {
        using var client = new InstantClient();
        await foreach (var _ in client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, Message)]))
        {
        }
    }

    private static async Task RunAsync(BenchEngine engine, string graph)
    {
        var input = JsonSerializer.SerializeToElement(new Request(Message), BatonJson.Options);
        var started = await engine.Runs.StartAsync(new RunRequest(graph) { Input = input }, CancellationToken.None);
        var result = await engine.Runs.WaitAsync("default", started.Run.Id, CancellationToken.None);
        if (result.Run.Status != RunStatus.Success) throw new InvalidOperationException($"A run ended as {result.Run.Status}: {result.Error?.Message}");
    }

    /// <summary>A model that has its answer at once, in eight pieces.</summary>
    private sealed class InstantClient : IChatClient
    {
        private static readonly string[] Pieces = [.. Answer.Chunk((Answer.Length + 7) / 8).Select(piece => new string(piece))];

        public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (var piece in Pieces)
            {
                await Task.CompletedTask;
                yield return new ChatResponseUpdate(ChatRole.Assistant, piece);
            }

            yield return new ChatResponseUpdate(
                ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = 120, OutputTokenCount = 30, TotalTokenCount = 150 })]);
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
