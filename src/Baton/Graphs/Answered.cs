namespace Baton.Graphs;

/// <summary>What came of a question.</summary>
/// <typeparam name="T">The answer.</typeparam>
/// <param name="Value">The answer. After the deadline: the question's default answer, null where it has none.</param>
/// <param name="By">Who answered, as the server knows the caller; null where it does not, and after the deadline.</param>
/// <param name="IsTimedOut">True where the deadline passed and nobody had answered.</param>
public sealed record Answered<T>(T Value, string? By, bool IsTimedOut);
