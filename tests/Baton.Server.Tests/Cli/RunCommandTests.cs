using System.Text.Json;

namespace Baton.Server.Tests.Cli;

public sealed class RunCommandTests : IDisposable
{
    private const string Csv = "flags,instruction\r\nB,\"payment failed,\r\nhelp\"\r\nB,forgot my password\r\nB,where is order 00123842\r\n";
    private readonly TemporaryData _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task One_input_prints_its_output()
    {
        var run = await BatonProcess.RunAsync(
            ["run", "support_desk", "--data", _files.Data, "--input", """{"user_id":"u1","message":"forgot my password"}"""]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("technical", JsonElement.Parse(run.Output).GetProperty("category").GetString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_csv_file_runs_as_a_batch_on_a_server_or_without_one(bool withServer)
    {
        await using var server = withServer ? (await BatonProcess.ServeAsync(_files.Data)).Process : null;
        await File.WriteAllTextAsync(_files.File("messages.csv"), Csv, TestContext.Current.CancellationToken);

        var run = await BatonProcess.RunAsync(
            [
                "run", "support_desk", "--data", _files.Data, "--input", "@" + _files.File("messages.csv"),
                "--map", "message=instruction", "--set", "user_id=batch", "--concurrency", "2", "--out", _files.File("results.jsonl"),
            ]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Matches(@"3 runs in .* runs/s, .* 0 failed", run.Output);
        Assert.Matches(@"billing\s+1\s+33\.3 %", run.Output);
        var results = (await File.ReadAllLinesAsync(_files.File("results.jsonl"), TestContext.Current.CancellationToken)).Select(line => JsonElement.Parse(line))
            .OrderBy(line => line.GetProperty("index").GetInt32()).ToList();
        Assert.Equal(["billing", "technical", "general"], results.Select(line => line.GetProperty("output").GetProperty("category").GetString()));
        Assert.Equal("payment failed,\r\nhelp", results[0].GetProperty("input").GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_field_without_a_column_stops_the_batch_before_it_begins()
    {
        await File.WriteAllTextAsync(_files.File("messages.csv"), Csv, TestContext.Current.CancellationToken);

        var run = await BatonProcess.RunAsync(["run", "support_desk", "--data", _files.Data, "--input", "@" + _files.File("messages.csv")]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("BTN8001", run.Error);
        Assert.Contains("--map message=<column>", run.Error);
        Assert.DoesNotContain("runs/s", run.Output);
    }

    [Fact]
    public async Task An_input_that_does_not_fit_fails_with_its_faults()
    {
        var run = await BatonProcess.RunAsync(["run", "support_desk", "--data", _files.Data, "--input", """{"user_id":"u1","mesage":"typo"}"""]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("mesage", run.Error);
        Assert.Empty(run.Output);
    }
}
