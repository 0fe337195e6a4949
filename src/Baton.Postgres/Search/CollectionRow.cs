namespace Baton.Postgres.Search;

/// <summary>A collection's row.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Name">Its name.</param>
/// <param name="Chunks">How many chunks it has.</param>
/// <param name="Words">How many words these have.</param>
internal sealed record CollectionRow(long Key, string Name, long Chunks, long Words);
