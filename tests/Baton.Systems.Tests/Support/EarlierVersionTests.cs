using Baton.Contracts;
using Baton.Engine.Hosting;
using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Graphs;
using Baton.Registry;
using Baton.Support.Desk;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Baton.Systems.Tests.Support;

/// <summary>Threads that earlier versions of the desk began.</summary>
public sealed class EarlierVersionTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_conversation_that_an_earlier_version_began_goes_on_with_this_one(int version)
    {
        var store = new InMemoryStore();
        await using (var before = await SupportHost.StartAsync(baton => Use(baton, store).Services.RemoveAll<GraphRow>().AddSingleton(new GraphRow(SupportDesk.Id, "support", () => Earlier(version)) { Version = version })))
        {
            await before.RunAsync("My payment failed", "case-1");
        }

        await using var host = await SupportHost.StartAsync(baton => Use(baton, store));
        var reply = await host.AskAsync("I need this fixed immediately, I have a deadline!", "case-1");

        Assert.Equal(
            (Category.Billing, Priority.Critical, CaseStatus.Escalated, 2), (reply.Category, reply.Priority, reply.Status, reply.ConversationTurns));
        Assert.Equal(["human:", "ai:billing", "human:", "ai:escalation"], await host.SpeakersAsync("case-1"));
    }

    private static BatonBuilder Use(BatonBuilder baton, InMemoryStore store)
    {
        baton.Services.Replace(ServiceDescriptor.Singleton<IStore>(store));
        return baton;
    }

    // The input and the state as version 2 had them; version 3 had more, with the same defaults. What it did with them does not matter here.
    private static GraphDefinition Earlier(int version) => Graph
        .Define<RequestTwo, StateTwo, StateTwo>(SupportDesk.Id, version)
        .Start(request => new StateTwo(request.UserId, Log<Message>.Empty.Add(Message.Human(request.Message))))
        .Function("billing", state => state with { Messages = state.Messages.Add(Message.Ai("What does the message say?", "billing")) })
        .Return(state => state);

    private sealed record RequestTwo(string UserId, string Message, bool Vip = false);

    private sealed record StateTwo(string UserId, Log<Message> Messages)
    {
        public string RequestId { get; init; } = "r";

        public Category Category { get; init; } = Category.Billing;

        public Priority Priority { get; init; } = Priority.High;

        public string Reasoning { get; init; } = "The message is about: payment problem.";

        public string Intent { get; init; } = "";

        public double IntentConfidence { get; init; }

        public string CurrentAgent { get; init; } = "billing";

        public string Status { get; init; } = "in_progress";
    }
}
