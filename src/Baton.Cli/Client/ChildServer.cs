using System.Diagnostics;
using System.Text;
using Baton.Cli.Hosting;
using Baton.Errors;

namespace Baton.Cli.Client;

/// <summary>A server that a command started for itself, as a child process on a free port. It ends with the command, however that ends.</summary>
internal sealed class ChildServer : IAsyncDisposable
{
    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(10);
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private ChildServer(Process process) => _process = process;

    /// <summary>Starts one and waits until it answers.</summary>
    /// <exception cref="BatonException">It did not come up; the text has what it said.</exception>
    public static async Task<(ChildServer Server, BatonClient Client)> StartAsync(CliSettings settings, CancellationToken cancellationToken)
    {
        if (settings.IsPostgres)
            throw new BatonException(ErrorCodes.CommandInputInvalid, "With a PostgreSQL store, start a server with 'baton serve' and name it with --url.");
        var server = new ChildServer(new Process { StartInfo = StartInfo(settings) });
        server.Begin();
        try
        {
            return (server, await server.WaitUntilReadyAsync(settings, cancellationToken));
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            using var limit = new CancellationTokenSource(_stopLimit);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }

        _process.Dispose();
    }

    private static ProcessStartInfo StartInfo(CliSettings settings)
    {
        var self = Environment.ProcessPath!;
        var info = new ProcessStartInfo(self)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Under "dotnet baton.dll" the process is the dotnet host and the program is its first argument.
        if (Path.GetFileNameWithoutExtension(self).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
            info.ArgumentList.Add(typeof(ChildServer).Assembly.Location);
        foreach (var argument in new[] { "serve", "--data", settings.Data, "--urls", BatonHost.FreePort, "--stop-with-input" })
            info.ArgumentList.Add(argument);
        return info;
    }

    private void Begin()
    {
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private async Task<BatonClient> WaitUntilReadyAsync(CliSettings settings, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await poll.WaitForNextTickAsync(cancellationToken))
        {
            if (await ServerFinder.FindAsync(settings, cancellationToken) is { } client) return client;
            if (_process.HasExited || Stopwatch.GetElapsedTime(begun) > _startLimit)
                throw new BatonException(ErrorCodes.ServerStartFailed, $"The server did not come up. It said:\n{Said()}");
        }

        throw new OperationCanceledException(cancellationToken);
    }

    private void Keep(string? line)
    {
        lock (_output) _output.AppendLine(line);
    }

    private string Said()
    {
        lock (_output) return _output.ToString().Trim();
    }
}
