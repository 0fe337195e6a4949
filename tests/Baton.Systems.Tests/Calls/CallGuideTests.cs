using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Baton.Systems.Tests.Calls;

/// <summary>The requests of the guide, as it shows them.</summary>
public sealed partial class CallGuideTests
{
    [Fact]
    public async Task The_five_turns_of_the_guide_complete_the_call()
    {
        await using var site = await CallSite.StartAsync();
        var replies = new List<JsonElement>();

        foreach (var body in Bodies()) replies.Add(await PostAsync(site, body));

        Assert.Equal(["greeting", "otp_verify", "refund_request", "process_refund", "end_call"], replies.Select(reply => reply.GetProperty("intent").GetString()));
        Assert.All(replies, reply => Assert.Equal("success", reply.GetProperty("status").GetString()));
        Assert.True(replies[^1].GetProperty("is_complete").GetBoolean());
        Assert.Equal(5, replies[^1].GetProperty("session_summary").GetProperty("steps").GetArrayLength());
    }

    [Fact]
    public async Task The_paths_of_the_guide_read_and_delete_the_session()
    {
        await using var site = await CallSite.StartAsync();
        await PostAsync(site, Bodies()[0]);

        Assert.Equal("CALL-001", (await site.GetAsync("session/CALL-001")).GetProperty("call_identify_id").GetString());
        Assert.Equal(1, (await site.GetAsync("session/CALL-001/steps")).GetArrayLength());
        using var deleted = await site.Client.DeleteAsync("session/CALL-001", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
    }

    // As curl sends them: a form by its content type, which nobody looks at.
    private static async Task<JsonElement> PostAsync(CallSite site, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded");
        using var response = await site.Client.PostAsync("orchestrate", content, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }

    private static List<string> Bodies()
    {
        var bodies = Commands().Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Calls", "calls.md"))).Select(match => match.Groups["body"].Value).ToList();
        Assert.Equal(5, bodies.Count);
        return bodies;
    }

    [GeneratedRegex(@"curl -s localhost:7070/orchestrate -d '(?<body>[^']*)'", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Commands();
}
