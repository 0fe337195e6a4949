using Baton.Agents.Tools.Mcp;
using Baton.Agents.Tools.OpenApi;
using Baton.Errors;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Baton.Agents.Tools.Sources;

/// <summary>The sources of the configuration section <c>Baton:Tools</c>, made once at start. None is connected to before a visit needs it.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ToolSources : IAsyncDisposable, IDisposable
{
    public const string Section = "Baton:Tools";

    private readonly Dictionary<string, IToolSource> _sources = new(StringComparer.Ordinal);
    private readonly List<Fault> _faults = [];

    public ToolSources(IConfiguration? configuration, TimeProvider time, ILoggerFactory loggers)
    {
        if (configuration?.GetSection(Section) is not { } tools) return;
        foreach (var child in tools.GetChildren().Where(child => !child.Key.Equals("Mcp", StringComparison.OrdinalIgnoreCase) && !child.Key.Equals("OpenApi", StringComparison.OrdinalIgnoreCase)))
        {
            _faults.Add(new Fault(ErrorCodes.ToolSourceInvalid, child.Path, "There is no such setting. Use Mcp or OpenApi."));
        }

        foreach (var section in tools.GetSection("Mcp").GetChildren()) Add(section, McpSettings.Read, settings => new McpSource(settings, time, loggers));
        foreach (var section in tools.GetSection("OpenApi").GetChildren()) Add(section, OpenApiSettings.Read, settings => OpenApiSource.Of(settings, time, _faults));
    }

    /// <summary>What is wrong with the configuration; reported together with the faults of the agent files.</summary>
    public IReadOnlyList<Fault> Faults => _faults;

    /// <summary>The source that a tool's name belongs to, or null.</summary>
    public IToolSource? Find(string tool) => ToolNames.SourceOf(tool) is { } source ? _sources.GetValueOrDefault(source) : null;

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources.Values) await source.DisposeAsync();
    }

    /// <summary>For containers that are disposed without waiting; away from whatever context the caller has.</summary>
    public void Dispose() => Task.Run(async () => await DisposeAsync()).GetAwaiter().GetResult();

    private void Add<T>(IConfigurationSection section, Func<SourceSettings, T?> read, Func<T, IToolSource> make)
        where T : class
    {
        var before = _faults.Count;
        var settings = new SourceSettings(section, _faults);
        settings.CheckName();
        if (read(settings) is not { } known || _faults.Count > before) return;
        if (!_sources.TryAdd(section.Key, make(known))) settings.Refuse("", "Another source has this name. Rename one.");
    }
}
