using Baton.Agents.Context;
using Baton.Agents.Cost;
using Baton.Agents.Cost.Kill;
using Baton.Engine.Stores;
using Baton.Graphs;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Baton.Agents.Knowledge.Embeddings;

/// <summary>
/// A generator whose calls are let through and accounted like those of models: within a tool's call they are its run's, elsewhere nobody's.
/// </summary>
/// <remarks>Safe for concurrent use where the generator is.</remarks>
internal sealed partial class GatedEmbeddings(
    IEmbeddingGenerator<string, Embedding<float>> inner, ModelPrices? prices, CallGate gate, IStore? store, TimeProvider time, ILogger<GatedEmbeddings> log)
    : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner)
{
    /// <summary>What counts for a call of no agent.</summary>
    public const string Agent = "knowledge";

    private const string Tenant = "baton.tenant";
    private const string Unnamed = "embeddings";

    /// <summary>The name in the accounts, and for limits: the model's own.</summary>
    private string Model { get; } = (inner.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata)?.DefaultModelId ?? Unnamed;

    /// <summary>Says for which tenant is called, where no run is.</summary>
    public static EmbeddingGenerationOptions For(string tenant) => new() { AdditionalProperties = new() { [Tenant] = tenant } };

    public override async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var texts = values.ToList();
        var caller = EmbeddingCaller.Present;
        var estimate = texts.Sum(text => TokenCount.AtMost(text) + TokenCount.PerPiece);
        var (tenant, wanted) = Split(options);
        var wish = new CallWish(
            new CallPlace(caller?.Run.Tenant ?? tenant, caller?.Run.GraphId ?? CostRow.Uncategorized, caller?.Agent ?? Agent, Model), caller?.Key ?? "",
            () => Cost(estimate))
        { Prices = prices, User = caller?.User };
        return await gate.PassAsync(wish, token => CallAsync(wish, caller, texts, estimate, wanted, token), cancellationToken);
    }

    private async ValueTask<(GeneratedEmbeddings<Embedding<float>> Result, CallCost Cost)> CallAsync(
        CallWish wish, EmbeddingCaller? caller, List<string> texts, long estimate, EmbeddingGenerationOptions? options, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        CallCost? cost = null;
        try
        {
            var made = await base.GenerateAsync(texts, options, cancellation);
            cost = Cost(made.Usage?.InputTokenCount ?? made.Usage?.TotalTokenCount ?? estimate);
            return (made, cost);
        }
        finally
        {
            var usage = new CallUsage(wish.Place.Agent, Model) { InputTokens = cost?.Tokens ?? 0, CostUsd = cost is null ? 0 : cost.CostUsd, Latency = time.GetElapsedTime(began) };
            if (caller is not null) caller.Spend(usage);
            else await AccountAsync(wish.Place.Tenant, usage, failed: cost is null);
        }
    }

    private async ValueTask AccountAsync(string tenant, CallUsage usage, bool failed)
    {
        if (store is null) return;
        try
        {
            await store.Costs.AddAsync([CostRow.OfNoRun(tenant, usage, failed)], CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogNotAccounted(exception);
        }
    }

    private CallCost Cost(long tokens) => new(tokens, new TokenUsage(tokens, 0, 0, 0).CostAt(prices));

    /// <summary>The tenant is for us and not for the wire.</summary>
    private static (string Tenant, EmbeddingGenerationOptions? Options) Split(EmbeddingGenerationOptions? options)
    {
        if (options?.AdditionalProperties?.GetValueOrDefault(Tenant) is not string tenant) return ("default", options);
        var rest = options.Clone();
        rest.AdditionalProperties!.Remove(Tenant);
        return (tenant, rest);
    }

    [LoggerMessage(EventId = 680, Level = LogLevel.Error, Message = "What an embedding cost could not be added to the accounts.")]
    private partial void LogNotAccounted(Exception exception);
}
