using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Baton.Server.Tests.Telemetry;

/// <summary>An OTLP receiver (HTTP, protobuf) that keeps all it gets; it takes webhooks as well.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly ConcurrentQueue<byte[]> _traces = new();
    private readonly ConcurrentQueue<byte[]> _metrics = new();
    private readonly ConcurrentQueue<string> _webhooks = new();
    private WebApplication? _app;

    public string Address => _app!.Urls.First();

    public IReadOnlyList<ReceivedSpan> Spans => [.. _traces.SelectMany(ReceivedSpan.Read)];

    /// <summary>The <c>traceparent</c> headers of the webhooks.</summary>
    public IReadOnlyCollection<string> Webhooks => _webhooks;

    /// <summary>Everything that came, as text, whatever its form.</summary>
    public string Everything => string.Concat(_traces.Concat(_metrics).Select(Encoding.Latin1.GetString));

    public int MetricRequests => _metrics.Count;

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/v1/traces", context => KeepAsync(context, receiver._traces));
        app.MapPost("/v1/metrics", context => KeepAsync(context, receiver._metrics));
        app.MapPost("/hook", (HttpContext context) => receiver._webhooks.Enqueue(context.Request.Headers.TraceParent.ToString()));
        await app.StartAsync(TestContext.Current.CancellationToken);
        receiver._app = app;
        return receiver;
    }

    /// <summary>The spans, once they fulfil a condition.</summary>
    public async Task<IReadOnlyList<ReceivedSpan>> UntilAsync(Func<IReadOnlyList<ReceivedSpan>, bool> condition)
    {
        using var limit = new CancellationTokenSource(Fixtures.TestServer.Patience);
        while (true)
        {
            var spans = Spans;
            if (condition(spans)) return spans;
            Assert.False(limit.IsCancellationRequested, $"What was waited for did not come; received: {string.Join(", ", spans.Select(span => span.Name))}");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
    }

    private static async Task KeepAsync(HttpContext context, ConcurrentQueue<byte[]> kept)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        kept.Enqueue(body.ToArray());
        context.Response.ContentType = "application/x-protobuf";
    }
}
