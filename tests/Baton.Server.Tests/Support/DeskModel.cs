using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Tests.Support;

/// <summary>Plays the provider of the desk's models over its wire format: tells the agents apart by their prompts.</summary>
internal static class DeskModel
{
    public static async Task AnswerAsync(HttpContext http, JsonElement request)
    {
        var messages = request.GetProperty("messages").EnumerateArray().ToList();
        var prompt = messages[0].GetProperty("content").ToString();
        var last = messages[^1];
        http.Response.ContentType = "text/event-stream";
        if (prompt.Contains("triage specialist", StringComparison.Ordinal)) await SayAsync(http, """{"category":"escalation","priority":"high","reasoning":"a complaint"}""");
        else if (prompt.Contains("You prepare an escalated request", StringComparison.Ordinal)) await SayAsync(http, """{"summary":"A complaint.","suggested_reply":"We look into it."}""");
        else if (last.GetProperty("role").GetString() == "tool") await SayAsync(http, "We take this over.");
        else await CallAsync(http, "compensate", """{"amount":10,"reason":"It was late."}""");
    }

    private static Task SayAsync(HttpContext http, string text) =>
        WriteAsync(http, $$"""{"role":"assistant","content":{{JsonSerializer.Serialize(text)}}}""", "stop");

    private static Task CallAsync(HttpContext http, string tool, string arguments) => WriteAsync(
        http,
        $$$"""{"role":"assistant","tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"{{{tool}}}","arguments":{{{JsonSerializer.Serialize(arguments)}}}}}]}""",
        "tool_calls");

    private static async Task WriteAsync(HttpContext http, string delta, string finish)
    {
        await http.Response.WriteAsync(Chunk(delta, "null"));
        await http.Response.WriteAsync(Chunk("{}", $"\"{finish}\""));
        await http.Response.WriteAsync("data: [DONE]\n\n");
    }

    private static string Chunk(string delta, string finish) =>
        $$$"""data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{{{delta}}},"finish_reason":{{{finish}}}}]}""" + "\n\n";
}
