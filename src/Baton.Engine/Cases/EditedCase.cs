using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Graphs;

namespace Baton.Engine.Cases;

/// <summary>What an edit of a thread's state by hand changes of its case.</summary>
/// <param name="Before">What the edited state said.</param>
/// <param name="After">What the state says after it.</param>
internal sealed record EditedCase(CaseFacts? Before, CaseFacts After)
{
    /// <summary>The change; null where there is none, or the edited state is not whole enough to be asked.</summary>
    public static EditedCase? Of(EngineParts parts, GraphDefinition graph, StateEdit edit)
    {
        if (!graph.HasCase) return null;
        var before = Read(parts, graph, edit.Before);
        var after = Read(parts, graph, edit.Result);
        return after is null || after == before ? null : new EditedCase(before, after);
    }

    private static CaseFacts? Read(EngineParts parts, GraphDefinition graph, StateDocument? state)
    {
        if (state is null) return null;
        try
        {
            return parts.Cases.Read(graph, StateShape.Of(graph.StateType).Read(state), null);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return null;
        }
    }
}
