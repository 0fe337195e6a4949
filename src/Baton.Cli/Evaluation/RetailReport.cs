using Baton.Support.Orders.Evaluation;

namespace Baton.Cli.Evaluation;

/// <summary>Says what an evaluation on the retail tasks came to.</summary>
internal static class RetailReport
{
    public static void Write(TextWriter output, IReadOnlyList<ReplayResult> replay, bool asJson)
    {
        var right = replay.Count(result => result.IsRight);
        output.WriteLine($"Replay: {right} of {replay.Count} tasks end in the right state ({replay.Sum(result => result.Calls)} calls; {replay.Count(result => result.IsSameHash)} to the last digit, the others to the cent).");
        foreach (var result in replay.Where(result => !result.IsRight || result.Note is not null))
        {
            output.WriteLine($"  {result.Id}: {(result.IsRight ? result.Note : "")}");
            foreach (var difference in result.Differences) output.WriteLine($"    {difference}");
        }
    }
}
