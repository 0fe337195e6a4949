using System.Text.Json;
using Baton.Agents.Models;
using Baton.Contracts;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;
using Baton.Support.Articles;
using Baton.Support.Desk;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Baton.Systems.Tests.Support;

public sealed class DeskWaysTests
{
    [Fact]
    public async Task A_technical_answer_cites_what_was_found()
    {
        await using var host = await SupportHost.StartAsync();

        var reply = await host.AskAsync("I forgot my password and no message arrives");

        Assert.Equal("technical", reply.CurrentAgent);
        Assert.Contains("[password.md#1]", reply.Sources);
        Assert.Contains("[password.md#1]", reply.Response);
    }

    [Fact]
    public async Task Own_documents_keep_the_shipped_ones_away()
    {
        await using var host = await SupportHost.StartAsync(null, ("Articles", "false"));

        var reply = await host.AskAsync("I forgot my password and no message arrives");

        Assert.Empty(await host.Store.Search.CollectionsAsync(SupportHost.Tenant, TestContext.Current.CancellationToken));
        Assert.Empty(reply.Sources);
        Assert.Contains("forgot password", reply.Response);
    }

    [Fact]
    public void The_shipped_articles_have_titles() => Assert.All(ShippedArticles.All(), article => Assert.InRange(article.Title.Length, 5, 80));

    [Fact]
    public async Task A_retriever_and_an_analyst_that_fail_do_not_keep_the_answer_from_the_customer()
    {
        await using var host = await SupportHost.StartAsync(baton => Break(baton.Services, "technical_retriever", "technical_analyst"));

        var reply = await host.AskAsync("I forgot my password");

        Assert.Equal(("technical", CaseStatus.Resolved), (reply.CurrentAgent, reply.Status));
    }

    [Fact]
    public async Task A_specialist_that_fails_hands_the_case_up()
    {
        await using var host = await SupportHost.StartAsync(baton => Break(baton.Services, "billing"));

        var reply = await host.AskAsync("My payment failed", "case-1");

        Assert.Equal(("escalation", "agent_failed", CaseStatus.Escalated), (reply.CurrentAgent, reply.EscalationReason, reply.Status));
        Assert.Equal(["human:", "ai:escalation"], await host.SpeakersAsync("case-1"));
    }

    [Theory]
    [InlineData("hello", CaseStatus.WaitingForCustomer)]
    [InlineData("thanks", CaseStatus.Resolved)]
    public async Task Small_talk_is_answered_without_any_model(string message, CaseStatus status)
    {
        await using var host = await SupportHost.StartAsync(baton => Break(baton.Services, "triage", "general", "escalation"));

        var reply = await host.AskAsync(message);

        Assert.Equal(("desk", status), (reply.CurrentAgent, reply.Status));
    }

    [Fact]
    public async Task Thanks_do_not_reopen_a_case()
    {
        await using var host = await SupportHost.StartAsync();
        await host.AskAsync("cancel order 00123842", "case-2");

        Assert.Equal(CaseStatus.Resolved, (await host.AskAsync("thank you!", "case-2")).Status);
    }

    [Theory]
    [InlineData("Meine Zahlung ist fehlgeschlagen, bitte helfen Sie mir", "de", "billing", "Zahlung")]
    [InlineData("J'ai oublié mon mot de passe et la page ne fonctionne pas", "fr", "technical", "mot de passe")]
    [InlineData("¿Dónde está mi pedido? Todavía no ha llegado", "es", "general", "pedido")]
    public async Task A_customer_is_answered_in_their_language(string message, string language, string agent, string word)
    {
        await using var host = await SupportHost.StartAsync();

        var reply = await host.AskAsync(message, "case-" + language);
        var next = await host.AskAsync("12345", "case-" + language);

        Assert.Equal((language, agent), (reply.Language, reply.CurrentAgent));
        Assert.Contains(word, reply.Response);
        Assert.Equal(language, next.Language);
    }

    [Fact]
    public async Task A_customer_that_must_not_wait_comes_sooner()
    {
        await using var host = await SupportHost.StartAsync(null, ("Priority:Vip:0", "u1"));

        Assert.Equal(Priority.High, (await host.AskAsync("cancel order 00123842")).Priority);
    }

    [Fact]
    public async Task A_large_refund_goes_up()
    {
        await using var host = await SupportHost.StartAsync();

        var reply = await host.AskAsync("I want a refund of $900 for my order", "case-3");

        Assert.Equal(("escalation", "large_refund"), (reply.CurrentAgent, reply.EscalationReason));
    }

    [Fact]
    public async Task A_colleague_is_asked_where_the_request_is_partly_theirs()
    {
        await using var host = await SupportHost.StartAsync();

        await host.AskAsync("My payment failed and I can't access my account");

        var runs = await host.Store.Runs.QueryAsync(new RunQuery(SupportHost.Tenant) { Graph = "support_consult" }, TestContext.Current.CancellationToken);
        Assert.Equal(RunStatus.Success, Assert.Single(runs).Status);
    }

    [Fact]
    public async Task A_colleagues_run_is_for_the_same_customer_and_counts_for_the_same_user()
    {
        await using var host = await SupportHost.StartAsync();
        await host.AskAsync("My payment failed and I can't access my account", "case-1");
        await host.WaitAsync(await host.Runs.StartAsync(Asking(new { user_id = "key-7" }), TestContext.Current.CancellationToken));

        var runs = await host.Store.Runs.QueryAsync(new RunQuery(SupportHost.Tenant) { Graph = "support_consult" }, TestContext.Current.CancellationToken);
        var given = new List<string>();
        foreach (var run in runs) given.Add((await StartOf(host, run.Id)).Configuration!.Value.GetRawText());
        Assert.Equal(["""{"customer":"u1"}""", """{"user_id":"key-7"}"""], given.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_colleague_whose_answer_nobody_waits_for_stops()
    {
        using var slow = new Slow();
        await using var host = await SupportHost.StartAsync(baton =>
        {
            Remove(baton.Services, slow.Agent);
            baton.Services.AddSingleton<Rehearsal>(slow);
        });
        var asking = await host.Runs.StartAsync(Asking(null), TestContext.Current.CancellationToken);
        await slow.Asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await host.Runs.CancelAsync(SupportHost.Tenant, asking.Run.Id, "enough", rollback: false, TestContext.Current.CancellationToken);
        await host.WaitAsync(asking);
        slow.Go.Set();

        var run = Assert.Single(await host.Store.Runs.QueryAsync(new RunQuery(SupportHost.Tenant) { Graph = "support_consult" }, TestContext.Current.CancellationToken));
        Assert.Equal(RunStatus.Cancelled, (await host.Runs.WaitAsync(SupportHost.Tenant, run.Id, TestContext.Current.CancellationToken)).Run.Status);
    }

    private static RunRequest Asking(object? configuration) => new(SupportDesk.Id)
    {
        Input = JsonSerializer.SerializeToElement(new SupportRequest("u1", "My payment failed and I can't access my account"), BatonJson.Options),
        Configuration = configuration is null ? null : JsonSerializer.SerializeToElement(configuration, BatonJson.Options),
    };

    private static async Task<RunStarted> StartOf(SupportHost host, Guid run) =>
        (RunStarted)JournalCodec.Decode((await host.Services.GetRequiredService<JournalReader>().ReadAsync(run, 0, 1, TestContext.Current.CancellationToken))[0]);

    private static void Break(IServiceCollection services, params string[] agents)
    {
        foreach (var agent in agents)
        {
            if (Remove(services, agent)) services.AddSingleton<Rehearsal>(new Broken(agent));
        }
    }

    private static bool Remove(IServiceCollection services, string agent)
    {
        var found = services.FirstOrDefault(service =>
            service.ServiceType == typeof(Rehearsal) && service.ImplementationType is { } type && ((Rehearsal)Activator.CreateInstance(type)!).Agent == agent);
        return found is not null && services.Remove(found);
    }

    /// <summary>A model that answers once it may.</summary>
    private sealed class Slow : Rehearsal, IDisposable
    {
        public override string Agent => "technical";

        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ManualResetEventSlim Go { get; } = new();

        public override RehearsalReply Reply(RehearsalRequest request)
        {
            Asked.TrySetResult();
            Go.Wait(TimeSpan.FromSeconds(30));
            return RehearsalReply.Say("Reset it.");
        }

        public void Dispose() => Go.Dispose();
    }

    /// <summary>A model that cannot be had.</summary>
    private sealed class Broken(string agent) : Rehearsal
    {
        public override string Agent => agent;

        public override RehearsalReply Reply(RehearsalRequest request) => throw new PermanentException("The model is gone.");
    }
}
