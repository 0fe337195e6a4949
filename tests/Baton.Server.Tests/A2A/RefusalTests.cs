using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Contracts;
using Baton.Engine.A2A;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Graphs;
using Baton.Registry;
using Baton.Server.A2A;
using Baton.Server.Security;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.A2A;

/// <summary>What is left of messages that were refused.</summary>
public sealed class RefusalTests(TckServer server) : IClassFixture<TckServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IStore Store => server.Server.Services.GetRequiredService<IStore>();

    [Fact]
    public async Task An_answer_that_came_too_late_is_refused_again_when_it_is_repeated()
    {
        var client = server.Client(A2AClient.Rest);
        var asked = await client.SendAsync($"tck-input-required-{Guid.NewGuid():N}");
        var ticket = Assert.Single(await Store.Runs.TicketsAsync(new TicketQuery("default") { Run = Guid.Parse(asked.Id) }, Stop));
        await NoteAsync("late", asked.Id, ticket.Id);
        var runs = server.Server.Services.GetRequiredService<IRuns>();
        await runs.AnswerAsync("default", ticket.Id, new TicketAnswer(JsonSerializer.SerializeToElement("first"), "other", "ben"), Stop);

        var first = await client.SendAsync("late", "second", taskId: asked.Id);
        var again = await client.SendAsync("late", "second", taskId: asked.Id);

        Assert.Equal(("UNSUPPORTED_OPERATION", "UNSUPPORTED_OPERATION"), (first.Error, again.Error));
    }

    [Fact]
    public async Task An_answer_that_was_taken_is_told_again_when_it_is_repeated()
    {
        var client = server.Client(A2AClient.Rest);
        var asked = await client.SendAsync($"tck-input-required-{Guid.NewGuid():N}");

        var first = await client.SendAsync("taken", "this", taskId: asked.Id);
        var again = await client.SendAsync("taken", "this", taskId: asked.Id);

        Assert.Equal(("TASK_STATE_COMPLETED", "TASK_STATE_COMPLETED"), (first.State, again.State));
    }

    [Fact]
    public async Task A_message_that_begins_nothing_leaves_no_receiver()
    {
        var other = await server.Client(A2AClient.Rest, "held").SendAsync($"m-{Guid.NewGuid():N}");
        var config = new JsonObject { ["id"] = "left", ["url"] = server.Hooks.Address };

        var refused = await server.Client(A2AClient.Rest).SendAsync(
            A2AClient.Message("m-1", "hi", contextId: other.Context), new JsonObject { ["taskPushNotificationConfig"] = config });

        Assert.NotNull(refused.Error);
        Assert.Empty(await Store.Records.QueryAsync("default", PushConfigs.Collection, "", 0, 100, Stop));
    }

    // As a server leaves it that stops between the note and the answer.
    private async Task NoteAsync(string message, string task, string ticket)
    {
        var call = new A2ACall(server.Server.Services.GetRequiredService<GraphRegistry>().Get(TckAgent.Id), new Caller("default", "local"), "1.0", "", Stop);
        var key = MessageKeys.Of(call, new AgentMessage(message, MessageRole.User, []) { TaskId = task }).Key;
        var note = JsonSerializer.SerializeToElement(new FollowUpNote(1, [ticket]), BatonJson.Options);
        Assert.True(await Store.Records.ApplyAsync("default", [new RecordChange(RecordCollections.Idempotency, key, 0, note)], Stop));
    }
}
