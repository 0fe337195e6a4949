using Baton.Agents.Prompts;

namespace Baton.Agents.Context;

/// <summary>Reads <c>context:</c> of an agent file.</summary>
internal static class ContextSettings
{
    private const int LeastWindow = 500;
    private const int MostWindow = 10_000_000;

    public static AgentContext? Read(FrontMatter matter)
    {
        matter.RefuseUnknown("context", ["window", "compress", "agent", "keep"]);
        if (!matter.HasValue("context")) return null;
        return new AgentContext
        {
            Window = matter.Number("context/window", LeastWindow, MostWindow),
            Compress = matter.Choice("context/compress", "overflow", "each_step") == "each_step" ? ContextCompression.EachStep : ContextCompression.Overflow,
            Agent = matter.Name("context/agent"),
            Keep = matter.Number("context/keep", 1, 100) ?? new AgentContext().Keep,
        };
    }
}
