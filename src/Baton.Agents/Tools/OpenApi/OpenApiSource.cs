using System.Text.Json;
using Baton.Agents.Prompts;
using Baton.Agents.Tools.Sources;
using Baton.Engine.Hosting;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Agents.Tools.OpenApi;

/// <summary>Operations of an HTTP service as tools. A document in a file is read at start, one at an address when a visit first needs it.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class OpenApiSource : IToolSource
{
    private const int MaxDocumentBytes = 20_000_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly OpenApiSettings _settings;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile IReadOnlyList<AgentTool>? _tools;
    private (long At, BatonException Why)? _failed;

    private OpenApiSource(OpenApiSettings settings, TimeProvider time)
    {
        _settings = settings;
        _time = time;
        _http = new HttpClient(OutboundGuard.Handler(settings.AllowPrivate, $"Set {settings.Path}:allow_private to allow it.")) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public string Name => _settings.Name;

    public static OpenApiSource Of(OpenApiSettings settings, TimeProvider time, List<Fault> faults)
    {
        var source = new OpenApiSource(settings, time);
        if (settings.File is { } file) source._tools = source.Read(File.ReadAllText(file), null, message => faults.Add(new Fault(ErrorCodes.ToolSourceInvalid, settings.Path, message)));
        return source;
    }

    public async ValueTask<IReadOnlyList<AgentTool>> ListAsync(CancellationToken cancellation)
    {
        if (_tools is { } known) return known;
        await _reading.WaitAsync(cancellation);
        try
        {
            if (_tools is { } made) return made;
            if (_failed is { } last && _time.GetElapsedTime(last.At) < Pause) throw last.Why;
            return _tools = await FetchAsync(_settings.Url!, cancellation);
        }
        catch (BatonException exception)
        {
            _failed = (_time.GetTimestamp(), exception);
            throw;
        }
        finally
        {
            _reading.Release();
        }
    }

    public AgentTool? Bind(ToolSnapshot snapshot) =>
        snapshot.Remote is { } remote && JsonSerializer.Deserialize<Target>(remote) is { } target ? Make(snapshot, target) : null;

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        _reading.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<IReadOnlyList<AgentTool>> FetchAsync(Uri url, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(_settings.Timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        var faults = new List<string>();
        try
        {
            using var response = await _http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, both.Token);
            if (!response.IsSuccessStatusCode) throw Unavailable($"its address answered {(int)response.StatusCode}.");
            await response.Content.LoadIntoBufferAsync(MaxDocumentBytes, both.Token);
            var tools = Read(await response.Content.ReadAsStringAsync(both.Token), url, faults.Add);
            return faults.Count == 0 ? tools : throw new BatonException(ErrorCodes.ToolSourceInvalid, $"The OpenAPI document of '{Name}' cannot be used: {string.Join(' ', faults)}");
        }
        catch (HttpRequestException exception) when (OutboundGuard.RefusalIn(exception) is { } refused)
        {
            throw new BatonException(refused.Code, refused.Message, exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            throw Unavailable("its address cannot be reached, or answers too late or with too much.", exception);
        }
    }

    private List<AgentTool> Read(string document, Uri? from, Action<string> refuse)
    {
        var (operations, server) = new OpenApiDocumentReader(refuse).Read(document, _settings.Operations);
        if (Address(from, server) is not { } address)
        {
            refuse("It says no address of a server that can be used. Set base_url.");
            return [];
        }

        var tools = new List<AgentTool>();
        foreach (var operation in operations)
        {
            var mayRepeat = operation.IsSafe || _settings.Idempotent.Contains(operation.Id, StringComparer.Ordinal);
            var target = new Target(operation.Id, operation.Method, operation.Path, operation.Parameters, address.AbsoluteUri);
            if (ToolNames.Of(Name, operation.Id) is not { } name || tools.Exists(tool => tool.Name == name))
            {
                refuse($"'{operation.Id}' makes a name that is too long, or another operation's.");
                continue;
            }

            try
            {
                tools.Add(Make(new ToolSnapshot(name, operation.Description, operation.Schema) { Remote = JsonSerializer.Serialize(target), AtMostOnce = !mayRepeat }, target));
            }
            catch (FormatException exception)
            {
                refuse($"The parameters of '{operation.Id}' cannot be described: {exception.Message}");
            }
        }

        return tools;
    }

    private Uri? Address(Uri? from, string? server)
    {
        if (_settings.BaseUrl is { } set) return set;
        if (server is null || server.Contains('{', StringComparison.Ordinal)) return null;
        var known = Uri.TryCreate(server, UriKind.Absolute, out var address) || (from is not null && Uri.TryCreate(from, server, out address));
        return known && address is { Scheme: "http" or "https", UserInfo.Length: 0 } ? address : null;
    }

    private AgentTool Make(ToolSnapshot snapshot, Target target)
    {
        var operation = new OpenApiOperation(target.Id, target.Method, target.Path, snapshot.Description, snapshot.Schema, target.Parameters);

        // Where the service is may change under a visit, like a model's address; what it is asked does not.
        var address = _settings.BaseUrl ?? new Uri(target.Address);
        var call = new OpenApiCall(_http, _settings, operation, address, snapshot.AtMostOnce != true);
        return new AgentTool(snapshot.Name, new SourceFunction(snapshot.Name, snapshot.Description, snapshot.Schema, call.SendAsync), new ToolOptions
        {
            Timeout = _settings.Timeout,
            AtMostOnce = snapshot.AtMostOnce == true,
        })
        {
            Stamp = Pinned.Of(snapshot).Hash,
            Remote = snapshot.Remote,
        };
    }

    private BatonException Unavailable(string reason, Exception? inner = null) =>
        new(ErrorCodes.ToolSourceUnavailable, $"The OpenAPI document of '{Name}' cannot be had: {reason} Check {_settings.Path}:document.", inner);

    /// <summary>What a visit is pinned to, of an operation.</summary>
    private sealed record Target(string Id, string Method, string Path, IReadOnlyList<OpenApiParameter> Parameters, string Address);
}
