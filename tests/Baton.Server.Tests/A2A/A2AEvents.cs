using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Baton.Server.Tests.A2A;

/// <summary>A stream that is being read; each event is held against its shape.</summary>
internal sealed class A2AEvents(HttpResponseMessage response, bool isRpc) : IDisposable
{
    public A2AAnswer? Refusal { get; init; }

    public HttpResponseMessage Response => response;

    /// <summary>The rest of the events.</summary>
    public async Task<List<JsonElement>> AllAsync()
    {
        var events = new List<JsonElement>();
        await foreach (var happened in ReadAsync(TestContext.Current.CancellationToken)) events.Add(happened);
        return events;
    }

    public async IAsyncEnumerable<JsonElement> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Assert.Null(Refusal);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0 || line[0] == ':') continue;
            Assert.StartsWith("data: ", line, StringComparison.Ordinal);
            var body = JsonElement.Parse(line[6..]);
            if (isRpc) Assert.Equal("call-1", body.GetProperty("id").GetString());
            var happened = isRpc ? body.GetProperty("result") : body;
            Shapes.AssertIs("Event", happened);
            yield return happened;
        }
    }

    public void Dispose() => response.Dispose();

    /// <summary>The states that events tell of, in order.</summary>
    public static List<string> States(IEnumerable<JsonElement> events) =>
    [
        .. events.Where(happened => happened.TryGetProperty("statusUpdate", out _) || happened.TryGetProperty("task", out _))
            .Select(happened => happened.EnumerateObject().First().Value.GetProperty("status").GetProperty("state").GetString()!),
    ];

    /// <summary>The texts of an artifact, as a client puts them together.</summary>
    public static string Text(IEnumerable<JsonElement> events)
    {
        var text = "";
        foreach (var happened in events)
        {
            if (!happened.TryGetProperty("artifactUpdate", out var update)) continue;
            var parts = update.GetProperty("artifact").GetProperty("parts").EnumerateArray().Where(part => part.TryGetProperty("text", out _)).Select(part => part.GetProperty("text").GetString());
            text = update.GetProperty("append").GetBoolean() ? text + string.Concat(parts) : string.Concat(parts);
        }

        return text;
    }
}
