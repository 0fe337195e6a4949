using Baton.Engine.Runs;

namespace Baton.Tests.Engine;

public sealed class MissedPokesTests
{
    [Fact]
    public void What_was_missed_is_taken_once()
    {
        var (missed, run) = (new MissedPokes(), Guid.CreateVersion7());
        missed.Add(run);
        missed.Add(run);

        Assert.True(missed.Take(run));
        Assert.False(missed.Take(run));
    }

    [Fact]
    public void The_oldest_are_forgotten_first()
    {
        var missed = new MissedPokes();
        Guid[] runs = [.. Enumerable.Range(0, 5_000).Select(_ => Guid.CreateVersion7())];
        foreach (var run in runs) missed.Add(run);

        Assert.False(missed.Take(runs[0]));
        Assert.True(missed.Take(runs[^1]));
    }
}
