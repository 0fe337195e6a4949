using Baton.Agents.Prompts;

namespace Baton.Agents.Tools.Sources;

/// <summary>Somewhere that tools come from which are not written in C#: an MCP server, an OpenAPI document. Its tools are named <c>name__tool</c>.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal interface IToolSource : IAsyncDisposable
{
    /// <summary>What stands between a source's name and a tool's. Providers take no dots.</summary>
    const string Separator = "__";

    /// <summary>Its name in the configuration.</summary>
    string Name { get; }

    /// <summary>A source's own tools, as they are now or were a little while ago.</summary>
    /// <exception cref="Errors.BatonException">They cannot be had.</exception>
    ValueTask<IReadOnlyList<AgentTool>> ListAsync(CancellationToken cancellation);

    /// <summary>A tool in the form that a visit is pinned to; null where there can be no such tool.</summary>
    AgentTool? Bind(ToolSnapshot snapshot);
}
