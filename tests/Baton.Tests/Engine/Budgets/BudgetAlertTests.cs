using System.Collections.Concurrent;
using Baton.Engine.Testing;
using Baton.Policies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Baton.Tests.Engine.Budgets;

/// <summary>The line in the log when a run has spent most of its budget.</summary>
public sealed class BudgetAlertTests
{
    [Theory]
    [InlineData(0, 79)]
    [InlineData(1, 80)]
    [InlineData(1, 50, 35, 10)]
    public async Task At_four_fifths_of_its_budget_a_run_is_reported_once(int times, params int[] calls)
    {
        var log = new Lines();
        var graph = Spender.InTurn(new RunBudget { Tokens = 100 }, [.. calls.Select(tokens => ((long)tokens, (long)tokens))]);
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(graph) { Services = services => services.AddSingleton<ILoggerProvider>(log) });

        var result = await engine.RunAsync("talk", Talk.Input("a"));

        Assert.Equal(times, log.Written.Count(line => line == $"Run {result.Run.Id} of talk has spent 80 % of its budget (100 tokens)."));
    }

    [Fact]
    public async Task What_was_reported_before_a_crash_is_not_reported_again()
    {
        var log = new Lines();
        var gate = new Gate();
        var graph = Talk.Begin().Budget(new RunBudget { Tokens = 100 })
            .Function("spend", async (state, context) => state with { Answer = await Spender.SpendAsync(context, "call", 85, 85) })
            .Function("hold", async (state, context) => state with { Answer = await context.EffectAsync("hold", call => gate.PassAsync("hold", call.Cancellation)) })
            .Function("more", async (state, context) => state with { Answer = await Spender.SpendAsync(context, "call", 5, 5) })
            .End();
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(graph) { Services = services => services.AddSingleton<ILoggerProvider>(log) });
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();

        await engine.Host.CrashAsync();
        gate.Open();
        await engine.WaitAsync(run);

        Assert.Single(log.Written, line => line.Contains("80 %", StringComparison.Ordinal));
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _written = new();

        public IReadOnlyCollection<string> Written => _written;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _written.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
