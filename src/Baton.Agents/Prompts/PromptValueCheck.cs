using System.Globalization;
using System.Text;
using Baton.Agents.Guardrails;
using Baton.Errors;

namespace Baton.Agents.Prompts;

/// <summary>Checks values that people want to set: only declared fields, within their bounds, and nothing in them that is not plain text.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class PromptValueCheck(GuardrailCatalog guardrails, GuardrailRunner runner)
{
    private const int MaxAuthor = 100;
    private const int MaxNote = 500;

    /// <summary>The values as they are kept.</summary>
    /// <exception cref="ValidationException">They cannot be used.</exception>
    public async ValueTask<IReadOnlyDictionary<string, string>> CheckAsync(string tenant, AgentDefinition agent, PromptChange change, CancellationToken cancellation)
    {
        var faults = new List<Fault>();
        void Refuse(string where, string message) => faults.Add(new Fault(ErrorCodes.PromptValuesInvalid, where, message));
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in change.Values)
        {
            var where = $"values.{name}";
            if (!agent.Fields.TryGetValue(name, out var field) || !field.Editable)
            {
                var names = string.Join(", ", agent.Fields.Where(pair => pair.Value.Editable).Select(pair => pair.Key));
                Refuse(where, field is null
                    ? $"The agent's file declares no such field. Set one of: {(names.Length == 0 ? "none" : names)}; or declare it under 'variables:'."
                    : "The agent's file says 'editable: false'. Change it there.");
                continue;
            }

            var text = value.ReplaceLineEndings("\n");
            if (Fault(text, field) is { } fault) Refuse(where, fault);
            else if (await HeldBackAsync(tenant, agent, name, text, cancellation) is { } reason) Refuse(where, reason);
            values[name] = text;
        }

        if (change.Author is { } author && (author.Length > MaxAuthor || !IsPlain(author))) Refuse("author", $"At most {MaxAuthor} characters of plain text are expected.");
        if (change.Note is { } note && (note.Length > MaxNote || !IsPlain(note))) Refuse("note", $"At most {MaxNote} characters of plain text are expected.");
        return faults.Count == 0 ? values : throw new ValidationException(ErrorCodes.PromptValuesInvalid, $"The fields of agent '{agent.Name}' were not changed", faults);
    }

    private static string? Fault(string text, PromptField field)
    {
        if (text.Length > field.MaxLength) return $"It has {text.Length} characters; at most {field.MaxLength} are allowed.";
        if (text.Contains("{{", StringComparison.Ordinal) || text.Contains("}}", StringComparison.Ordinal)) return "A value cannot hold placeholders: remove '{{' and '}}'.";
        return IsPlain(text) ? null : "It has control characters, invisible characters or half characters. Type it anew, or paste it as plain text.";
    }

    /// <summary>The agent's own guardrails, as for values that a node hands over.</summary>
    private async ValueTask<string?> HeldBackAsync(string tenant, AgentDefinition agent, string field, string text, CancellationToken cancellation)
    {
        var asked = guardrails.Build(agent.Guardrails, agent.GuardrailSettings).At(GuardrailBoundary.Handoff);
        if (asked.Count == 0 || text.Length == 0) return null;
        var input = new GuardrailInput(GuardrailBoundary.Handoff, text)
        {
            Agent = agent.Name,
            Prompt = agent.Prompt,
            Variables = new Dictionary<string, string> { [field] = text },
            Run = new Graphs.RunInfo(tenant, Guid.Empty, null, "", 0),
        };
        var record = await runner.RunAsync(asked, input, cancellation);

        // A person is there already: what would be shown to one passes. A value that a guardrail rewrites is not what its author wrote.
        if (record.Action is GuardrailAction.Pass or GuardrailAction.Flag && record.Text is null) return null;
        var check = record.Decisive ?? record.Checks[^1];
        return $"Guardrail '{check.Guardrail}' holds it back{(check.Reason is { Length: > 0 } reason ? $": {reason}" : ".")}";
    }

    /// <summary>True for text without control, bidirectional, tag and other invisible characters, and without half surrogate pairs.</summary>
    private static bool IsPlain(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t' or 0x200C or 0x200D) continue;
            if (rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse) return false;
        }

        return true;
    }
}
