using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Baton.Server.Tests.Telemetry;

/// <summary>A Prometheus that scrapes one server, as a process of its own.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    public const string Absent = "Prometheus is not installed (prometheus is not in PATH; Debian: apt-get install prometheus).";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("baton-prometheus");
    private readonly HttpClient _client;
    private readonly Process _process;

    private PrometheusServer(Uri target, string? key)
    {
        var address = $"127.0.0.1:{FreePort()}";
        _client = new HttpClient { BaseAddress = new Uri($"http://{address}"), Timeout = Fixtures.TestServer.Patience };
        var configuration = Path.Combine(_folder.FullName, "prometheus.yml");
        var credentials = key is null ? "" : $"\n    authorization: {{credentials: {key}}}";
        File.WriteAllText(configuration, $"""
            global: {"{scrape_interval: 500ms, scrape_timeout: 400ms}"}
            scrape_configs:
              - job_name: baton{credentials}
                static_configs: [{"{"}targets: ['{target.Authority}']{"}"}]
            """);
        _process = Process.Start(new ProcessStartInfo("prometheus",
            [$"--config.file={configuration}", $"--storage.tsdb.path={Path.Combine(_folder.FullName, "data")}", $"--web.listen-address={address}", "--log.level=error"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public static bool IsPresent => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "prometheus")));

    public static PrometheusServer Start(string target, string? key = null) => new(new Uri(target), key);

    /// <summary>The value of a query, once it fulfils a condition; of several series the first.</summary>
    public async Task<double> UntilAsync(string query, Func<double, bool> condition)
    {
        using var limit = new CancellationTokenSource(Fixtures.TestServer.Patience);
        while (true)
        {
            var value = await QueryAsync(query);
            if (value is { } found && condition(found)) return found;
            Assert.False(limit.IsCancellationRequested, $"{query} is {value?.ToString() ?? "nothing"}.");
            Assert.False(_process.HasExited, "Prometheus has ended.");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _client.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<double?> QueryAsync(string query)
    {
        try
        {
            var answer = JsonElement.Parse(await _client.GetByteArrayAsync($"/api/v1/query?query={Uri.EscapeDataString(query)}"));
            var series = answer.GetProperty("data").GetProperty("result");
            return series.GetArrayLength() == 0 ? null : double.Parse(series[0].GetProperty("value")[1].GetString()!);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
