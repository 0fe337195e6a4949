using Baton.Agents.Cost;
using Baton.Contracts;
using Baton.Engine.Hosting;
using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;
using Baton.Registry;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.LedgerServer.Tracing;

/// <summary>
/// A desk whose work touches everything that is traced: an effect that fails once, a child run in a pool of its own with an agent that calls
/// a tool, and a question to a person. Whatever it is told goes through all of it.
/// </summary>
public static class TracedDesk
{
    public const string Desk = "traced_desk";
    public const string Clerk = "traced_clerk";
    public const string DeskPool = "desk";
    public const string ClerkPool = "clerk";

    private static readonly RetryPolicy Once = new(2, TimeSpan.FromMilliseconds(10), 1, TimeSpan.FromMilliseconds(10), 0);

    public static void AddTo(BatonBuilder baton) => baton
        .AddGraph(new GraphRow(Desk, DeskPool, DefineDesk))
        .AddGraph(new GraphRow(Clerk, ClerkPool, DefineClerk))
        .AddAgents(typeof(TracedDesk).Assembly)
        .AddModel("scripted", _ => new ScriptedModel(), new ModelPrices(3, 15))
        .AddTool("find_order", (string about) => $"an order about {about}");

    public static GraphDefinition DefineDesk() => Graph
        .Define<TracedRequest, TracedState, TracedReply>(Desk, 1)
        .Start(request => new TracedState(request.Text, request.Ask))
        .Function("look_up", async (state, context) => state with { Text = await LookUpAsync(state, context) })
        .Child<TracedRequest, TracedReply>("clerk", Clerk, state => new TracedRequest(state.Text), (state, reply) => state with { Text = reply.Text })
        .Approval<TracedAnswer>("approve", state => new Question("approve", state.Text), (state, answer) => state with { Text = answer.Text }, when: state => state.Ask)
        .Return(state => new TracedReply(state.Text));

    public static GraphDefinition DefineClerk() => Graph
        .Define<TracedRequest, TracedState, TracedReply>(Clerk, 1)
        .Start(request => new TracedState(request.Text, request.Ask))
        .Agent<string>("answer", "clerk", state => new AgentRequest([Message.Human(state.Text)]), (state, answer) => state with { Text = answer })
        .Return(state => new TracedReply(state.Text));

    private static ValueTask<string> LookUpAsync(TracedState state, NodeContext context) => context.EffectAsync(
        "records",
        call => call.Attempt == 1 ? throw new TransientException($"Nothing was found about {state.Text}.") : ValueTask.FromResult($"found: {state.Text}"),
        new EffectOptions { Retry = Once, Arguments = state.Text });
}

/// <summary>What the desk is asked, and whether a person is to be asked as well.</summary>
public sealed record TracedRequest(string Text, bool Ask = false);

/// <summary>What the desk knows.</summary>
public sealed record TracedState(string Text, bool Ask);

/// <summary>What the desk says.</summary>
public sealed record TracedReply(string Text);

/// <summary>What a person says.</summary>
public sealed record TracedAnswer(string Text);
