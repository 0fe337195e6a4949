namespace Baton.Engine.Messages;

/// <summary>Takes personal data out of what the message log keeps.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IMessageRedactor
{
    /// <summary>The text without them: in their place stands their kind, such as <c>[email]</c>.</summary>
    string Redact(string text);
}
