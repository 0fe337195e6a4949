using Baton.Engine.Hosting;
using Baton.Engine.Pools;

namespace Baton.Tests.Engine.Pools;

public sealed class PoolGateTests
{
    [Fact]
    public void Places_are_taken_by_whoever_counts_them()
    {
        var gate = new PoolGate(new EngineOptions { PoolConcurrency = 3 });

        Assert.Equal(2, gate.Take(["sales"], 2)["sales"]);

        Assert.True(gate.TryEnter("sales"));
        Assert.False(gate.TryEnter("sales"));
        Assert.Empty(gate.Take(["sales"], 2));
    }

    [Fact]
    public void Who_gives_a_place_back_hears_that_somebody_wanted_it()
    {
        var gate = new PoolGate(new EngineOptions { PoolConcurrency = 1 });
        gate.Take(["sales"], 1);

        Assert.False(gate.TryEnter("sales"));

        Assert.True(gate.Leave("sales"));
        Assert.True(gate.TryEnter("sales"));
        Assert.False(gate.Leave("sales"));
    }

    [Fact]
    public void A_pool_that_is_not_served_has_no_places()
    {
        var gate = new PoolGate(new EngineOptions { ServedPools = "email, classification" });

        Assert.False(gate.TryEnter("sales"));
        Assert.Equal(["classification"], gate.Take(["sales", "classification"], 5).Keys);
    }

    [Fact]
    public void A_pool_with_a_cap_has_as_many_places_as_were_granted()
    {
        var gate = Capped();
        Assert.False(gate.TryEnter("sales"));

        Assert.True(gate.Grant("sales", 2, gate.Term));

        Assert.Equal(2, gate.Take(["sales"], 5)["sales"]);
        Assert.False(gate.TryEnter("sales"));
    }

    [Fact]
    public void What_was_granted_to_a_dead_incarnation_is_void()
    {
        var gate = Capped();
        var term = gate.Term;
        gate.Grant("sales", 2, term);

        gate.Close();

        Assert.False(gate.TryEnter("sales"));
        Assert.False(gate.Grant("sales", 2, term));
        Assert.False(gate.TryEnter("sales"));
    }

    [Fact]
    public void Nobody_takes_a_place_that_was_given_away()
    {
        var gate = Capped();
        var places = gate.Of("sales");
        for (var round = 0; round < 200; round++)
        {
            gate.Grant("sales", 8, gate.Term);
            var (given, above) = (int.MaxValue, 0);
            Parallel.Invoke(
                () => Work(gate.TryEnter, _ => gate.Leave("sales")),
                () => Work(pool => gate.Take([pool], 4).Count > 0, _ => { }),
                () =>
                {
                    places.SetLimit(0);
                    Volatile.Write(ref given, places.Taken);
                });
            above = Math.Max(above, places.Taken - given);
            Assert.True(above <= 0, $"{above} more than was told.");
            gate.Leave("sales", places.Taken);
        }

        static void Work(Func<string, bool> take, Action<string> give)
        {
            for (var turn = 0; turn < 50; turn++)
            {
                if (take("sales")) give("sales");
            }
        }
    }

    private static PoolGate Capped() => new(new EngineOptions { PoolCaps = { ["sales"] = 10 } });
}
