using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Baton.Agents.Guardrails;

/// <summary>Asks the guardrails of one boundary, in order. The next one sees what the one before has left.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed partial class GuardrailRunner(TimeProvider time, ILogger<GuardrailRunner> logger)
{
    /// <summary>What they decide, and the text that they leave.</summary>
    public async ValueTask<GuardrailRecord> RunAsync(IReadOnlyList<BuiltGuardrail> guardrails, GuardrailInput input, CancellationToken cancellation)
    {
        var checks = new List<GuardrailCheck>(guardrails.Count);
        var gravest = GuardrailAction.Pass;
        var text = input.Text;
        foreach (var guardrail in guardrails)
        {
            var (check, left) = await AskAsync(guardrail, input with { Text = text, Settings = guardrail.Settings }, cancellation);
            checks.Add(check);
            if (check.Action > gravest) gravest = check.Action;
            if (gravest >= GuardrailAction.Retry) break;
            if (left is null || left == text) continue;
            text = left;
            if (input.Json is not null) input = input with { Json = Parse(text) };
        }

        return new GuardrailRecord(input.At, gravest, checks) { Text = gravest < GuardrailAction.Retry && text != input.Text ? text : null };
    }

    private async ValueTask<(GuardrailCheck Check, string? Left)> AskAsync(BuiltGuardrail guardrail, GuardrailInput input, CancellationToken cancellation)
    {
        if (input.Text.Length > GuardrailInput.MaxLength)
        {
            return (new GuardrailCheck(guardrail.Name, GuardrailAction.Block) { Reason = $"It has more than {GuardrailInput.MaxLength} characters: too long to check." }, null);
        }

        var check = new GuardrailCheck(guardrail.Name, GuardrailAction.Block) { Failed = true };
        try
        {
            var verdict = await VerdictAsync(guardrail, input, cancellation);
            if (input.Json is not null && verdict.Text is { } left && Parse(left) is null)
            {
                return (Failed(guardrail, input, check, "redacted text that is no JSON"), null);
            }

            check = new GuardrailCheck(guardrail.Name, verdict.Action) { Findings = verdict.Findings, Reason = verdict.Reason };
            var found = verdict.Findings?.Values.Sum() ?? 0;
            if (verdict.Action != GuardrailAction.Pass) LogVerdict(guardrail.Name, input.Agent, verdict.Action, input.At, input.Run.RunId, found);
            return (check, verdict.Text);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            return (Failed(guardrail, input, check, exception is TimeoutException or OperationCanceledException ? "a timeout" : exception.GetType().Name), null);
        }
    }

    private GuardrailCheck Failed(BuiltGuardrail guardrail, GuardrailInput input, GuardrailCheck check, string failure)
    {
        LogFailed(guardrail.Name, input.Agent, input.At, input.Run.RunId, failure);
        return check with { Reason = $"The guardrail failed with {failure}; what it could not check does not pass." };
    }

    private async ValueTask<GuardrailVerdict> VerdictAsync(BuiltGuardrail guardrail, GuardrailInput input, CancellationToken cancellation)
    {
        if (guardrail.IsBuiltIn) return await guardrail.Code.CheckAsync(input, cancellation);
        using var limit = new CancellationTokenSource(guardrail.Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);

        // On a thread of its own: one that never waits could not be left behind otherwise.
        var asked = Task.Run(() => guardrail.Code.CheckAsync(input, both.Token).AsTask(), CancellationToken.None);
        return await asked.WaitAsync(guardrail.Limit, time, cancellation)
            ?? throw new InvalidOperationException($"Guardrail '{guardrail.Name}' returned no verdict.");
    }

    private static JsonElement? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
