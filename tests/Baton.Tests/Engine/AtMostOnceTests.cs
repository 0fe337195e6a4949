using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Tests.Engine;

public sealed class AtMostOnceTests
{
    [Fact]
    public async Task A_call_without_a_result_is_made_again_with_its_key_and_says_so()
    {
        var gate = new Gate();
        var repeated = new List<bool>();
        await using var engine = await EngineFixture.StartStillAsync(Paying(gate, repeated, atMostOnce: false));
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();

        await engine.Host.CrashAsync();
        await gate.ArrivalAsync();
        gate.Open();

        Assert.Equal("a passed pay", Talk.Text(await engine.WaitAsync(run)));
        Assert.Equal([false, true], repeated);
        Assert.Equal([false, true], (await engine.JournalAsync(run)).OfType<EffectStarted>().Select(started => started.Repeated));
    }

    [Theory]
    [InlineData("""{"action":"repeat"}""", RunStatus.Success, "a passed pay", 2)]
    [InlineData("""{"action":"result","value":"paid by hand"}""", RunStatus.Success, "a paid by hand", 1)]
    [InlineData("""{"action":"fail"}""", RunStatus.Error, null, 1)]
    public async Task A_call_that_may_be_made_once_only_asks_a_person_after_a_crash(string answer, RunStatus status, string? text, int calls)
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Paying(gate, [], atMostOnce: true));
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();

        await engine.Host.CrashAsync();
        gate.Open();
        await engine.UntilAsync(run, RunStatus.Waiting);
        var result = await engine.AnswerAsync(await engine.WaitAsync(run), System.Text.Json.JsonElement.Parse(answer));

        Assert.Equal(status, result.Run.Status);
        Assert.Equal(text, result.Output is null ? null : Talk.Text(result));
        Assert.Equal(calls, gate.Came.Count);
    }

    [Fact]
    public async Task A_call_that_may_be_made_once_only_is_not_retried()
    {
        var calls = 0;
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Function("pay", async (state, context) => state with
            {
                Answer = await context.EffectAsync<string>(
                    "pay",
                    _ =>
                    {
                        calls++;
                        throw new TransientException("no answer");
                    },
                    new EffectOptions { AtMostOnce = true }),
            })
            .End());

        Assert.Equal(ErrorCodes.Transient, (await engine.RunAsync("talk", Talk.Input("a"))).Error!.Code);
        Assert.Equal(1, calls);
    }

    private static GraphDefinition Paying(Gate gate, List<bool> repeated, bool atMostOnce) => Talk.Begin()
        .Function("pay", async (state, context) => state with
        {
            Lines = state.Lines.Add(await context.EffectAsync(
                "pay",
                call =>
                {
                    repeated.Add(call.Repeated);
                    return gate.PassAsync("pay", call.Cancellation);
                },
                new EffectOptions { AtMostOnce = atMostOnce })),
        })
        .End();
}
