using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Baton.Systems.Tests.Calls;

public sealed class CallStreamTests
{
    [Fact]
    public async Task A_streamed_turn_tells_the_stage_and_the_agent_before_the_response()
    {
        await using var site = await CallSite.StartAsync();
        using var response = await site.SendAsync(CallSite.Turn("CALL-1", "Hello", "greeting"), path: "orchestrate/stream");

        var events = Events(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(["turn", "stage", "response"], events.Where(told => told.Name != "delta").Select(told => told.Name));
        Assert.Equal(("GREETING", "greeting"), (events[1].Data.GetProperty("flow_label").GetString(), events[1].Data.GetProperty("agents")[0].GetString()));
        Assert.Equal(2, events[^1].Data.GetProperty("next_flow_id").GetInt32());
    }

    [Fact]
    public async Task A_client_that_comes_back_goes_on_behind_what_it_has()
    {
        await using var site = await CallSite.StartAsync();
        using var first = await site.SendAsync(CallSite.Turn("CALL-1", "Hello", "greeting"), path: "orchestrate/stream");
        var had = Events(await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        using var request = new HttpRequestMessage(HttpMethod.Get, first.Headers.Location);
        request.Headers.Add("Last-Event-ID", had[1].Id);
        using var second = await site.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var rest = Events(await second.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(["turn", "response"], rest.Select(told => told.Name));
        Assert.Equal(had[^1].Data.GetRawText(), rest[^1].Data.GetRawText());
    }

    [Fact]
    public async Task A_turn_that_the_session_refuses_is_refused_before_the_stream_begins()
    {
        await using var site = await CallSite.StartAsync();
        await site.TakeWholeCallAsync("CALL-1");

        using var response = await site.SendAsync(CallSite.Turn("CALL-1", "Hello", "greeting"), path: "orchestrate/stream");

        Assert.Equal((HttpStatusCode.Conflict, "BTN7304"), await CallSite.RefusalAsync(response));
    }

    [Fact]
    public async Task Turns_go_over_a_socket_one_after_the_other()
    {
        await using var site = await CallSite.StartAsync();
        using var socket = await ConnectAsync(site);

        var first = await TurnAsync(socket, CallSite.Turn("CALL-1", "Hello", "greeting"));
        var second = await TurnAsync(socket, CallSite.Turn("CALL-1", "My code is 4711", "otp_verify"));

        Assert.Equal(["turn", "stage", "response"], first.Where(told => told.Name != "delta").Select(told => told.Name));
        Assert.Equal(3, second[^1].Data.GetProperty("next_flow_id").GetInt32());
    }

    [Fact]
    public async Task A_message_that_is_no_turn_gets_an_error_and_the_socket_stays_open()
    {
        await using var site = await CallSite.StartAsync();
        using var socket = await ConnectAsync(site);

        var wrong = await TurnAsync(socket, new Dictionary<string, string> { ["call_identify_id"] = "CALL-1" });
        var right = await TurnAsync(socket, CallSite.Turn("CALL-1", "Hello", "greeting"));

        Assert.Equal(("error", "BTN1201"), (wrong[^1].Name, wrong[^1].Data.GetProperty("code").GetString()));
        Assert.Equal("response", right[^1].Name);
    }

    [Theory]
    [InlineData("""{"call_identify_id":"CALL-1","eci":"E","eci":"F","idempotency_key":"k"}""", "BTN6001")]
    [InlineData("""{"run_id":"\ud800"}""", "BTN6010")]
    [InlineData("""{"run_id":"7"}""", "BTN6003")]
    public async Task What_cannot_be_read_gets_an_error_and_the_socket_stays_open(string message, string code)
    {
        await using var site = await CallSite.StartAsync();
        using var socket = await ConnectAsync(site);

        var wrong = await TurnAsync(socket, Encoding.UTF8.GetBytes(message));
        var right = await TurnAsync(socket, CallSite.Turn("CALL-1", "Hello", "greeting"));

        Assert.Equal(("error", code), (wrong[^1].Name, wrong[^1].Data.GetProperty("code").GetString()));
        Assert.Equal("response", right[^1].Name);
    }

    [Fact]
    public async Task A_turn_is_taken_up_again_over_another_socket()
    {
        await using var site = await CallSite.StartAsync();
        using var first = await ConnectAsync(site);
        var had = await TurnAsync(first, CallSite.Turn("CALL-1", "Hello", "greeting"));
        using var second = await ConnectAsync(site);

        var rest = await TurnAsync(second, new Dictionary<string, string> { ["run_id"] = had[0].Data.GetProperty("run_id").GetString()!, ["last_event_id"] = had[1].Id! });

        Assert.Equal(["turn", "response"], rest.Select(told => told.Name));
    }

    [Fact]
    public async Task The_address_of_the_socket_takes_nothing_else()
    {
        await using var site = await CallSite.StartAsync();

        using var response = await site.Client.GetAsync("orchestrate/ws", TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.BadRequest, "BTN7307"), await CallSite.RefusalAsync(response));
    }

    [Fact]
    public async Task A_page_of_another_origin_gets_no_socket()
    {
        await using var site = await CallSite.StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", "https://elsewhere.example");

        var refused = await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(Address(site), TestContext.Current.CancellationToken));

        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
    }

    private static Uri Address(CallSite site) => new UriBuilder(site.Client.BaseAddress!) { Scheme = "ws", Path = "/orchestrate/ws" }.Uri;

    private static async Task<ClientWebSocket> ConnectAsync(CallSite site)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(Address(site), TestContext.Current.CancellationToken);
        return socket;
    }

    private static Task<List<Told>> TurnAsync(ClientWebSocket socket, Dictionary<string, string> message) => TurnAsync(socket, JsonSerializer.SerializeToUtf8Bytes(message));

    private static async Task<List<Told>> TurnAsync(ClientWebSocket socket, byte[] message)
    {
        await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);
        var events = new List<Told>();
        var buffer = new byte[64 * 1024];
        while (events.Count == 0 || events[^1].Name is not ("response" or "error"))
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
            Assert.True(part.EndOfMessage);
            var told = JsonElement.Parse(buffer.AsSpan(0, part.Count));
            events.Add(new Told(told.TryGetProperty("id", out var id) ? id.GetString() : null, told.GetProperty("event").GetString()!, told.GetProperty("data")));
        }

        return events;
    }

    private static List<Told> Events(string text) =>
    [
        .. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(block => block.Split('\n').Where(line => !line.StartsWith(':')).ToList()).Where(lines => lines.Count > 0)
            .Select(lines => new Told(Field(lines, "id"), Field(lines, "event")!, JsonElement.Parse(Encoding.UTF8.GetBytes(Field(lines, "data")!)))),
    ];

    private static string? Field(List<string> lines, string name) => lines.Find(line => line.StartsWith($"{name}: ", StringComparison.Ordinal))?[(name.Length + 2)..];

    private sealed record Told(string? Id, string Name, JsonElement Data);
}
