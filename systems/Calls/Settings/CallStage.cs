namespace Baton.Calls.Settings;

/// <summary>A stage of a call.</summary>
/// <param name="Id">Its number, from 1: <c>intent_flow_id</c> in the API.</param>
/// <param name="Label">What agents are told of it as <c>flow_label</c>.</param>
/// <param name="Next">The stage after a successful step; null completes the call.</param>
internal sealed record CallStage(int Id, string Label, int? Next)
{
    /// <summary>Where else to go by the word that an agent answers as <c>outcome</c>; null completes the call. This stage itself is a repetition.</summary>
    public IReadOnlyDictionary<string, int?> Branches { get; init; } = new Dictionary<string, int?>();
}
