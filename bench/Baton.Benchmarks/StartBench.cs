using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Baton.Benchmarks;

/// <summary>Time from launching the executable to its first <c>/health</c> answer, and its memory when it has nothing to do.</summary>
internal static class StartBench
{
    public static async Task RunAsync(BenchOptions options)
    {
        var executable = options.Text("baton", "");
        if (executable.Length == 0) throw new ArgumentException("Name the executable: --baton <path to baton>.", nameof(options));
        var launches = options.Number("launches", 7);
        var times = new List<double>();
        var memory = new List<double>();
        for (var launch = 0; launch < launches; launch++)
        {
            var (time, resident) = await LaunchAsync(executable);
            times.Add(time);
            memory.Add(resident);
        }

        times.Sort();
        memory.Sort();
        new Report($"start: {launches} launches of the executable on an empty data directory")
            .Add("health_ms", "launch to first /health answer, median", times[times.Count / 2], "ms")
            .Add("health_max_ms", "slowest", times[^1], "ms")
            .Add("resident_mb", "resident memory after 3 s idle, median", memory[memory.Count / 2], "MB")
            .Print(options.Json);
    }

    private static async Task<(double Milliseconds, double Megabytes)> LaunchAsync(string executable)
    {
        var directory = Directory.CreateTempSubdirectory("baton-start-").FullName;
        var port = FreePort();
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(executable, ["serve", "--urls", $"http://127.0.0.1:{port}", "--data", directory])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            var taken = await AnsweredAsync(port, clock);
            await Task.Delay(TimeSpan.FromSeconds(3));
            return (taken, Resident(process.Id));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<double> AnsweredAsync(int port, Stopwatch clock)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(2) };
        while (clock.Elapsed < TimeSpan.FromSeconds(30))
        {
            try
            {
                using var response = await http.GetAsync("/health");
                if (response.IsSuccessStatusCode) return clock.Elapsed.TotalMilliseconds;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(5);
            }
        }

        throw new TimeoutException("The server did not answer /health in 30 s.");
    }

    private static double Resident(int process) =>
        File.ReadLines($"/proc/{process}/status").Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024).First();

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
