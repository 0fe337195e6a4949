using System.Text.Json;
using Baton.Contracts;
using Baton.Support.Orders.Evaluation;

namespace Baton.Cli.Evaluation;

/// <summary>Says what an evaluation on the retail tasks came to.</summary>
/// <param name="Replay">The replay of the reference calls.</param>
/// <param name="Talks">The conversations.</param>
/// <param name="Model">The model that was asked; null where the rehearsals answered.</param>
internal sealed record RetailReport(IReadOnlyList<ReplayResult> Replay, IReadOnlyList<TalkResult> Talks, string? Model)
{
    private const int ShownDifferences = 20;
    private static readonly JsonSerializerOptions Indented = new(BatonJson.Options) { WriteIndented = true };

    /// <summary>For people.</summary>
    public void WriteTable(TextWriter output)
    {
        output.WriteLine(
            $"Replay of the reference calls: {Replay.Count(result => result.IsRight)} of {Replay.Count} tasks end in the right state "
            + $"({Replay.Sum(result => result.Calls)} calls; {Replay.Count(result => result.IsSameHash)} end states to the last digit, the others to the cent).");
        foreach (var result in Replay.Where(result => !result.IsRight || result.Note is not null))
        {
            output.WriteLine($"  task {result.Id}: {(result.IsRight ? $"right, though not as expected: {result.Note}" : "wrong")}");
            Write(output, result.Differences);
        }

        output.WriteLine();
        output.WriteLine(Model is null
            ? "Conversations, offline rehearsal: rules play the desk and the customer, and no model."
            : $"Conversations, model '{Model}' as the desk and as the customer.");
        foreach (var group in Talks.Where(talk => !talk.IsRight).GroupBy(talk => talk.Id))
        {
            output.WriteLine($"  task {group.Key}: {Wrong(group.First())}");
        }

        var idle = Talks.Where(talk => talk.IsRight && !talk.NeedsChange).Select(talk => talk.Id).Distinct().Count();
        output.WriteLine($"  {Talks.Count(talk => talk.IsRight)} of {Talks.Count} conversations right; {idle} of the tasks among them need no change of a record. What the tasks say in words (nl_assertions) is not judged.");
        var rates = PassRates.Of(Talks);
        for (var k = 1; k <= rates.Count; k++) output.WriteLine($"  pass^{k} {rates[k - 1]:0.000}");
    }

    /// <summary>For programs.</summary>
    public void WriteJson(TextWriter output) => output.WriteLine(JsonSerializer.Serialize(
        new
        {
            replay = new
            {
                tasks = Replay.Count,
                right = Replay.Count(result => result.IsRight),
                same_hash = Replay.Count(result => result.IsSameHash),
                results = Replay.Select(result => new { result.Id, result.IsRight, result.Calls, result.IsSameHash, result.SignedIn, result.Note, result.Differences }),
            },
            conversations = new
            {
                model = Model ?? "offline rehearsal",
                rehearsal = Model is null,
                right = Talks.Count(talk => talk.IsRight),
                total = Talks.Count,
                pass = PassRates.Of(Talks).Select((rate, index) => (K: index + 1, Rate: rate)).ToDictionary(pass => $"pass^{pass.K}", pass => pass.Rate),
                results = Talks.Select(talk => new { talk.Id, talk.Trial, talk.IsRight, talk.NeedsChange, talk.Failure, talk.Differences, talk.NotTold, talk.Lines }),
            },
        },
        Indented));

    private static string Wrong(TalkResult talk) =>
        talk.Failure ?? (talk.Differences.Count > 0
            ? $"{talk.Differences.Count} leaves differ, such as {talk.Differences[0]}"
            : $"the customer was not told {string.Join(", ", talk.NotTold)}");

    private static void Write(TextWriter output, IReadOnlyList<string> differences)
    {
        foreach (var difference in differences.Take(ShownDifferences)) output.WriteLine($"    {difference}");
        if (differences.Count > ShownDifferences) output.WriteLine($"    … and {differences.Count - ShownDifferences} more");
    }
}
