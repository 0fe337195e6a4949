using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Baton.Server.Tests.Calls.Faults;

/// <summary>A caller: takes turns of one call, at whichever server.</summary>
/// <param name="call">The call's id.</param>
internal sealed class CallClient(string call) : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);
    private readonly HttpClient _http = new() { Timeout = _patience };

    /// <summary>The turns of a call that goes well, in order.</summary>
    public static IReadOnlyList<(string Intent, string Message)> Turns { get; } =
    [
        ("greeting", "Hello"), ("otp_verify", "The code is 482910"), ("balance_inquiry", "I have a question about my balance"),
        ("check_balance", "How much is it?"), ("end_call", "Thank you, goodbye"),
    ];

    /// <summary>Takes a turn.</summary>
    public async Task<JsonElement> TurnAsync(Uri server, string? intent, string message)
    {
        using var response = await SendAsync(server, intent, message);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{response.StatusCode}: {text}");
        return JsonElement.Parse(text);
    }

    /// <summary>Sends a turn, with the <c>Idempotency-Key</c> of the call and its place, where one is given.</summary>
    public async Task<HttpResponseMessage> SendAsync(Uri server, string? intent, string message, string? key = null)
    {
        var body = new Dictionary<string, string> { ["call_identify_id"] = call, ["account_id"] = "CUST-77", ["eci"] = "ECI-5", ["input_message"] = message };
        if (intent is not null) body["intent"] = intent;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, "/orchestrate")) { Content = JsonContent.Create(body) };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The session as a server shows it.</summary>
    public async Task<JsonElement> SessionAsync(Uri server) =>
        await _http.GetFromJsonAsync<JsonElement>(new Uri(server, $"/session/{call}"), TestContext.Current.CancellationToken);

    /// <summary>The steps, as <c>stage intent status</c>.</summary>
    public async Task<string[]> StepsAsync(Uri server) =>
    [
        .. (await SessionAsync(server)).GetProperty("steps").EnumerateArray()
            .Select(step => $"{step.GetProperty("intent_flow_id")} {step.GetProperty("intent").GetString()} {step.GetProperty("response_status").GetString()}"),
    ];

    public void Dispose() => _http.Dispose();
}
