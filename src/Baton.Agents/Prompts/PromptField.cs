namespace Baton.Agents.Prompts;

/// <summary>A placeholder of a prompt that the agent's file declares under <c>variables:</c>.</summary>
/// <param name="Default">The file's own value.</param>
/// <param name="Editable">True where people may change the value without a deployment.</param>
/// <param name="MaxLength">The most characters that a value may have, 1 to <see cref="MostCharacters"/>.</param>
/// <remarks>Immutable; safe for concurrent use.</remarks>
public sealed record PromptField(string Default, bool Editable = true, int MaxLength = PromptField.StandardLength)
{
    /// <summary>The most characters where the file sets no <c>max_length</c>.</summary>
    public const int StandardLength = 2_000;

    /// <summary>The most that a file can allow.</summary>
    public const int MostCharacters = 20_000;
}
