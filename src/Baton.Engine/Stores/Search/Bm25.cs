namespace Baton.Engine.Stores.Search;

/// <summary>
/// How well a chunk fits a passage of words: Okapi BM25 with the constants and the inverse frequency that SQLite's FTS5 uses, so that every
/// driver ranks alike. A question of several passages scores the root of their squares' sum: one passage that fits well counts for more than
/// many that fit a little.
/// </summary>
/// <remarks>Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009); sqlite.org/fts5.html#the_bm25_function.</remarks>
public static class Bm25
{
    /// <summary>How soon more of the same word stops counting.</summary>
    public const double K1 = 1.2;

    /// <summary>How much a chunk's length counts.</summary>
    public const double B = 0.75;

    /// <summary>How many times a word in the title counts.</summary>
    public const int TitleWeight = 3;

    /// <summary>What a word counts that most chunks have.</summary>
    public const double LeastWeight = 1e-6;

    /// <summary>What a word counts for being rare.</summary>
    /// <param name="chunks">How many chunks the collection has.</param>
    /// <param name="with">How many of them have the word.</param>
    public static double Weight(long chunks, long with)
    {
        var weight = Math.Log((chunks - with + 0.5) / (with + 0.5));
        return weight > 0 ? weight : LeastWeight;
    }

    /// <summary>What a word adds to a chunk's score.</summary>
    /// <param name="weight">What the word counts.</param>
    /// <param name="times">How often the chunk has it; in the title each time counts <see cref="TitleWeight"/> times.</param>
    /// <param name="length">How many words the chunk has, title included.</param>
    /// <param name="average">How many the collection's chunks have on average.</param>
    public static double Score(double weight, double times, double length, double average) =>
        weight * times * (K1 + 1) / (times + (K1 * (1 - B + (B * length / average))));
}
