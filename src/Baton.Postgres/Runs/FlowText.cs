using Baton.Engine.Stores;

namespace Baton.Postgres.Runs;

/// <summary>How the table of pending runs names a flow; statements write the same.</summary>
internal static class FlowText
{
    public static string Of(RunFlow flow) => $"{flow.Tenant} {flow.Graph}";
}
