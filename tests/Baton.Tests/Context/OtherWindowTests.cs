using Baton.Contracts;
using Baton.Errors;
using Baton.Graphs;
using Baton.Tests.Agents;
using Baton.Tests.Engine;
using Baton.Tests.Policies;

namespace Baton.Tests.Context;

/// <summary>Windows of whoever takes the place of an agent's own model, or of the agent.</summary>
public sealed class OtherWindowTests
{
    private const int FirstWindow = 3_000;
    private const int SecondWindow = 1_600;
    private const int Answer = 500;

    [Fact]
    public async Task A_model_that_takes_over_is_sent_what_fits_its_own_window()
    {
        await using var desk = await PolicyDesk.StartAsync("policies: { retries: 0, failover: [second] }", graph: Long(), settings: Windows);

        var result = await desk.FirstFails().SecondSays("ok").RunAsync();

        Assert.Equal("hi ok", Talk.Text(result));
        Assert.InRange(Sent(desk.First), (SecondWindow - Answer) * 3, (FirstWindow - Answer) * 6);
        Assert.InRange(Sent(desk.Second), 1, (SecondWindow - Answer) * 5);
        Assert.Empty(await desk.ReplayedAsync(result));
    }

    [Fact]
    public async Task A_model_whose_window_is_too_small_is_passed_over_where_a_later_one_has_room()
    {
        (string, string)[] tiny = [("Models:tiny:provider", "openai"), ("Models:tiny:model", "m"), ("Models:tiny:base_url", "http://127.0.0.1:9/v1"), ("Models:tiny:context_window", "1000"), ("Models:tiny:max_output_tokens", "990")];
        await using var desk = await PolicyDesk.StartAsync("policies: { retries: 0, failover: [tiny, second] }", graph: Long(), settings: [.. Windows, .. tiny]);

        var result = await desk.FirstFails().SecondSays("ok").RunAsync();

        Assert.Equal("hi ok", Talk.Text(result));
        Assert.Equal([$"model default: {ErrorCodes.Transient} try 1", "model.second second: done"], await desk.CallsAsync(result));
        Assert.Contains((await desk.RecordedAsync(result)).Records, record => record.Contains(ErrorCodes.ContextTooSmall, StringComparison.Ordinal));
        Assert.Empty(await desk.ReplayedAsync(result));
    }

    [Fact]
    public async Task A_small_window_is_not_all_left_to_the_answer()
    {
        await using var desk = await PolicyDesk.StartAsync("", settings: ("Models:default:context_window", "4000"));

        Assert.Equal("hi ok", Talk.Text(await desk.FirstSays("ok").RunAsync()));
    }

    [Fact]
    public async Task A_fallbacks_next_turn_goes_on_from_its_last_summary()
    {
        await using var talk = await LongTalk.StartAsync("window: 100000", "policies: { retries: 0, fallback: spare }");
        talk.Play = _ => throw new PermanentException("no");
        do await talk.RunAsync(LongTalk.Chatter(1));
        while (talk.Condensed.IsEmpty);
        var condensed = talk.Condensed.Count;

        await talk.RunAsync("And now?");

        Assert.Equal(condensed, talk.Condensed.Count);
    }

    private static (string Key, string Value)[] Windows =>
    [
        ("Models:default:context_window", $"{FirstWindow}"), ("Models:default:max_output_tokens", $"{Answer}"), ("Models:second:context_window", $"{SecondWindow}"),
    ];

    private static int Sent(WireServer server) =>
        server.Requests.Last().Body.GetProperty("messages").EnumerateArray().Sum(message => message.GetProperty("content").GetRawText().Length);

    private static GraphDefinition Long() => Talk.Begin("desk").Agent<string>(
        "help",
        "helper",
        _ => new AgentRequest([.. Enumerable.Range(0, 81).Select(turn => turn % 2 == 0 ? Message.Human(LongTalk.Chatter(turn)) : Message.Ai("I see.", "helper"))]),
        (state, answer) => state with { Lines = state.Lines.Add(answer) }).End();
}
