using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Baton.ConsoleTests.Fixtures;

/// <summary>A server as a process of its own, which can be killed and started again on its data and its port.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly string _data = Directory.CreateTempSubdirectory("baton-console-").FullName;
    private readonly int _port = FreePort();
    private readonly IReadOnlyList<string> _arguments;
    private Process? _process;

    private ServerProcess(IReadOnlyList<string> arguments) => _arguments = arguments;

    public string Address => $"http://127.0.0.1:{_port}";

    public HttpClient Client { get; } = new() { Timeout = Patience };

    public static async Task<ServerProcess> StartAsync(params string[] arguments)
    {
        var server = new ServerProcess(arguments);
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Baton.TestServer.dll");
        _process = Process.Start(new ProcessStartInfo("dotnet", [program, "--urls", Address, "--data", _data, "--desk", "yes", .. _arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        _process!.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Waiting.UntilAsync(IsReadyAsync, "the server is ready");
    }

    public async Task KillAsync()
    {
        if (_process is not { } process) return;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Client.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await Client.GetAsync(new Uri($"{Address}/ready"));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
