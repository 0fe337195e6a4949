namespace Baton.Chaos.Workload;

/// <summary>Everything that a seed submits: runs on their own, and threads with several turns.</summary>
internal sealed class WorkloadPlan
{
    private const int MostTurns = 5;

    /// <summary>In no particular order.</summary>
    public IReadOnlyList<Submission> Submissions { get; }

    public WorkloadPlan(int seed, int programs)
    {
        var random = new Random(seed);
        var generator = new ProgramGenerator(random);
        var submissions = new List<Submission>();
        for (var thread = 0; submissions.Count < programs; thread++)
        {
            var turns = random.Next(3) == 0 ? random.Next(2, MostTurns + 1) : 1;
            var rejects = random.Next(2) == 0;
            for (var turn = 0; turn < turns && submissions.Count < programs; turn++)
            {
                var name = $"p{submissions.Count}";
                submissions.Add(new Submission(name, generator.Next(name), random.NextDouble())
                {
                    Thread = turns > 1 ? $"thread-{thread}" : null,
                    Rejects = turns > 1 && rejects,
                    Twice = random.Next(4) == 0,
                    Streams = random.Next(3) == 0,
                });
            }
        }

        Submissions = submissions;
    }
}
