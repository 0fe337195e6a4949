using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Baton.Postgres.Testing;

namespace Baton.Benchmarks;

/// <summary>The server of calls as a process of its own, and what the benchmark asks it besides.</summary>
internal sealed class CallsChild : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string? _directory;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromHours(1) };

    private CallsChild(Process process, Uri url, string? directory) => (_process, Url, _directory) = (process, url, directory);

    public Uri Url { get; }

    public static async Task<CallsChild> StartAsync(string store)
    {
        var directory = store == "postgres" ? null : Directory.CreateTempSubdirectory("baton-calls-").FullName;
        var place = directory ?? PostgresServer.Shared.ConnectionString;
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [CallsServer.Verb, "--store", store, "--place", place])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        return new CallsChild(process, new Uri((await process.StandardOutput.ReadLineAsync())!), directory);
    }

    /// <summary>Its memory after a collection, and its disk.</summary>
    public async Task<(double Resident, double Managed, double Disk)> SettleAsync()
    {
        var managed = await _http.GetFromJsonAsync<long>(new Uri(Url, CallsServer.SettlePath));
        var resident = File.ReadLines($"/proc/{_process.Id}/status").Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024).First();
        return (resident, managed, _directory is null ? 0 : new DirectoryInfo(_directory).EnumerateFiles("*.db*").Sum(file => file.Length));
    }

    /// <summary>Looks for sessions that have expired.</summary>
    /// <param name="advance">Turns the store's clock two hours on before.</param>
    public async Task<(int Removed, double Milliseconds)> SweepAsync(bool advance)
    {
        var swept = (await _http.GetFromJsonAsync<CallsSweep>(new Uri(Url, $"{CallsServer.SweepPath}?advance={advance}")))!;
        return (swept.Removed, swept.Milliseconds);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        if (_directory is not null) Directory.Delete(_directory, recursive: true);
    }
}
