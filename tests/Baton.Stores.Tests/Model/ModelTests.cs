using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Engine.Testing;
using Baton.Sqlite;

namespace Baton.Stores.Tests.Model;

/// <summary>Runs the same random operations on the reference store and on SQLite: every outcome and every row must be the same.</summary>
public sealed class ModelTests
{
    private const int SeedsPerGroup = 25;
    private const int StepsPerSeed = 60;
    private const int StepsPerComparison = 6;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public async Task Sqlite_does_what_the_reference_store_does(int group)
    {
        // A group shares two stores, each seed with a tenant of its own: opening files would take most of the time.
        using var directory = new TemporaryDirectory();
        var time = new FakeTime();
        await using var reference = new InMemoryStore(time);
        await using var sqlite = new SqliteStore(new() { Directory = directory.Path }, time);
        await sqlite.OpenAsync(TestContext.Current.CancellationToken);
        for (var seed = group * SeedsPerGroup; seed < (group + 1) * SeedsPerGroup; seed++)
        {
            await RunSeed(seed, time, reference, sqlite);
        }

        Assert.Empty(await reference.CheckIntegrityAsync(TestContext.Current.CancellationToken));
        Assert.Empty(await sqlite.CheckIntegrityAsync(TestContext.Current.CancellationToken));
    }

    private static async Task RunSeed(int seed, FakeTime time, IStore reference, IStore tested)
    {
        var world = new World(new Random(seed), time, $"t{seed:d4}");
        var generator = new Generator(world);
        var history = new List<string>();
        await Step(Operation.Of("register", store => store.Servers.RegisterAsync("server", TimeSpan.FromSeconds(10), default)));
        for (var step = 0; step < StepsPerSeed; step++)
        {
            await Step(generator.Next());
            var expected = await Dump.OfAsync(reference, world.Tenant, world);
            if (step % StepsPerComparison == 0 || step == StepsPerSeed - 1)
            {
                Compare(expected, await Dump.OfAsync(tested, world.Tenant, world));
            }
        }

        async Task Step(Operation operation)
        {
            history.Add(operation.Name);
            var (outcome, expected) = await operation.RunAsync(reference);
            var (_, actual) = await operation.RunAsync(tested);
            Compare(expected, actual);
            world.Learn(outcome);
        }

        void Compare(string expected, string actual)
        {
            if (expected != actual)
            {
                Assert.Fail($"Seed {seed}:\n{string.Join('\n', history)}\nexpected\n{expected}\nactual\n{actual}");
            }
        }
    }
}
