using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Baton.Systems.Tests.Calls;

public sealed class CallRequestTests
{
    [Fact]
    public async Task All_faults_of_a_request_are_told_at_once()
    {
        await using var site = await CallSite.StartAsync();

        using var response = await site.SendAsync(new { call_identify_id = "no blanks", account_id = "", input_message = new string('x', 4_001), intend = "greeting" });

        var body = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var places = body.GetProperty("faults").EnumerateArray().Select(fault => fault.GetProperty("where").GetString()!).ToList();
        foreach (var field in new[] { "call_identify_id", "account_id", "eci", "input_message", "intend" }) Assert.Contains(places, place => place.Contains(field, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", HttpStatusCode.UnprocessableEntity)]
    [InlineData("[1]", HttpStatusCode.UnprocessableEntity)]
    [InlineData("{\"call_identify_id\":", HttpStatusCode.BadRequest)]
    public async Task A_body_that_is_no_object_is_refused(string body, HttpStatusCode status)
    {
        await using var site = await CallSite.StartAsync();

        using var response = await site.Client.PostAsync("orchestrate", new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        Assert.Equal(status, response.StatusCode);
    }

    [Theory]
    [InlineData("session/NEVER")]
    [InlineData("session/NEVER/steps")]
    [InlineData("session/not%20an%20id")]
    public async Task An_unknown_session_is_not_found(string path)
    {
        await using var site = await CallSite.StartAsync();

        using var response = await site.Client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.NotFound, "BTN7302"), await CallSite.RefusalAsync(response));
    }

    [Fact]
    public async Task Deleting_an_unknown_session_is_not_found()
    {
        await using var site = await CallSite.StartAsync();

        using var response = await site.Client.DeleteAsync("session/NEVER", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Whoever_may_only_read_takes_no_turn()
    {
        await using var site = await CallSite.StartAsync(("ApiKeys:0:Name", "watcher"), ("ApiKeys:0:Sha256", Convert.ToHexStringLower(SHA256.HashData("a-key-of-the-watcher-1234"u8))), ("ApiKeys:0:Roles:0", "viewer"));
        site.Client.DefaultRequestHeaders.Add("X-Api-Key", "a-key-of-the-watcher-1234");

        using var response = await site.SendAsync(CallSite.Turn("CALL-1", "Hello"));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task The_document_of_the_api_has_the_calls()
    {
        await using var site = await CallSite.StartAsync();

        var paths = (await site.GetAsync("openapi/v1.json")).GetProperty("paths");

        foreach (var path in new[] { "/orchestrate", "/orchestrate/stream", "/session/{id}", "/session/{id}/steps" }) Assert.True(paths.TryGetProperty(path, out _), path);
    }
}
