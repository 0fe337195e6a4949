namespace Baton.Agents.Intents.Training;

/// <summary>Learns features and weights from messages whose class is known.</summary>
internal static class LinearFit
{
    // Below this many messages a feature that occurs once still tells something.
    private const int Many = 2_000;
    private const int MostFeatures = 30_000;
    private const double RarityPower = 0.7;
    private const float Penalty = 2;

    // Each class is few against many: its own errors cost more, and those of a small class more than those of a large one.
    private const float PenaltyOfOwn = 6;

    /// <summary>Learns.</summary>
    /// <param name="texts">The messages.</param>
    /// <param name="classes">The class of each, from 0.</param>
    /// <param name="classCount">How many classes there are; each should have a message.</param>
    /// <param name="seed">For the order of work; the same seed gives the same weights, on however many cores.</param>
    public static (FeatureTable Features, WeightMatrix Weights) Learn(IReadOnlyList<string> texts, int[] classes, int classCount, int seed)
    {
        var table = Choose(texts);
        var rows = new SparseRow[texts.Count];
        for (var index = 0; index < rows.Length; index++)
        {
            MessageVector.Own.Fill(table, texts[index]);
            rows[index] = new SparseRow(MessageVector.Own);
        }

        var byClass = new float[classCount][];
        Parallel.For(0, classCount, of =>
        {
            var isOfClass = Array.ConvertAll(classes, given => given == of);
            var own = PenaltyOfOwn * rows.Length / classCount / Math.Max(1, isOfClass.Count(isOf => isOf));
            byClass[of] = MarginSolver.Solve(rows, isOfClass, table.Count, (own, Penalty), (uint)((seed * 7919) + of + 1));
        });
        return (table, WeightMatrix.Round(byClass));
    }

    private static FeatureTable Choose(IReadOnlyList<string> texts)
    {
        var counts = new Dictionary<uint, (int Messages, bool IsWord, int Last)>();
        var features = new TextFeatures();
        for (var index = 0; index < texts.Count; index++)
        {
            features.Read(texts[index]);
            Count(counts, features.Words, isWord: true, index + 1);
            Count(counts, features.Pieces, isWord: false, index + 1);
        }

        var least = texts.Count < Many ? 1 : 2;
        var chosen = counts.Where(pair => pair.Value.Messages >= least)
            .OrderByDescending(pair => pair.Value.Messages).ThenBy(pair => pair.Key)
            .Take(MostFeatures)
            .OrderByDescending(pair => pair.Value.IsWord).ThenBy(pair => pair.Key)
            .ToList();
        return new FeatureTable(
            [.. chosen.Select(pair => pair.Key)],
            [.. chosen.Select(pair => Rarity(texts.Count, pair.Value.Messages))],
            chosen.Count(pair => pair.Value.IsWord));
    }

    private static void Count(Dictionary<uint, (int Messages, bool IsWord, int Last)> counts, ReadOnlySpan<uint> hashes, bool isWord, int message)
    {
        foreach (var hash in hashes)
        {
            var (messages, asWord, last) = counts.GetValueOrDefault(hash, (0, isWord, 0));
            if (last != message) counts[hash] = (messages + 1, asWord, message);
        }
    }

    private static float Rarity(int messages, int withFeature) =>
        (float)Math.Pow(Math.Log((1.0 + messages) / (1 + withFeature)) + 1, RarityPower);
}
