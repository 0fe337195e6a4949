using System.Diagnostics;
using Baton.Sqlite;

namespace Baton.Server.Tests.Cli;

/// <summary>The real executable, as a process of its own with a data directory of its own.</summary>
internal sealed class BatonProcess : IAsyncDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private BatonProcess(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment, string? folder = null)
    {
        var info = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        foreach (var argument in arguments.Prepend(Path.Combine(AppContext.BaseDirectory, "baton.dll"))) info.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) info.Environment[name] = value;
        _process = Process.Start(info)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<CommandResult> RunAsync(string[] arguments, string input = "", IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var process = new BatonProcess(arguments, environment);
        await process._process.StandardInput.WriteAsync(input);
        process._process.StandardInput.Close();
        return await process.WaitAsync();
    }

    /// <summary>Starts a server on a free port and waits until it has written its address down.</summary>
    public static async Task<(BatonProcess Process, string Url)> ServeAsync(
        string data, string[]? arguments = null, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        var process = new BatonProcess(arguments ?? ["serve", "--data", data, "--urls", "http://127.0.0.1:0"], environment, folder);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var begun = Stopwatch.GetTimestamp();
        while (await poll.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            if (Directory.Exists(data) && StoreLock.TryRead(data)?.Url is { } url) return (process, url);
            if (!process._process.HasExited && Stopwatch.GetElapsedTime(begun) < _limit) continue;
            await process.DisposeAsync();
            Assert.Fail($"The server did not come up.\n{await process._output}\n{await process._error}");
        }

        throw new OperationCanceledException();
    }

    /// <summary>Waits for the end.</summary>
    public async Task<CommandResult> WaitAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(_limit);
        await _process.WaitForExitAsync(limit.Token);
        return new CommandResult(_process.ExitCode, await _output, await _error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }
}

/// <summary>What a command came to.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record CommandResult(int ExitCode, string Output, string Error);
