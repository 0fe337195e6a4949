using System.Text;
using Baton.Agents.Guardrails.Pii;
using Baton.Engine.Messages;

namespace Baton.Agents.Messages;

/// <summary>Takes out of the message log what the guardrail <c>no_pii_in_output</c> finds, and puts the name of its kind in its place.</summary>
internal sealed class PiiRedactor(IReadOnlyList<string> kinds) : IMessageRedactor
{
    private readonly HashSet<string> _kinds = [.. kinds];

    public string Redact(string text)
    {
        StringBuilder? left = null;
        var copied = 0;
        foreach (var span in PiiCheck.Find(text).Where(span => _kinds.Contains(span.Kind)))
        {
            left ??= new StringBuilder(text.Length);
            left.Append(text, copied, span.Start - copied).Append('[').Append(span.Kind).Append(']');
            copied = span.End;
        }

        return left is null ? text : left.Append(text, copied, text.Length - copied).ToString();
    }
}
