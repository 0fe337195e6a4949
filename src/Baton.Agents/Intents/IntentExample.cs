namespace Baton.Agents.Intents;

/// <summary>A message and what it is about.</summary>
/// <param name="Text">The message.</param>
/// <param name="Intent">Its intent; null where it is out of scope: none of the intents.</param>
public sealed record IntentExample(string Text, string? Intent);
