using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Server.Tests.Cli;

public sealed class StoreCommandTests : IDisposable
{
    private readonly TemporaryData _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_backup_is_a_whole_store_whether_a_server_runs_or_not(bool withServer)
    {
        await using var server = withServer ? (await BatonProcess.ServeAsync(_files.Data)).Process : null;
        await BatonProcess.RunAsync(["run", "support_desk", "--data", _files.Data, "--input", """{"user_id":"u1","message":"hello"}"""]);
        var copy = Directory.CreateDirectory(_files.File("copy")).FullName;

        var backup = await BatonProcess.RunAsync(["backup", Path.Combine(copy, "baton.db"), "--data", _files.Data]);
        var check = await BatonProcess.RunAsync(["integrity", "--data", copy]);

        Assert.True(backup.ExitCode == 0, backup.Error);
        Assert.True(check.ExitCode == 0, check.Output + check.Error);
        Assert.Contains("no damage found", check.Output);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_export_arrives_in_another_store_and_its_runs_replay_there(bool withServer)
    {
        string run;
        await using (var server = withServer ? (await BatonProcess.ServeAsync(_files.Data)).Process : null)
        {
            run = await RunAsync("My payment failed");
            var export = await BatonProcess.RunAsync(["export", _files.File("all.jsonl"), "--data", _files.Data]);
            var live = await BatonProcess.RunAsync(["replay", run, "--data", _files.Data, "--save", _files.File("history.json")]);
            Assert.True(export.ExitCode == 0, export.Error);
            Assert.True(live.ExitCode == 0, live.Output + live.Error);
        }

        var import = await BatonProcess.RunAsync(["import", _files.File("all.jsonl"), "--data", _files.File("other")]);
        var moved = await BatonProcess.RunAsync(["replay", run, "--data", _files.File("other")]);
        var saved = await BatonProcess.RunAsync(["replay", _files.File("history.json")]);

        Assert.Contains("Imported 1 runs", import.Output);
        Assert.All([moved, saved], replay => Assert.Contains("0 difference(s)", replay.Output));
    }

    [Fact]
    public async Task A_replay_of_another_answer_says_where_it_differs()
    {
        var run = await RunAsync("My payment failed");
        await BatonProcess.RunAsync(["replay", run, "--data", _files.Data, "--save", _files.File("history.json")]);
        var history = await File.ReadAllTextAsync(_files.File("history.json"), TestContext.Current.CancellationToken);
        var changed = history.Replace("\"current_agent\":\"billing\"", "\"current_agent\":\"general\"");
        Assert.NotEqual(history, changed);
        await File.WriteAllTextAsync(_files.File("history.json"), changed, TestContext.Current.CancellationToken);

        var replay = await BatonProcess.RunAsync(["replay", _files.File("history.json")]);

        Assert.Equal(1, replay.ExitCode);
        Assert.Contains("checkpoint billing#1", replay.Output);
    }

    private async Task<string> RunAsync(string message)
    {
        var run = await BatonProcess.RunAsync(
            ["run", "support_desk", "--data", _files.Data, "--input", new JsonObject { ["user_id"] = "u1", ["message"] = message }.ToJsonString()]);
        return JsonElement.Parse(run.Output).GetProperty("request_id").GetString()!;
    }

    [Fact]
    public async Task A_backup_never_overwrites()
    {
        await File.WriteAllTextAsync(_files.File("there"), "mine", TestContext.Current.CancellationToken);

        var backup = await BatonProcess.RunAsync(["backup", _files.File("there"), "--data", _files.Data]);

        Assert.Equal(1, backup.ExitCode);
        Assert.Equal("mine", await File.ReadAllTextAsync(_files.File("there"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_damaged_store_is_found()
    {
        Directory.CreateDirectory(_files.Data);
        await File.WriteAllTextAsync(Path.Combine(_files.Data, "baton.db"), new string('x', 8192), TestContext.Current.CancellationToken);

        var check = await BatonProcess.RunAsync(["integrity", "--data", _files.Data]);

        Assert.Equal(1, check.ExitCode);
        Assert.Contains("BTN4003", check.Error);
    }

    [Fact]
    public async Task The_doctor_finds_a_new_installation_well()
    {
        var doctor = await BatonProcess.RunAsync(["doctor", "--data", _files.Data, "--urls", "http://127.0.0.1:0"]);

        Assert.True(doctor.ExitCode == 0, doctor.Output + doctor.Error);
        Assert.Contains("support_desk, version 4", doctor.Output);
        Assert.Contains("offline rehearsal", doctor.Output);
        Assert.False(Directory.Exists(_files.Data));
    }

    [Fact]
    public async Task The_doctor_names_a_taken_port_and_a_model_that_cannot_be_used()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var doctor = await BatonProcess.RunAsync(
            ["doctor", "--data", _files.Data, "--urls", $"http://127.0.0.1:{port}"],
            environment: new Dictionary<string, string> { ["BATON__MODELS__DEFAULT__PROVIDER"] = "nobody" });

        Assert.Equal(1, doctor.ExitCode);
        Assert.Matches("WRONG agents", doctor.Output);
        Assert.Matches($"WRONG port .*:{port} is taken", doctor.Output);
    }

    [Fact]
    public async Task The_doctor_names_a_provider_that_cannot_be_reached_without_its_key()
    {
        var doctor = await BatonProcess.RunAsync(
            ["doctor", "--data", _files.Data, "--urls", "http://127.0.0.1:0"],
            environment: new Dictionary<string, string>
            {
                ["BATON__MODELS__DEFAULT__PROVIDER"] = "openai",
                ["BATON__MODELS__DEFAULT__MODEL"] = "some-model",
                ["BATON__MODELS__DEFAULT__BASE_URL"] = "http://127.0.0.1:1/v1",
                ["BATON__MODELS__DEFAULT__API_KEY"] = "sk-secret",
            });

        Assert.Equal(1, doctor.ExitCode);
        Assert.Matches("WRONG model +(?i:default): openai at http://127.0.0.1:1/v1: .*cannot be reached.* Check", doctor.Output);
        Assert.DoesNotContain("sk-secret", doctor.Output + doctor.Error);
    }
}
