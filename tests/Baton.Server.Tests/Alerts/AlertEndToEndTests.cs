using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Baton.Agents.Cost;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.LedgerServer.Tracing;
using Baton.Registry;
using Baton.Server.Tests.Fixtures;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Alerts;

/// <summary>From what happens to the webhook that is told of it, and of its end.</summary>
public sealed class AlertEndToEndTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Money_that_an_agent_spends_is_told()
    {
        await using var hook = await WebhookReceiver.StartAsync();
        await using var server = await RealServer.StartAsync(
            TracedDesk.AddTo, Settings(hook, "spend", ("Agent", "clerk"), ("Above", "0.0001")));

        await AskAsync(server);

        var alert = Alert((await hook.UntilAsync(posted => posted.Count > 0))[0]);
        Assert.Equal(("rule", "spend", "firing"), (Text(alert, "rule"), Text(alert, "kind"), Text(alert, "status")));
        // One of its two calls, or both.
        Assert.InRange(alert.GetProperty("value").GetDouble(), 0.0005, 0.0013);
    }

    [Fact]
    public async Task A_circuit_that_opens_is_told_and_told_again_when_it_has_closed()
    {
        await using var hook = await WebhookReceiver.StartAsync();
        var model = new FlappingModel();
        var settings = Settings(hook, "circuit_open");
        (settings["Baton:Agents:Circuit:min_calls"], settings["Baton:Agents:Circuit:break"]) = ("2", "500ms");
        await using var server = await RealServer.StartAsync(
            baton => baton
                .AddGraph(new GraphRow(TracedDesk.Clerk, TracedDesk.ClerkPool, TracedDesk.DefineClerk))
                .AddAgents(typeof(TracedDesk).Assembly)
                .AddModel("scripted", _ => model, new ModelPrices(3, 15))
                .AddTool("find_order", (string about) => about),
            settings);

        for (var call = 0; call < 3; call++) await AskAsync(server);
        await hook.UntilAsync(posted => posted.Count == 1);
        model.IsWell = true;
        await Eventually.TrueAsync(async () =>
        {
            await AskAsync(server);
            return hook.Posted.Count > 1;
        });

        Assert.Equal(["circuit_open firing", "circuit_open resolved"], hook.Posted.Select(posted => $"{Text(Alert(posted), "kind")} {Text(Alert(posted), "status")}"));
    }

    [Fact]
    public async Task A_run_that_nobody_takes_up_is_told_and_told_again_when_it_has_gone_on()
    {
        await using var hook = await WebhookReceiver.StartAsync();
        await using var store = AlertedDesk.SharedStore();
        var settings = Settings(hook, "stuck_runs", ("Window", "00:00:01"));
        await using var desk = await AlertedDesk.StartAsync(settings, store);
        var started = new JournalEntry(1, EntryKind.RunStarted, TimeProvider.System.GetUtcNow(), "{}"u8.ToArray());
        var run = (await store.Runs.AcceptAsync(new RunAcceptance("default", Guid.CreateVersion7(), "desk", 1, "served_by_nobody", [started]) { Assistant = "desk" }, Token)).Run!;

        await hook.UntilAsync(posted => posted.Count == 1);
        var server = await store.Servers.RegisterAsync("late", TimeSpan.FromMinutes(5), Token);
        var lease = Assert.Single(await store.Runs.ClaimAsync(RunClaim.Of(server, run.Id), Token)).Lease;
        var finished = new JournalEntry(2, EntryKind.RunFinished, TimeProvider.System.GetUtcNow(), "{}"u8.ToArray());
        await store.Runs.AppendAsync(new JournalAppend(lease, [finished]) { Transition = new RunTransition(RunStatus.Success, long.MaxValue) }, Token);
        await hook.UntilAsync(posted => posted.Count == 2);

        Assert.Equal(["stuck_runs firing", "stuck_runs resolved"], hook.Posted.Select(posted => $"{Text(Alert(posted), "kind")} {Text(Alert(posted), "status")}"));
    }

    private static Dictionary<string, string?> Settings(WebhookReceiver hook, string kind, params (string Key, string Value)[] more) => AlertedDesk.Settings(
        hook.Address,
        [("Alerts:Rules:rule:Kind", kind), ("Alerts:Rules:rule:Channels:0", "ops"), ("Alerts:Rules:rule:ResolveFor", "00:00:00.2"), .. more.Select(pair => ($"Alerts:Rules:rule:{pair.Key}", pair.Value))]);

    private static async Task AskAsync(RealServer server)
    {
        using var content = new StringContent($$"""{ "assistant_id": "{{TracedDesk.Clerk}}", "input": { "text": "hello" } }""", Encoding.UTF8, "application/json");
        using var response = await server.Client.PostAsync(new Uri("/runs/wait", UriKind.Relative), content, Token);
        await response.Content.ReadAsStringAsync(Token);
    }

    private static JsonElement Alert(Posted posted) => JsonElement.Parse(posted.Body).GetProperty("alert");

    private static string? Text(JsonElement alert, string member) => alert.GetProperty(member).GetString();

    /// <summary>A model that cannot be reached until it is well.</summary>
    private sealed class FlappingModel : IChatClient
    {
        public volatile bool IsWell;

        public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            if (!IsWell) throw new HttpRequestException("The model cannot be reached.");
            yield return new ChatResponseUpdate(ChatRole.Assistant, "It is settled.") { FinishReason = ChatFinishReason.Stop };
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
