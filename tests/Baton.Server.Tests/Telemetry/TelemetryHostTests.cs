using System.Reflection;
using System.Text;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Engine.Telemetry;
using Baton.Engine.Trees;
using Baton.Errors;
using Baton.Graphs;
using Baton.Server.Telemetry;
using Baton.Server.Tests.Alerts;
using Baton.Server.Tests.Fixtures;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Baton.Server.Tests.Telemetry;

[Collection(AloneCollection.Name)]
public sealed class TelemetryHostTests
{
    [Fact]
    public async Task Trees_that_cannot_be_read_keep_nothing_else_from_being_sent_at_the_end()
    {
        await using var server = await RealServer.StartAsync(baton => baton.AddGraph(
            Graph.Define<Ask, Ask, Ask>("failing", 1).Start(ask => ask).Function("work", ask => ask.Text.Length > 0 ? throw new PermanentException("It failed.") : ask).Return(ask => ask)));
        await using var receiver = await OtlpReceiver.StartAsync();
        var store = Stuck.Of<IStore>(new TaskCompletionSource(), new TaskCompletionSource());
        await using var host = Host(server, receiver, store);
        await host.StartAsync(TestContext.Current.CancellationToken);
        Assert.True(BatonTelemetry.Source.HasListeners());
        await FailAsync(server);
        await ((Stuck)(object)store).Reading.Task.WaitAsync(TestServer.Patience, TestContext.Current.CancellationToken);

        await host.StopAsync(new CancellationToken(canceled: true));

        await Eventually.TrueAsync(() => Task.FromResult(!BatonTelemetry.Source.HasListeners()), () => "The export did not end.");
        await ((Stuck)(object)store).GivenUp.Task.WaitAsync(TestServer.Patience, TestContext.Current.CancellationToken);
    }

    private static TelemetryHost Host(RealServer server, OtlpReceiver receiver, IStore store)
    {
        var settings = new Dictionary<string, string?> { ["Baton:Telemetry:Otlp:Endpoint"] = receiver.Address, ["Baton:Telemetry:SampleRatio"] = "0" };
        return new TelemetryHost(
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), server.Services.GetRequiredService<RunEnds>(),
            new RunTrees(store, new JournalReader(store)), NullLogger<TelemetryHost>.Instance);
    }

    private static async Task FailAsync(RealServer server)
    {
        using var content = new StringContent("""{"assistant_id":"failing","input":{"text":"hello"}}""", Encoding.UTF8, "application/json");
        using var response = await server.Client.PostAsync(new Uri("/runs/wait", UriKind.Relative), content, TestContext.Current.CancellationToken);
        await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    public sealed record Ask(string Text);

    /// <summary>A store that never answers.</summary>
    public class Stuck : DispatchProxy
    {
        public TaskCompletionSource Reading { get; private set; } = null!;

        public TaskCompletionSource GivenUp { get; private set; } = null!;

        public static T Of<T>(TaskCompletionSource reading, TaskCompletionSource givenUp)
            where T : class
        {
            var proxy = Create<T, Stuck>();
            var stuck = (Stuck)(object)proxy;
            (stuck.Reading, stuck.GivenUp) = (reading, givenUp);
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod?.Name switch
        {
            "get_Runs" => Of<IRunStore>(Reading, GivenUp),
            nameof(IRunStore.FindAsync) => new ValueTask<RunRow?>(WaitAsync((CancellationToken)args![2]!)),
            _ => throw new NotSupportedException(targetMethod?.Name),
        };

        private async Task<RunRow?> WaitAsync(CancellationToken cancellationToken)
        {
            Reading.TrySetResult();
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                return null;
            }
            finally
            {
                GivenUp.TrySetResult();
            }
        }
    }
}
