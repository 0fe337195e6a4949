using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Baton.Server.Tests.Cli;

public sealed class ServeTests : IDisposable
{
    private readonly TemporaryData _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_customers_request_goes_in_over_http_and_comes_out_answered()
    {
        var (process, url) = await BatonProcess.ServeAsync(_files.Data);
        await using var _ = process;
        using var http = new HttpClient { BaseAddress = new Uri(url) };

        using var response = await http.PostAsJsonAsync(
            "runs/wait",
            new { assistant_id = "support_desk", input = new { user_id = "u1", message = "My payment failed and I can't access my account" } },
            TestContext.Current.CancellationToken);
        var reply = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

        Assert.Equal("billing", reply.GetProperty("category").GetString());
        Assert.Contains(reply.GetProperty("priority").GetString(), new[] { "high", "critical" });
        Assert.NotEmpty(reply.GetProperty("response").GetString()!);
    }

    [Fact]
    public async Task Keys_with_faults_stop_the_start()
    {
        var result = await BatonProcess.RunAsync(["serve", "--data", _files.Data, "--urls", "http://127.0.0.1:0"], environment: new Dictionary<string, string> { ["BATON__APIKEYS__0__ROLES__0"] = "emperor" });

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("BTN6009", result.Error);
        Assert.Contains("emperor", result.Error);
        Assert.DoesNotContain("   at ", result.Error + result.Output);
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_is_refused_and_told_who_has_it()
    {
        var (process, url) = await BatonProcess.ServeAsync(_files.Data);
        await using var _ = process;

        var second = await BatonProcess.RunAsync(["serve", "--data", _files.Data, "--urls", "http://127.0.0.1:0"]);

        Assert.Equal(1, second.ExitCode);
        Assert.Contains("BTN4001", second.Error);
        Assert.Contains(url, second.Error);
    }

    [Fact]
    public async Task A_taken_address_is_named_without_a_stack_trace()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

        var result = await BatonProcess.RunAsync(["serve", "--data", _files.Data, "--urls", url]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("BTN8005", result.Error);
        Assert.Contains(url, result.Error);
        Assert.DoesNotContain("   at ", result.Error + result.Output);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("ftp://127.0.0.1:7070")]
    public async Task An_address_that_is_none_is_named_without_a_stack_trace(string url)
    {
        var result = await BatonProcess.RunAsync(["serve", "--data", _files.Data, "--urls", url]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("BTN8001", result.Error);
        Assert.Contains(url, result.Error);
        Assert.DoesNotContain("   at ", result.Error + result.Output);
    }

    [Fact]
    public async Task A_pool_that_no_graph_has_is_named_with_those_that_there_are()
    {
        var result = await BatonProcess.RunAsync(["serve", "--data", _files.Data, "--urls", "http://127.0.0.1:0", "--pools", "support,emial"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("BTN1106", result.Error);
        Assert.Contains("'emial'", result.Error);
        Assert.DoesNotContain("   at ", result.Error + result.Output);
    }

    [Fact]
    public async Task Wrong_settings_of_the_engine_are_named_without_a_stack_trace()
    {
        var environment = new Dictionary<string, string> { ["BATON__ENGINE__THREADRETENTION"] = "abc", ["BATON__ENGINE__POOLCONCURRENCY"] = "0" };

        var result = await BatonProcess.RunAsync(["serve", "--data", _files.Data, "--urls", "http://127.0.0.1:0"], environment: environment);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("BTN1107", result.Error);
        Assert.Contains("ThreadRetention: 'abc'", result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("PoolConcurrency: 0", result.Error);
        Assert.DoesNotContain("   at ", result.Error + result.Output);
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_used_is_named_without_a_stack_trace()
    {
        var file = Path.GetTempFileName();
        try
        {
            var result = await BatonProcess.RunAsync(["serve", "--data", file, "--urls", "http://127.0.0.1:0"]);

            Assert.Equal(1, result.ExitCode);
            Assert.Contains("BTN4004", result.Error);
            Assert.Contains(file, result.Error);
            Assert.DoesNotContain("   at ", result.Error + result.Output);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Serving_other_machines_without_a_key_is_refused()
    {
        var result = await BatonProcess.RunAsync(["serve", "--data", _files.Data, "--urls", "http://0.0.0.0:0"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("BTN6008", result.Error);
    }

    [Fact]
    public async Task The_command_without_a_name_serves_and_takes_its_settings_from_the_environment()
    {
        var environment = new Dictionary<string, string> { ["BATON__DATA"] = _files.Data, ["BATON__URLS"] = "http://127.0.0.1:0" };

        var (process, url) = await BatonProcess.ServeAsync(_files.Data, [], environment);
        await using var _ = process;
        using var http = new HttpClient { BaseAddress = new Uri(url) };

        Assert.Contains("\"ok\"", await http.GetStringAsync("health", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_settings_file_that_becomes_unreadable_stops_model_calls_until_it_is_json_again()
    {
        Directory.CreateDirectory(_files.Data);
        var settings = Path.Combine(_files.Data, "appsettings.json");
        await File.WriteAllTextAsync(settings, "{}", TestContext.Current.CancellationToken);
        var (process, url) = await BatonProcess.ServeAsync(_files.Data, folder: _files.Data);
        await using var _ = process;
        using var http = new HttpClient { BaseAddress = new Uri(url) };

        await File.WriteAllTextAsync(settings, """{ "Baton": { "KillSw""", TestContext.Current.CancellationToken);
        await UntilAsync(http, "\"configured\":{\"all\":true");
        await File.WriteAllTextAsync(settings, "{}", TestContext.Current.CancellationToken);
        await UntilAsync(http, "\"configured\":null");
    }

    private static async Task UntilAsync(HttpClient http, string state)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!(await http.GetStringAsync("ops/kill-switch", limit.Token)).Contains(state, StringComparison.Ordinal)) await poll.WaitForNextTickAsync(limit.Token);
    }
}
