using Baton.Engine.Hosting;
using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Engine.Testing;
using Baton.Sqlite;
using Baton.Sqlite.Native;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Stores.Tests;

public sealed class RegistrationTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("store", "store/baton.db")]
    [InlineData("store/support.db", "store/support.db")]
    public async Task Sqlite_takes_a_directory_or_a_file(string path, string file)
    {
        await using var services = Build(baton => baton.UseSqlite(directory[path]));

        var store = Assert.IsType<SqliteStore>(services.GetRequiredService<IStore>());

        Assert.Same(store, services.GetRequiredService<SqliteStore>());
        Assert.Equal(Path.GetFullPath(directory[file]), store.Path);
        await store.OpenAsync(TestContext.Current.CancellationToken);
        Assert.True(File.Exists(directory[file]));
    }

    [Fact]
    public async Task The_stores_take_the_applications_clock()
    {
        var time = new FakeTime();
        await using var services = Build(baton =>
        {
            baton.Services.AddSingleton<TimeProvider>(time);
            baton.UseInMemoryStore();
        });
        var store = Assert.IsType<InMemoryStore>(services.GetRequiredService<IStore>());

        var (thread, _) = await store.Threads.CreateAsync(new("default", "a"), TestContext.Current.CancellationToken);

        Assert.Equal(time.GetUtcNow(), thread.CreatedAt);
    }

    [Fact]
    public async Task A_store_that_is_not_open_says_so()
    {
        await using var store = new SqliteStore(new() { Directory = directory.Path });

        Assert.Contains("OpenAsync", Assert.Throws<InvalidOperationException>(() => store.Runs).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_native_library_is_new_enough() => Assert.True(Version.Parse(SqliteLibrary.Version) >= new Version(3, 35));

    private static ServiceProvider Build(Action<BatonBuilder> configure)
    {
        var services = new ServiceCollection();
        configure(new BatonBuilder(services));
        return services.BuildServiceProvider();
    }
}
