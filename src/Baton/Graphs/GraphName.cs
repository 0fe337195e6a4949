namespace Baton.Graphs;

/// <summary>The form of graph ids, node names and branch names.</summary>
internal static class GraphName
{
    public const string Form = "lower-case letters, digits and _, 1 to 64 characters, a letter first";

    private const int MostCharacters = 64;

    public static bool IsValid(string? name) =>
        name is { Length: >= 1 and <= MostCharacters } && char.IsAsciiLetterLower(name[0]) && name.All(IsAllowed);

    private static bool IsAllowed(char character) => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '_';
}
