using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Testing;
using Baton.Errors;
using Baton.Tests.Docs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Baton.Tests.Engine;

public sealed class WebhookTests
{
    private const string Secret = "not to be told";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_end_is_announced_with_a_signature_that_can_be_checked()
    {
        await using var hook = await Hook.StartAsync();
        await using var engine = await StartAsync(allowPrivate: true);

        var run = await RunAsync(engine, hook.Address);
        var call = (await CallsAsync(engine, hook, 1))[0];

        using var body = JsonDocument.Parse(call.Body);
        Assert.Equal(("success", run.ToString()), (body.RootElement.GetProperty("status").GetString(), body.RootElement.GetProperty("run_id").GetString()));
        Assert.Equal($"{run}:finished", call.Key);
        Assert.True(WebhookSignature.IsValid(call.Signature, Encoding.UTF8.GetBytes(call.Body), Secret, engine.Clock.GetUtcNow()));
        Assert.False(WebhookSignature.IsValid(call.Signature, Encoding.UTF8.GetBytes(call.Body + " "), Secret, engine.Clock.GetUtcNow()));
        Assert.False(WebhookSignature.IsValid(call.Signature, Encoding.UTF8.GetBytes(call.Body), Secret + "x", engine.Clock.GetUtcNow()));
        Assert.False(WebhookSignature.IsValid(call.Signature, Encoding.UTF8.GetBytes(call.Body), Secret, engine.Clock.GetUtcNow().AddHours(1)));
    }

    [Fact]
    public async Task An_announcement_that_was_not_taken_is_sent_again_with_its_key_also_after_a_crash()
    {
        await using var hook = await Hook.StartAsync();
        hook.Failures = 2;
        await using var engine = await StartAsync(allowPrivate: true);

        await RunAsync(engine, hook.Address);
        await CallsAsync(engine, hook, 1);
        await engine.Host.CrashAsync();
        var calls = await CallsAsync(engine, hook, 3);

        Assert.Single(calls.Select(call => (call.Key, call.Body)).Distinct());
    }

    [Fact]
    public async Task An_address_inside_is_not_called()
    {
        await using var hook = await Hook.StartAsync();
        await using var outside = await StartAsync(allowPrivate: false);
        await using var inside = await StartAsync(allowPrivate: true);
        // By name: a literal address is refused before anything is stored.
        await RunAsync(outside, hook.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal));

        // Whatever the first engine calls, it calls before the second one has anything to announce.
        for (var turn = 0; turn < 40; turn++)
        {
            outside.Clock.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(5, Token);
        }

        var allowed = await RunAsync(inside, hook.Address);
        Assert.Equal([$"{allowed}:finished"], (await CallsAsync(inside, hook, 1)).Select(call => call.Key));
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.31.0.1", true)]
    [InlineData("192.168.0.1", true)]
    [InlineData("169.254.169.254", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("fe80::1", true)]
    [InlineData("64:ff9b::7f00:1", true)]
    [InlineData("64:ff9b:1::808:808", true)]
    [InlineData("2002:a9fe:a9fe::1", true)]
    [InlineData("2001:0:4136:e378::1", true)]
    [InlineData("::10.0.0.1", true)]
    [InlineData("192.0.0.192", true)]
    [InlineData("198.18.0.1", true)]
    [InlineData("224.0.0.1", true)]
    [InlineData("2002:808:808::1", false)]
    [InlineData("64:ff9b::808:808", false)]
    [InlineData("93.184.216.34", false)]
    [InlineData("172.32.0.1", false)]
    [InlineData("2606:2800:220:1::1", false)]
    public void Private_addresses_are_known(string address, bool isPrivate) => Assert.Equal(isPrivate, OutboundGuard.IsPrivate(IPAddress.Parse(address)));

    [Theory]
    [InlineData("not an address")]
    [InlineData("/relative")]
    [InlineData("file:///etc/passwd")]
    public async Task A_webhook_that_is_no_web_address_is_refused(string webhook)
    {
        await using var engine = await StartAsync(allowPrivate: true);

        Assert.Equal(ErrorCodes.InputInvalid, await EngineFixture.CodeAsync(() => RunAsync(engine, webhook)));
    }

    [Theory]
    [InlineData("http://127.0.0.1:9000/hook")]
    [InlineData("http://2130706433/hook")]
    [InlineData("https://[::1]/hook")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    public async Task A_private_address_is_refused_before_anything_is_stored(string webhook)
    {
        await using var engine = await StartAsync(allowPrivate: false);

        Assert.Equal(ErrorCodes.WebhookRefused, await EngineFixture.CodeAsync(() => RunAsync(engine, webhook)));
        Assert.Empty(await engine.Store.Runs.QueryAsync(new RunQuery("default"), Token));
    }

    [Fact]
    public async Task The_first_delivery_that_fails_is_logged_with_host_and_reason_and_no_more()
    {
        await using var hook = await Hook.StartAsync();
        hook.Failures = 2;
        var log = new LogSink();
        await using var engine = await StartAsync(allowPrivate: true, log);

        await RunAsync(engine, hook.Address + "/path?token=hidden");
        await CallsAsync(engine, hook, 3);

        var line = Assert.Single(log.Lines, line => line.Contains(":finished", StringComparison.Ordinal));
        Assert.Contains(new Uri(hook.Address).Authority, line, StringComparison.Ordinal);
        Assert.Contains("it answered 500", line, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_leads_inside_is_logged_with_the_setting_that_allows_it()
    {
        var log = new LogSink();
        await using var engine = await StartAsync(allowPrivate: false, log);

        await RunAsync(engine, "http://localhost:9/hook");

        using var limit = new CancellationTokenSource(EngineFixture.Patience);
        while (!log.Lines.Any(line => line.Contains("AllowPrivateWebhooks", StringComparison.Ordinal)))
        {
            engine.Clock.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(5, limit.Token);
        }
    }

    private static Task<EngineFixture> StartAsync(bool allowPrivate, LogSink? log = null) => EngineFixture.StartAsync(new BatonTestOptions(Talk.Plain())
    {
        Engine = options => (options.AllowPrivateWebhooks, options.WebhookSecret) = (allowPrivate, Secret),
        Services = services =>
        {
            if (log is not null) services.AddSingleton<ILoggerProvider>(log);
        },
    });

    private static async Task<Guid> RunAsync(EngineFixture engine, string webhook)
    {
        var started = await engine.Runs.StartAsync(new RunRequest("talk") { Input = EngineFixture.Json(Talk.Input("a")), Webhook = webhook }, Token);
        await engine.WaitAsync(started.Run.Id);
        return started.Run.Id;
    }

    private static async Task<IReadOnlyList<Call>> CallsAsync(EngineFixture engine, Hook hook, int count)
    {
        using var limit = new CancellationTokenSource(EngineFixture.Patience);
        while (hook.Calls.Count < count)
        {
            engine.Clock.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(5, limit.Token);
        }

        return [.. hook.Calls];
    }

    private sealed class LogSink : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Dispose()
        {
            // Nothing is held.
        }
    }

    private sealed record Call(string Key, string Signature, string Body);

    /// <summary>A web server that takes announcements, or refuses the first ones.</summary>
    private sealed class Hook(WebApplication app) : IAsyncDisposable
    {
        public ConcurrentQueue<Call> Calls { get; } = new();

        public int Failures { get; set; }

        public string Address => app.Urls.First();

        public static async Task<Hook> StartAsync()
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            var app = builder.Build();
            var hook = new Hook(app);
            app.Run(hook.TakeAsync);
            await app.StartAsync(Token);
            return hook;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private async Task TakeAsync(HttpContext http)
        {
            using var reader = new StreamReader(http.Request.Body);
            Calls.Enqueue(new Call(http.Request.Headers["Idempotency-Key"].ToString(), http.Request.Headers["x-baton-signature"].ToString(), await reader.ReadToEndAsync(http.RequestAborted)));
            http.Response.StatusCode = Calls.Count <= Failures ? 500 : 204;
        }
    }
}
