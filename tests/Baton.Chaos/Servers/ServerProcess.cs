using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Baton.Chaos.Servers;

/// <summary>A server as a process of its own. One caller at a time starts, stops and kills it; any number may ask for its address.</summary>
internal sealed class ServerProcess(int number, ServerSettings settings) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly string _log = Path.Combine(settings.Directory, $"server-{number}.log");
    private Process? _process;
    private int _starts;
    private bool _isExpectedToEnd;

    /// <summary>Its number in the fleet.</summary>
    public int Number => number;

    /// <summary>Where it serves; null while it is down.</summary>
    public Uri? Address { get; private set; }

    /// <summary>How far its wall clock is ahead; kept over restarts.</summary>
    public TimeSpan Ahead { get; set; }

    /// <summary>True where the process is gone although nobody ended it.</summary>
    public bool HasEndedByItself => _process is { HasExited: true } && !_isExpectedToEnd;

    /// <summary>Starts a process and waits until it is ready.</summary>
    /// <returns>False where it ended before it was ready.</returns>
    public async Task<bool> StartAsync(CancellationToken cancellationToken)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        _isExpectedToEnd = false;
        _process = Launch(address);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        while (!await IsReadyAsync(address, limit.Token))
        {
            if (_process.HasExited) return false;
            await Task.Delay(Pause, limit.Token);
        }

        Address = address;
        return true;
    }

    /// <summary>SIGKILL: nothing in it gets to run.</summary>
    public async Task KillAsync()
    {
        Address = null;
        if (_process is null) return;
        _isExpectedToEnd = true;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>SIGTERM, and waits until it has drained.</summary>
    /// <returns>Its exit code; null where it had to be killed.</returns>
    public async Task<int?> TerminateAsync()
    {
        Address = null;
        _isExpectedToEnd = true;
        Signal.Send(_process!.Id, Signal.Terminate);
        using var limit = new CancellationTokenSource(DrainLimit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        finally
        {
            await KillAsync();
        }
    }

    /// <summary>SIGSTOP: it stands still, its connections stay.</summary>
    public void Stop() => Signal.Send(_process!.Id, Signal.Stop);

    /// <summary>SIGCONT.</summary>
    public void Continue() => Signal.Send(_process!.Id, Signal.Continue);

    /// <summary>Sets its wall clock.</summary>
    public async Task SetClockAsync(TimeSpan ahead, CancellationToken cancellationToken)
    {
        Ahead = ahead;
        while (!await IsSetAsync(ahead, cancellationToken))
        {
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>What the store told the present or last process.</summary>
    public string Witness => Path.Combine(settings.Witnesses, WitnessName);

    /// <summary>The last of what its processes wrote.</summary>
    public string Output() => File.Exists(_log) ? string.Join('\n', File.ReadLines(_log).TakeLast(40)) : "";

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _client.Dispose();
    }

    // The shell opens the file, so that what the process writes outlives the pipe of a killed reader and needs no thread here.
    private Process Launch(Uri address)
    {
        _starts++;
        var executable = Path.Combine(AppContext.BaseDirectory, "Baton.TestServer");
        var arguments = settings.Arguments(number, address, WitnessName, Ahead);
        var info = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        foreach (var argument in (string[])["-c", "exec \"$0\" \"$@\" >>\"$BATON_LOG\" 2>&1", executable, .. arguments]) info.ArgumentList.Add(argument);
        info.Environment["BATON_LOG"] = _log;
        return Process.Start(info)!;
    }

    private async Task<bool> IsReadyAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _client.GetAsync(new Uri(address, "/ready"), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    /// <returns>False where a machine that is busy with other things gave no answer in time.</returns>
    private async Task<bool> IsSetAsync(TimeSpan ahead, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _client.PostAsync(new Uri(Address!, $"/clock?seconds={ahead.TotalSeconds}"), null, cancellationToken);
            answer.EnsureSuccessStatusCode();
            return true;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private string WitnessName => $"{number}-{_starts}";

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
