using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Server.Tests.A2A;

/// <summary>Push notifications, over both bindings.</summary>
public sealed class TckPushTests(TckServer server) : IClassFixture<TckServer>
{
    private readonly string _path = $"/{Guid.NewGuid():N}";

    public static TheoryData<string> Bindings => [A2AClient.Rpc, A2AClient.Rest];

    private static string New(string beginning) => $"{beginning}-{Guid.NewGuid():N}";

    [Theory]
    [MemberData(nameof(Bindings))]
    [Tck("PUSH-CREATE-001", "PUSH-GET-001", "PUSH-LIST-001", "PUSH-DEL-001", "PUSH-DEL-002", "PUSH-GET-002")]
    public async Task Configurations_are_made_read_listed_and_removed(string binding)
    {
        var client = server.Client(binding);
        var asked = await client.SendAsync(New("tck-input-required"));

        var made = await client.CreatePushAsync(asked.Id, Config());
        var second = await client.CreatePushAsync(asked.Id, Config());

        Assert.Equal(made.Result.GetRawText(), (await client.GetPushAsync(asked.Id, Id(made))).Result.GetRawText());
        Assert.Equal(2, (await client.ListPushAsync(asked.Id)).Result.GetProperty("configs").GetArrayLength());
        Assert.Null((await client.DeletePushAsync(asked.Id, Id(made))).Error);
        Assert.Null((await client.DeletePushAsync(asked.Id, Id(made))).Error);
        Assert.Equal(Id(second), (await client.ListPushAsync(asked.Id)).Result.GetProperty("configs")[0].GetProperty("id").GetString());
        Assert.Equal("TASK_NOT_FOUND", (await client.GetPushAsync(asked.Id, Id(made))).Error);
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    [Tck("PUSH-CREATE-002")]
    public async Task A_configuration_must_have_a_task_and_an_address(string binding)
    {
        var client = server.Client(binding);
        var asked = await client.SendAsync(New("tck-input-required"));

        Assert.Equal("TASK_NOT_FOUND", (await client.CreatePushAsync($"{Guid.NewGuid()}", Config())).Error);
        Assert.Equal("INVALID_ARGUMENT", (await client.CreatePushAsync(asked.Id, new JsonObject { ["url"] = "ftp://example.com" })).Error);
        Assert.Equal("INVALID_ARGUMENT", (await client.CreatePushAsync(asked.Id, new JsonObject { ["url"] = server.Hooks.Address, ["token"] = "a\nb" })).Error);
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    [Tck("PUSH-DELIVER-001", "PUSH-DELIVER-002", "PUSH-DELIVER-003")]
    public async Task A_receiver_named_with_the_message_is_told_what_came_of_it(string binding)
    {
        var config = Config();
        config["authentication"] = new JsonObject { ["scheme"] = "Bearer", ["credentials"] = "secret" };
        config["token"] = "mine";
        var done = await server.Client(binding).SendAsync(New("tck-artifact-text"), configuration: new JsonObject { ["taskPushNotificationConfig"] = config });

        var told = await server.Hooks.UntilAsync(_path, 2);

        Assert.All(told, notification => Shapes.AssertIs("Event", notification.Body));
        Assert.All(told, notification => Assert.Equal(("application/a2a+json", "Bearer secret", "mine"), (notification.ContentType, notification.Headers["Authorization"], notification.Headers["X-A2A-Notification-Token"])));
        Assert.Equal("Generated text content", told[0].Body.GetProperty("artifactUpdate").GetProperty("artifact").GetProperty("parts")[0].GetProperty("text").GetString());
        Assert.Equal((done.Id, "TASK_STATE_COMPLETED"), Status(told[1].Body));
    }

    [Fact]
    public async Task A_receiver_named_later_is_told_what_follows_and_one_that_was_removed_is_not()
    {
        var client = server.Client(A2AClient.Rpc);
        var asked = await client.SendAsync(New("tck-input-required"));
        var gone = Config();
        gone["url"] = server.Hooks.Address + "/gone";
        await client.DeletePushAsync(asked.Id, Id(await client.CreatePushAsync(asked.Id, gone)));
        await client.CreatePushAsync(asked.Id, Config());

        await client.CancelAsync(asked.Id);

        Assert.Equal((asked.Id, "TASK_STATE_CANCELED"), Status((await server.Hooks.UntilAsync(_path, 1))[0].Body));
        Assert.Empty(await server.Hooks.UntilAsync("/gone", 0));
    }

    [Fact]
    public async Task A_question_is_told_and_what_was_not_taken_is_told_again()
    {
        server.Hooks.Refuse(1);
        await server.Client(A2AClient.Rpc).SendAsync(New("tck-input-required"), configuration: new JsonObject { ["taskPushNotificationConfig"] = Config() });

        var told = await server.Hooks.UntilAsync(_path, 1);

        Assert.Equal("TASK_STATE_INPUT_REQUIRED", Status(told[0].Body).State);
        Assert.Equal("What else?", told[0].Body.GetProperty("statusUpdate").GetProperty("status").GetProperty("message").GetProperty("parts")[0].GetProperty("text").GetString());
    }

    private JsonObject Config() => new() { ["url"] = server.Hooks.Address + _path };

    private static string Id(A2AAnswer made) => made.Result.GetProperty("id").GetString()!;

    private static (string Task, string State) Status(JsonElement body)
    {
        var update = body.GetProperty("statusUpdate");
        return (update.GetProperty("taskId").GetString()!, update.GetProperty("status").GetProperty("state").GetString()!);
    }
}
