using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Baton.Server.Tests.Kill;

/// <summary>The server as a process of its own: started, killed without warning, and started again on the same data.</summary>
/// <remarks>One caller starts and kills; any number may ask for the address.</remarks>
internal sealed class ServerProcess(string data, params string[] arguments) : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly HttpClient _client = new() { Timeout = Patience };
    private readonly StringBuilder _output = new();
    private Process? _process;
    private Uri? _address;
    private TaskCompletionSource<Uri> _up = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How often it was killed.</summary>
    public int Kills { get; private set; }

    /// <summary>When the present process said that it is ready.</summary>
    public DateTimeOffset ReadyAt { get; private set; }

    /// <summary>When the last process was killed.</summary>
    public DateTimeOffset KilledAt { get; private set; }

    /// <summary>The address of the process that is up; waits for the next one while there is none.</summary>
    public Task<Uri> AddressAsync(CancellationToken cancellationToken) => Volatile.Read(ref _up).Task.WaitAsync(cancellationToken);

    /// <summary>Starts a process and waits until it is ready.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Launch();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        while (!await IsReadyAsync(limit.Token))
        {
            Assert.False(_process!.HasExited, $"The server ended by itself:\n{Output()}");
            await Task.Delay(Pause, limit.Token);
        }

        ReadyAt = DateTimeOffset.UtcNow;
        _up.SetResult(_address!);
    }

    /// <summary>Starts a process without waiting for anything.</summary>
    public void Launch()
    {
        _address = new Uri($"http://127.0.0.1:{FreePort()}");
        var executable = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Baton.TestServer.exe" : "Baton.TestServer");
        _process = Process.Start(new ProcessStartInfo(executable, ["--urls", _address.ToString(), "--data", data, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Ends the process at once: SIGKILL, nothing in it gets to run.</summary>
    public async Task KillAsync()
    {
        // Who asks for the address from now on gets the next process's.
        if (_up.Task.IsCompleted) Volatile.Write(ref _up, new(TaskCreationOptions.RunContinuationsAsynchronously));
        Assert.False(_process!.HasExited, $"The server ended by itself:\n{Output()}");
        _process.Kill();
        KilledAt = DateTimeOffset.UtcNow;
        await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(Patience);
        _process.Dispose();
        _process = null;
        Kills++;
    }

    /// <summary>What the processes wrote.</summary>
    public string Output()
    {
        lock (_output) return _output.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false }) await KillAsync();
        _client.Dispose();
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _client.GetAsync(new Uri(_address!, "/ready"), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null) return;
        lock (_output) _output.AppendLine(line.Data);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
