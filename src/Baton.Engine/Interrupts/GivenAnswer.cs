using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Effects;
using Baton.Engine.Journal;
using Baton.Engine.Runs;

namespace Baton.Engine.Interrupts;

/// <summary>
/// The answer that a run was started with (a resume command that also moves the run or changes its state). It is for the first node: an
/// object whose names are ticket ids answers these questions, anything else the first one that is asked.
/// </summary>
/// <remarks>An answer that fits no question, or not its schema, is not taken: the question is asked and waits, as any other.</remarks>
internal sealed class GivenAnswer
{
    private readonly JsonElement _value;
    private readonly RunActivation _run;
    private readonly IReadOnlyList<EarlierRun> _earlier;
    private readonly bool _isMap;

    private GivenAnswer(RunActivation run, JsonElement value, bool isMap, IReadOnlyList<EarlierRun> earlier) =>
        (_run, _value, _isMap, _earlier) = (run, value, isMap, earlier);

    /// <summary>The answer that came with a run; null where none did, or the run's first node is completed.</summary>
    public static async ValueTask<GivenAnswer?> OfAsync(RunActivation run, RunFrame root)
    {
        if (run.Ledger.Started?.Resume is not { } value || root.HasWorked) return null;
        var isMap = Answers.IsTicketMap(value);
        // Ids are those of the questions as they were asked before, by the runs that this one goes on from.
        return new GivenAnswer(run, value, isMap, isMap ? await run.Earlier.AllAsync() : []);
    }

    /// <summary>What a question that is about to be asked is answered with, or null. Under the ledger's gate.</summary>
    public JsonElement? For(TicketOpened question)
    {
        var value = _isMap ? Named(question) : First(question);
        return value is { } given && Fits(question.Schema, given) ? given : null;
    }

    private JsonElement? Named(TicketOpened question)
    {
        foreach (var id in _earlier.Select(run => IdIn(run, question)).Prepend(question.Ticket))
        {
            if (_value.TryGetProperty(id, out var value)) return value;
        }

        return null;
    }

    private string IdIn(EarlierRun run, TicketOpened question) =>
        TicketIds.Of(_run.Row.Tenant, run.Run, run.VisitOf(question.Visit), question.Kind, question.Name, question.Ordinal);

    /// <summary>Which of several branches asks first is chance: there an answer must name its question.</summary>
    private JsonElement? First(TicketOpened question) => _run.Ledger.HasAsked || IsInBranch(question.Visit) ? null : _value;

    private static bool IsInBranch(string visit) => visit.Contains('[', StringComparison.Ordinal) || visit.Split('/').Any(part => !part.Contains('#', StringComparison.Ordinal));

    private static bool Fits(JsonElement? schema, JsonElement value) =>
        schema is not { ValueKind: JsonValueKind.Object } wanted || JsonSchemaValidator.Validate(wanted, value).Count == 0;
}
