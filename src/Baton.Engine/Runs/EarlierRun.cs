using System.Globalization;
using Baton.Engine.Journal;

namespace Baton.Engine.Runs;

/// <summary>A run in whose middle another one began.</summary>
/// <param name="Run">The run.</param>
/// <param name="Completed">How often each node of its own graph had been completed before that: a later run counts its visits from there.</param>
/// <param name="Started">The effects that it has started, by visit, name and ordinal.</param>
internal sealed record EarlierRun(Guid Run, IReadOnlyDictionary<string, int> Completed, IReadOnlySet<(string Visit, string Name, int Ordinal)> Started)
{
    /// <summary>Reads what a journal has started.</summary>
    public static EarlierRun Of(Guid run, IReadOnlyDictionary<string, int> completed, IEnumerable<EntryBody> bodies) =>
        new(run, completed, bodies.OfType<EffectStarted>().Select(effect => (effect.Visit, effect.Name, effect.Ordinal)).ToHashSet());

    /// <summary>What a visit of the later run was called here: <c>pay#1</c> of a fork behind the first <c>pay#1</c> was <c>pay#2</c>.</summary>
    public string VisitOf(string visit)
    {
        var hash = visit.IndexOf('#', StringComparison.Ordinal);
        if (hash < 0 || !Completed.TryGetValue(visit[..hash], out var before)) return visit;
        var end = hash + 1;
        while (end < visit.Length && char.IsAsciiDigit(visit[end])) end++;
        var number = int.Parse(visit.AsSpan(hash + 1, end - hash - 1), CultureInfo.InvariantCulture) + before;
        return $"{visit[..hash]}#{number}{visit[end..]}";
    }
}
