using Baton.Agents.Loop;
using Baton.Agents.Memory;
using Baton.Agents.Prompts;
using Baton.Contracts;
using Baton.Errors;

namespace Baton.Agents.Context;

/// <summary>
/// Puts together what a call sends: what is known of the customer, and of the conversation what fits the agent's window. Called before every model call of every agent; a conversation that is surely shorter costs
/// nothing. What is decided and what messages are condensed to is recorded, so a visit follows from its journal, and the thread's next turn
/// goes on from there.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ContextWindows(TokenRates rates, DigestIndex digests, Compressor compressor, MemoryReader memory)
{
    /// <summary>How many times a compression agent is asked for one call; what is longer still is cut.</summary>
    private const int MostChunks = 16;

    /// <summary>Tokens that a compression agent is given at once: as many as the window holds, within these.</summary>
    private const int LeastChunk = 1_000;
    private const int MostChunk = 6_000;

    private const double SummaryShare = 0.4;

    /// <exception cref="BatonException">What must be sent does not fit.</exception>
    public async ValueTask FitAsync(AgentVisit visit)
    {
        await memory.ReadAsync(visit);
        if (visit.InputLimit is not { } limit) return;
        var eachStep = visit.Agent.Context?.Compress == ContextCompression.EachStep && visit.Window is null;
        if (visit.Window is null && !eachStep && visit.Whole().Sum(piece => TokenCount.Never(piece) + TokenCount.PerPiece) <= limit) return;
        var window = visit.Window ??= await BeginAsync(visit, limit);
        if (window.Model != visit.Model.Name) await FollowAsync(visit, window, limit);
        var conversation = visit.Conversation;
        var plan = await visit.Context.RecordAsync("context.plan", _ => ValueTask.FromResult(Decide(visit, window, eachStep)));
        window.LookedAt = conversation.Count;
        if (plan.Cover > window.Digest.Covered) await CompressAsync(visit, window, plan);
        visit.Send(window.View(conversation, plan), plan);
    }

    /// <summary>Learns from what a provider reports.</summary>
    public void Learn(AgentVisit visit, ModelAnswer answer)
    {
        if (visit.InputLimit is null || answer.Rehearsal || answer.Usage.InputTokens == 0) return;
        var rate = rates.Of(visit.Model);
        rates.Learn(visit.Model, visit.Sent().Sum(piece => (long)rate.Tokens(piece) + TokenCount.PerPiece), answer.Usage.InputTokens);
    }

    private async ValueTask<ConversationWindow> BeginAsync(AgentVisit visit, int limit)
    {
        var (run, agent) = (visit.Context.Run, visit.Agent);
        ContextDigest? found = null;
        var start = await visit.Context.RecordAsync("context.begin", async cancellation =>
        {
            var latest = await digests.FindAsync(run, agent.Name, visit.Conversation, cancellation);
            found = latest?.Digest;
            return new WindowStart(rates.Of(visit.Model).Factor, latest?.Place);
        });
        var digest = start.Digest is not { } place ? ContextDigest.Empty
            : found ?? await digests.ReadAsync(place, visit.Context.Cancellation) ?? throw new BatonException(
                ErrorCodes.ContextDigestGone,
                $"The visit began with a digest of the conversation that run {place.Run:D} made, and whose journal is gone. Start the run anew: the conversation is condensed again.");
        return new ConversationWindow(visit.Model.Name, Planner(agent, limit), new TokenRate(start.Factor), digest);
    }

    /// <summary>Goes on with the model that the visit failed over to: it has another window, and counts otherwise.</summary>
    private async ValueTask FollowAsync(AgentVisit visit, ConversationWindow window, int limit)
    {
        var factor = await visit.Context.RecordAsync($"context.follow.{visit.Model.Name}", _ => ValueTask.FromResult(rates.Of(visit.Model).Factor));
        window.Follow(visit.Model.Name, Planner(visit.Agent, limit), new TokenRate(factor));
        if (window.DigestTokens > window.Planner.DigestTokens) window.Digest = Next(window, [], null) with { Of = window.Digest.Of };
    }

    private static WindowPlanner Planner(AgentDefinition agent, int limit) => new(agent.Name, limit, agent.Context?.Keep ?? new AgentContext().Keep);

    private static WindowPlan Decide(AgentVisit visit, ConversationWindow window, bool eachStep)
    {
        var conversation = visit.Conversation;
        var fixedTokens = visit.Fixed().Sum(piece => window.Rate.Tokens(piece) + TokenCount.PerPiece);
        var tokens = conversation.Select(message => TokenCount.Of(message, window.Rate)).ToList();
        var plan = window.Planner.Plan(fixedTokens, tokens, conversation, window.Digest, window.DigestTokens, eachStep);
        for (var index = Math.Max(visit.TurnStart, window.LookedAt); index < conversation.Count; index++)
        {
            if (tokens[index] <= plan.CutAbove) continue;
            var (_, lines) = TextCut.Fit(conversation[index].Content, plan.CutAbove, window.Rate);
            visit.Context.Emit(new
            {
                context = "cut",
                agent = visit.Agent.Name,
                message = index + 1,
                tokens = tokens[index],
                kept_tokens = plan.CutAbove,
                lines_left_out = lines,
            });
        }

        return plan;
    }

    private async ValueTask CompressAsync(AgentVisit visit, ConversationWindow window, WindowPlan plan)
    {
        var (conversation, agent) = (visit.Conversation, visit.Agent.Context?.Agent);
        var before = window.Digest;
        var parts = 0;
        var most = Math.Clamp(visit.InputLimit!.Value, LeastChunk, MostChunk);
        while (window.Digest.Covered < plan.Cover)
        {
            var from = window.Digest.Covered;
            var to = parts == MostChunks - 1 ? plan.Cover : ChunkEnd(visit, window, plan, from, most);
            List<Message> messages = [.. Enumerable.Range(from, to - from).Select(index => window.Cut(conversation, index, plan.CutAbove))];
            var summary = agent is null || window.IsAgentLost ? null : await compressor.CondenseAsync(agent, window.Digest, messages, visit.Context);
            window.IsAgentLost |= agent is not null && summary is null;
            window.Digest = Next(window, messages, summary);
            parts++;
        }

        await RecordAsync(visit, window, before, plan, parts);
    }

    private static int ChunkEnd(AgentVisit visit, ConversationWindow window, WindowPlan plan, int from, int most)
    {
        var (to, sum) = (from, 0);
        while (to < plan.Cover)
        {
            sum += Math.Min(TokenCount.Of(visit.Conversation[to], window.Rate), plan.CutAbove);
            if (to > from && sum > most) break;
            to++;
        }

        return to;
    }

    private static ContextDigest Next(ConversationWindow window, List<Message> messages, ContextSummary? summary)
    {
        var (before, rate) = (window.Digest, window.Rate);
        var most = window.Planner.DigestTokens;
        var text = TextCut.Fit(summary?.Summary ?? before.Summary, (int)(most * SummaryShare), rate).Text;
        List<string> facts = [.. summary?.Facts ?? before.Facts];
        while (facts.Sum(fact => rate.Tokens(fact) + TokenCount.PerPiece) > most * (1 - SummaryShare) / 2) facts.RemoveAt(facts.Count - 1);
        var left = most - rate.Tokens(text) - facts.Sum(fact => rate.Tokens(fact) + TokenCount.PerPiece) - (TokenCount.PerPiece * 20);
        return new ContextDigest(
            before.Covered + messages.Count, "", text, facts, KeyFacts.With(before.Kept, messages, before.Covered, Math.Max(0, left), rate));
    }

    /// <summary>Keeps what was made, says so to whoever watches, and leaves its place for the thread's next turn.</summary>
    private async ValueTask RecordAsync(AgentVisit visit, ConversationWindow window, ContextDigest before, WindowPlan plan, int parts)
    {
        var name = $"context.digest.{++window.Compressions}";
        var (run, conversation) = (visit.Context.Run, visit.Conversation);
        window.Digest = await visit.Context.RecordAsync(name, async cancellation =>
        {
            var digest = window.Digest with { Of = ConversationHash.Of(conversation, window.Digest.Covered) };
            visit.Context.Emit(new
            {
                context = "compressed",
                agent = visit.Agent.Name,
                by = window.IsAgentLost ? null : visit.Agent.Context?.Agent,
                from_message = before.Covered + 1,
                to_message = digest.Covered,
                parts,
                tokens_before = plan.Tokens,
                digest_tokens = window.DigestTokens,
                facts = digest.Facts.Count + digest.Kept.Count,
            });

            // What lies after the request is not part of the thread's conversation until its graph puts it there.
            if (digest.Covered <= visit.RequestCount) await digests.AddAsync(run, visit.Agent.Name, new DigestPlace(run.RunId, visit.Context.Visit, name, digest.Covered, digest.Of), cancellation);
            return digest;
        });
    }
}
