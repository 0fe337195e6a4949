using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Baton.Server.Tests.Calls.Faults;

/// <summary>The executable as a process of its own, which can be killed without warning.</summary>
internal sealed partial class BatonChild : IAsyncDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(120);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BatonChild(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, Func<string, bool> isUp)
    {
        var info = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "baton.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in environment) info.Environment[name] = value;
        _process = Process.Start(info)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data, isUp);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data, isUp);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What it wrote.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>Starts agents.</summary>
    /// <returns>The process, and the agents' addresses by name.</returns>
    public static async Task<(BatonChild Process, IReadOnlyDictionary<string, string> Agents)> AgentsAsync(params string[] arguments)
    {
        var process = new BatonChild(["calls", "agents", "--port-base", "0", .. arguments], new Dictionary<string, string>(), line => line.StartsWith("Ready.", StringComparison.Ordinal));
        await process.UpAsync();
        var agents = process._lines.Select(line => AgentLine().Match(line)).Where(match => match.Success);
        return (process, agents.ToDictionary(match => match.Groups["name"].Value, match => match.Groups["url"].Value, StringComparer.Ordinal));
    }

    /// <summary>Starts a server.</summary>
    /// <param name="data">Its data directory.</param>
    /// <param name="environment">Settings.</param>
    public static async Task<(BatonChild Process, Uri Url)> ServeAsync(string data, IReadOnlyDictionary<string, string> environment)
    {
        const string Listening = "Now listening on: ";
        var process = new BatonChild(["serve", "--data", data, "--urls", "http://127.0.0.1:0"], environment, line => line.Contains(Listening, StringComparison.Ordinal));
        await process.UpAsync();
        var line = process._lines.First(line => line.Contains(Listening, StringComparison.Ordinal));
        return (process, new Uri(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Trim()));
    }

    /// <summary>Asks it to stop, as an operating system does, and waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"])) await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(_limit);
        return _process.ExitCode;
    }

    /// <summary>SIGKILL: nothing in it gets to run.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(_limit);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private void Keep(string? line, Func<string, bool> isUp)
    {
        if (line is null)
        {
            _up.TrySetException(new InvalidOperationException($"The process ended before it was up.\n{Output}"));
            return;
        }

        _lines.Enqueue(line);
        if (isUp(line)) _up.TrySetResult();
    }

    private async Task UpAsync()
    {
        try
        {
            await _up.Task.WaitAsync(_limit, TestContext.Current.CancellationToken);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    [GeneratedRegex(@"^(?<name>[a-z]+)\s+(?<url>http://\S+)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AgentLine();
}
