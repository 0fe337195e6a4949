using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Engine.Testing;
using Baton.Sqlite;

namespace Baton.Stores.Tests.Model;

/// <summary>Runs the same random operations on the reference store and on a driver: every outcome and every row must be the same.</summary>
public sealed class ModelTests
{
    private const int SeedsPerGroup = 25;
    private const int StepsPerSeed = 60;
    private const int StepsPerComparison = 6;

    public static TheoryData<int> Groups => [.. Enumerable.Range(0, 8)];

    [Theory]
    [MemberData(nameof(Groups))]
    public async Task Sqlite_does_what_the_reference_store_does(int group)
    {
        using var directory = new TemporaryDirectory();
        var time = new FakeTime();
        await Compare(group, time, new InMemoryStore(time), new SqliteStore(new() { Directory = directory.Path }, time));
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public async Task Postgres_does_what_the_reference_store_does_for_many_servers(int group)
    {
        var subject = new PostgresSubject();
        await Compare(group, subject.Time, new InMemoryStore(subject.Time, countsLeases: true), subject.Create());
        subject.CleanUp();
    }

    /// <summary>A group shares two stores, each seed with a tenant of its own: opening them would take most of the time.</summary>
    private static async Task Compare(int group, FakeTime time, InMemoryStore reference, IStore tested)
    {
        await using var both = new Disposing(reference, tested);
        await tested.OpenAsync(TestContext.Current.CancellationToken);
        for (var seed = group * SeedsPerGroup; seed < (group + 1) * SeedsPerGroup; seed++)
        {
            await RunSeed(seed, time, reference, tested);
        }

        Assert.Empty(await reference.CheckIntegrityAsync(TestContext.Current.CancellationToken));
        Assert.Empty(await tested.CheckIntegrityAsync(TestContext.Current.CancellationToken));
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
            var (own, actual) = await operation.RunAsync(tested);
            world.LearnKeys(reference, outcome);
            world.LearnKeys(tested, own);
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

    private sealed class Disposing(IStore first, IStore second) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await first.DisposeAsync();
            await second.DisposeAsync();
        }
    }
}
