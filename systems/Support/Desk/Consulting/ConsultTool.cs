using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Agents.Tools;
using Baton.Contracts;
using Baton.Engine.Costs;
using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Support.Desk.Consulting;

/// <summary>
/// The tool by which an agent asks another. Bounded: who is asked cannot ask on, and how often one visit may ask is a ceiling in the agent's file
/// (<c>max_tool_calls</c>).
/// </summary>
internal static class ConsultTool
{
    public const string Name = "consult_colleague";

    private const int LongestQuestion = 2000;

    /// <summary>Adds the tool and its graph.</summary>
    public static BatonBuilder AddConsulting(this BatonBuilder baton)
    {
        baton.Services.AddSingleton(ConsultGraph.Row);
        return baton.AddTool(Name, AskAsync, new ToolOptions { Timeout = TimeSpan.FromSeconds(30) });
    }

    [Description("Asks a colleague of the desk, where a part of the request is theirs: 'technical', 'billing' or 'general'. They see your question and nothing else.")]
    private static async Task<string> AskAsync(
        [Description("'technical', 'billing' or 'general'.")] string colleague, [Description("The question, with all that is needed to answer it.")] string question,
        RunInfo run, EffectCall call, IRuns runs, IStore store)
    {
        if (run.GraphId == ConsultGraph.Id) throw new PermanentException("You are asked yourself: answer from what you know.");
        if (!ConsultGraph.Colleagues.Contains(colleague, StringComparer.Ordinal)) throw new PermanentException($"Ask one of {string.Join(", ", ConsultGraph.Colleagues)}.");
        if (question.Length is 0 or > LongestQuestion) throw new PermanentException($"Ask in 1 to {LongestQuestion} characters.");
        var started = await runs.StartAsync(
            new RunRequest(ConsultGraph.Id)
            {
                Tenant = run.Tenant,
                Input = JsonSerializer.SerializeToElement(new ConsultQuestion(colleague, question), BatonJson.Options),
                Metadata = JsonSerializer.SerializeToElement(new { asked_by = run.RunId }, BatonJson.Options),

                // It is the same customer's: it counts for whom the asking run counts, and goes with what is erased of them.
                Configuration = await ConfigurationAsync(run, store, call.Cancellation),

                // The same for every try and after a crash: one question is one run.
                IdempotencyKey = $"consult/{call.Key}",
            },
            call.Cancellation);
        var result = await WaitAsync(runs, started, call.Cancellation);
        return result.Run.Status == RunStatus.Success
            ? result.Output!.Value.Deserialize<ConsultAnswer>(BatonJson.Options)!.Answer
            : throw new PermanentException("The colleague gave no answer. Go on without it.");
    }

    private static async Task<JsonElement?> ConfigurationAsync(RunInfo run, IStore store, CancellationToken cancellation)
    {
        var given = CostLabels.Inherited(run);
        if (CostLabels.Of(run).User is not null || run.ThreadId is not { } thread) return given;
        if ((await store.Cases.FindAsync(run.Tenant, thread, cancellation))?.Facts.Customer is not { } customer) return given;
        var merged = given is { ValueKind: JsonValueKind.Object } members ? JsonObject.Create(members.Clone())! : [];
        merged.TryAdd("customer", customer);
        return JsonSerializer.SerializeToElement(merged, BatonJson.Options);
    }

    /// <summary>An answer that nobody waits for any more is not worth its cost.</summary>
    private static async Task<RunResult> WaitAsync(IRuns runs, StartedRun started, CancellationToken cancellation)
    {
        try
        {
            return await runs.WaitAsync(started.Run.Tenant, started.Run.Id, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await runs.CancelAsync(started.Run.Tenant, started.Run.Id, "Whoever asked does not wait any more.", rollback: false, CancellationToken.None);
            throw;
        }
    }
}
