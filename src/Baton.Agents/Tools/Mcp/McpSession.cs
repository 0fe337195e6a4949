using Baton.Engine.Hosting;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Baton.Agents.Tools.Mcp;

/// <summary>The session with one MCP server: made on first use, and made anew once it has broken.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class McpSession(McpSettings settings, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private McpClient? _client;

    /// <summary>Asks the server something.</summary>
    /// <exception cref="McpBrokenException">The session could not be made, or broke.</exception>
    public async ValueTask<T> AskAsync<T>(Func<McpClient, CancellationToken, ValueTask<T>> ask, CancellationToken cancellation)
    {
        McpClient? client = null;
        try
        {
            client = await ConnectAsync(cancellation);
            return await ask(client, cancellation);
        }
        catch (ModelContextProtocol.McpProtocolException) when (client is { Completion.IsCompleted: false })
        {
            // The server refuses; the session is as good as before.
            throw;
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            if (client is not null) await DropAsync(client);
            throw new McpBrokenException(exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is { } client) await DropAsync(client);
        _connecting.Dispose();
    }

    private async ValueTask<McpClient> ConnectAsync(CancellationToken cancellation)
    {
        if (_client is { Completion.IsCompleted: false } present) return present;
        await _connecting.WaitAsync(cancellation);
        try
        {
            if (_client is { Completion.IsCompleted: false } made) return made;
            if (_client is { } broken) await DropAsync(broken);
            var options = new McpClientOptions { ClientInfo = new Implementation { Name = "baton", Version = "1" }, InitializationTimeout = settings.Timeout };
            return _client = await McpClient.CreateAsync(Transport(), options, loggers, cancellation);
        }
        finally
        {
            _connecting.Release();
        }
    }

    private IClientTransport Transport()
    {
        if (settings.Url is { } url)
        {
            var http = new HttpClient(OutboundGuard.Handler(settings.AllowPrivate, $"Set {settings.Path}:allow_private to allow it.")) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
            if (settings.Authorization is { } header) http.DefaultRequestHeaders.Add(header.Name, header.Value);
            return new HttpClientTransport(
                new HttpClientTransportOptions
                {
                    Endpoint = url,
                    Name = settings.Name,
                    TransportMode = HttpTransportMode.StreamableHttp,
                    ConnectionTimeout = settings.Timeout,
                    EnableStandaloneGetStream = false,
                },
                http,
                loggers,
                ownsHttpClient: true);
        }

        var environment = StdioClientTransportOptions.GetDefaultEnvironmentVariables();
        foreach (var (name, value) in settings.Environment) environment[name] = value;
        return new StdioClientTransport(
            new StdioClientTransportOptions
            {
                Command = settings.Command!,
                Arguments = [.. settings.Arguments],
                Name = settings.Name,
                WorkingDirectory = settings.WorkingDirectory,
                InheritEnvironmentVariables = false,
                EnvironmentVariables = environment,
            },
            loggers);
    }

    private async ValueTask DropAsync(McpClient client)
    {
        Interlocked.CompareExchange(ref _client, null, client);
        try
        {
            await client.DisposeAsync();
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidOperationException or OperationCanceledException)
        {
            // It was broken already.
        }
    }
}

/// <summary>A session with an MCP server could not be made, or broke.</summary>
internal sealed class McpBrokenException(Exception inner) : Exception("The session with the MCP server broke.", inner)
{
    /// <summary>What may be said of it: not what a server or program wrote.</summary>
    public string Reason => OutboundGuard.RefusalIn(InnerException)?.Message ?? InnerException switch
    {
        HttpRequestException { StatusCode: { } status } => $"it answered {(int)status}.",
        HttpRequestException => "it cannot be reached.",
        TimeoutException or OperationCanceledException => "it did not answer in time.",
        _ => $"{InnerException!.GetType().Name}.",
    };
}
