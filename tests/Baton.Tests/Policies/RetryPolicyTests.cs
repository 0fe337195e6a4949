using Baton.Policies;

namespace Baton.Tests.Policies;

public sealed class RetryPolicyTests
{
    private static readonly RetryPolicy Steady = new(5, TimeSpan.FromSeconds(1), 2, TimeSpan.FromSeconds(5), 0);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(4, 5)]
    [InlineData(60, 5)]
    public void Waits_grow_by_the_factor_up_to_the_longest(int attempt, double seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), Steady.DelayAfter(attempt, random: 0.5));
    }

    [Theory]
    [InlineData(0, 0.8)]
    [InlineData(0.5, 1)]
    [InlineData(0.999999999, 1.2)]
    public void Jitter_moves_a_wait_to_both_sides(double random, double seconds)
    {
        var policy = Steady with { Jitter = 0.2 };

        Assert.Equal(seconds, policy.DelayAfter(1, random).TotalSeconds, precision: 6);
    }

    [Fact]
    public void What_the_other_side_asks_for_is_the_least()
    {
        Assert.Equal(TimeSpan.FromSeconds(40), Steady.DelayAfter(1, 0, retryAfter: TimeSpan.FromSeconds(40)));
        Assert.Equal(TimeSpan.FromSeconds(4), Steady.DelayAfter(3, 0, retryAfter: TimeSpan.FromSeconds(1)));
    }
}
