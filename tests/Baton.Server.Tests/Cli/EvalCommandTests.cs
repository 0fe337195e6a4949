using System.Text.Json;
using Baton.Support.Orders.Evaluation;
using Baton.Systems.Tests.Support.Orders;
using Baton.Tests.Agents;

namespace Baton.Server.Tests.Cli;

public sealed class EvalCommandTests : IDisposable
{
    private readonly ShopFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Tasks_are_replayed_and_the_rehearsals_score_is_labelled()
    {
        await ShopTasks.ReadAsync(_folder);

        var result = await BatonProcess.RunAsync(["eval", "retail", "--tasks", Tasks, "--trials", "2"]);

        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        Assert.Contains("Replay of the reference calls: 1 of 1 tasks end in the right state (2 calls; 0 end states to the last digit", result.Output, StringComparison.Ordinal);
        Assert.Contains("Conversations, offline rehearsal: rules play the desk and the customer, and no model.", result.Output, StringComparison.Ordinal);
        Assert.Contains("2 of 2 conversations right; 0 of the tasks among them need no change", result.Output, StringComparison.Ordinal);
        Assert.Contains("pass^2 1.000", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configured_model_is_asked_and_the_report_names_it()
    {
        await using var server = await WireServer.StartAsync();
        server
            .NextStream(Wire.OpenAIText(["Please cancel #W6."]))
            .NextStream(Wire.OpenAIText(["No."]))
            .NextStream(Wire.OpenAIText([CustomerConversation.Stop]));
        await ShopTasks.ReadAsync(_folder);

        var result = await BatonProcess.RunAsync(
            ["eval", "retail", "--tasks", Tasks, "--model", "fast", "--format", "json"],
            environment: new Dictionary<string, string>
            {
                ["BATON__MODELS__FAST__PROVIDER"] = "openai",
                ["BATON__MODELS__FAST__MODEL"] = "m-asked",
                ["BATON__MODELS__FAST__BASE_URL"] = server.Address + "/v1",
            });

        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        var talks = JsonElement.Parse(result.Output).GetProperty("conversations");
        Assert.Equal(("fast", false, 0, 0.0), (talks.GetProperty("model").GetString(), talks.GetProperty("rehearsal").GetBoolean(), talks.GetProperty("right").GetInt32(), talks.GetProperty("pass").GetProperty("pass^1").GetDouble()));
        Assert.Equal("Please cancel #W6.", talks.GetProperty("results")[0].GetProperty("lines")[1].GetString());
    }

    [Fact]
    public async Task A_task_that_ends_elsewhere_fails_the_command()
    {
        await ShopTasks.ReadAsync(_folder, expectedReason: "ordered by mistake");

        var result = await BatonProcess.RunAsync(["eval", "retail", "--tasks", Tasks]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("orders/#W6/cancel_reason: nothing → \"no longer needed\" (expected \"ordered by mistake\")", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BTN8001: There is no model 'fast'", "--model", "fast")]
    [InlineData("BTN8001: There is no task 99", "--task", "99")]
    public async Task What_there_is_not_is_told(string error, params string[] arguments)
    {
        await ShopTasks.ReadAsync(_folder);

        var result = await BatonProcess.RunAsync(["eval", "retail", "--tasks", Tasks, .. arguments]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(error, result.Error, StringComparison.Ordinal);
    }

    private string Tasks => Path.Combine(_folder.Path, "tasks.json");
}
