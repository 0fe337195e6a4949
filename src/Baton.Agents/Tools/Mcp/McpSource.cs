using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Agents.Prompts;
using Baton.Agents.Tools.Sources;
using Baton.Engine.Hosting;
using Baton.Errors;
using Baton.Graphs;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Client;

namespace Baton.Agents.Tools.Mcp;

/// <summary>The tools of one MCP server, listed when a visit first needs them and kept for a while.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed partial class McpSource(McpSettings settings, TimeProvider time, ILoggerFactory loggers) : IToolSource
{
    /// <summary>The key under which a call's idempotency key goes with it.</summary>
    internal const string KeyName = "baton/idempotency-key";

    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly McpSession _session = new(settings, loggers);
    private readonly SemaphoreSlim _listing = new(1, 1);
    private readonly ILogger _log = loggers.CreateLogger<McpSource>();
    private volatile Listed? _listed;
    private volatile Failed? _failed;

    public string Name => settings.Name;

    public async ValueTask<IReadOnlyList<AgentTool>> ListAsync(CancellationToken cancellation)
    {
        if (_listed is { } known && time.GetElapsedTime(known.At) < Fresh) return known.Tools;
        await _listing.WaitAsync(cancellation);
        try
        {
            if (_listed is { } made && time.GetElapsedTime(made.At) < Fresh) return made.Tools;

            // A server that does not answer must not cost every visit its timeout.
            if (_failed is { } last && time.GetElapsedTime(last.At) < Pause) return _listed?.Tools ?? throw Unavailable(last.Reason);
            _listed = new Listed(time.GetTimestamp(), Read(await _session.AskAsync(ToolsAsync, cancellation)));
            return _listed.Tools;
        }
        catch (Exception exception) when (exception is McpBrokenException or McpException)
        {
            var reason = (exception as McpBrokenException)?.Reason ?? "it refused to list its tools.";
            _failed = new Failed(time.GetTimestamp(), reason);
            LogUnavailable(settings.Name, reason);
            return _listed?.Tools ?? throw Unavailable(reason);
        }
        finally
        {
            _listing.Release();
        }
    }

    public AgentTool? Bind(ToolSnapshot snapshot) => snapshot.Remote is null ? null : Make(snapshot);

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        _listing.Dispose();
    }

    private async ValueTask<IList<McpClientTool>> ToolsAsync(McpClient client, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(settings.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        return await client.ListToolsAsync(cancellationToken: both.Token);
    }

    private List<AgentTool> Read(IList<McpClientTool> tools)
    {
        var read = new Dictionary<string, AgentTool>(StringComparer.Ordinal);
        foreach (var tool in tools.Where(tool => settings.Tools.Count == 0 || settings.Tools.Contains(tool.Name, StringComparer.Ordinal)))
        {
            var hints = tool.ProtocolTool.Annotations;
            var mayRepeat = hints?.ReadOnlyHint == true || hints?.IdempotentHint == true || settings.Idempotent.Contains(tool.Name, StringComparer.Ordinal);
            try
            {
                if (ToolNames.Of(settings.Name, tool.Name) is { } name
                    && read.TryAdd(name, Make(new ToolSnapshot(name, tool.Description, tool.JsonSchema) { Remote = tool.Name, AtMostOnce = !mayRepeat })))
                {
                    continue;
                }

                LogLeftOut(settings.Name, "its name is too long, or another tool's");
            }
            catch (FormatException)
            {
                LogLeftOut(settings.Name, "its schema cannot be used");
            }
        }

        return [.. read.Values];
    }

    private AgentTool Make(ToolSnapshot snapshot)
    {
        var tool = snapshot.Remote!;
        var function = new SourceFunction(snapshot.Name, snapshot.Description, snapshot.Schema, (arguments, call) => CallAsync(tool, arguments, snapshot.AtMostOnce == true, call));
        return new AgentTool(snapshot.Name, function, new ToolOptions { Timeout = settings.Timeout, AtMostOnce = snapshot.AtMostOnce == true })
        {
            Stamp = Pinned.Of(snapshot).Hash,
            Remote = tool,
        };
    }

    private async ValueTask<object?> CallAsync(string tool, JsonElement arguments, bool atMostOnce, EffectCall call)
    {
        var options = new RequestOptions { Meta = new JsonObject { [KeyName] = call.Key } };
        var values = arguments.EnumerateObject().ToDictionary(argument => argument.Name, argument => (object?)argument.Value, StringComparer.Ordinal);
        try
        {
            var result = await _session.AskAsync((client, token) => client.CallToolAsync(tool, values, null, options, token), call.Cancellation);
            var text = McpContent.Text(result, settings.MaxResultChars);
            return result.IsError == true ? new ToolError(text) : text;
        }
        catch (McpBrokenException broken)
        {
            var message = $"The MCP server '{settings.Name}' failed: {broken.Reason}";
            if (OutboundGuard.RefusalIn(broken) is { } refusal) throw new BatonException(refusal.Code, message, broken);
            throw atMostOnce ? new BatonException(ErrorCodes.ToolSourceUnavailable, message) : new TransientException(message);
        }
        catch (McpException refused)
        {
            return new ToolError(McpContent.Cut(refused.Message, settings.MaxResultChars));
        }
    }

    private BatonException Unavailable(string reason) => new(
        ErrorCodes.ToolSourceUnavailable, $"The tools of the MCP server '{settings.Name}' cannot be had: {reason} Check that it runs, and its settings under {settings.Path}.");

    [LoggerMessage(EventId = 213, Level = LogLevel.Warning, Message = "The tools of MCP server {Server} cannot be listed: {Reason}")]
    private partial void LogUnavailable(string server, string reason);

    [LoggerMessage(EventId = 214, Level = LogLevel.Warning, Message = "A tool of MCP server {Server} is left out: {Reason}")]
    private partial void LogLeftOut(string server, string reason);

    private sealed record Listed(long At, IReadOnlyList<AgentTool> Tools);

    private sealed record Failed(long At, string Reason);
}
