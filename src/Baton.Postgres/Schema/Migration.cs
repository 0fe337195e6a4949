namespace Baton.Postgres.Schema;

/// <summary>A step of the schema.</summary>
/// <param name="Sql">What is committed together with the step's number.</param>
internal sealed record Migration(string Sql)
{
    /// <summary>What is done before, a transaction each: it takes long or waits for locks, and may be done again where it was interrupted.</summary>
    public IReadOnlyList<string> Before { get; init; } = [];
}
