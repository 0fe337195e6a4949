using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Baton.Server.Tests.Support;

/// <summary>A service on a free port that is slow, fails, breaks off, and is away altogether for a while now and then.</summary>
internal sealed class FlappingService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Random _random;
    private readonly Func<HttpContext, JsonElement, Task> _answer;
    private readonly Lock _gate = new();
    private int _asked;

    private FlappingService(WebApplication app, int seed, Func<HttpContext, JsonElement, Task> answer)
    {
        _app = app;
        _random = new Random(seed);
        _answer = answer;
    }

    public string Address => _app.Urls.First();

    /// <summary>How many requests were not answered as they should have been.</summary>
    public int Faults { get; private set; }

    /// <summary>From now on everything is answered at once.</summary>
    public bool IsCalm { get; set; }

    public static async Task<FlappingService> StartAsync(int seed, Func<HttpContext, JsonElement, Task> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var service = new FlappingService(builder.Build(), seed, answer);
        service._app.Run(service.TakeAsync);
        await service._app.StartAsync(TestContext.Current.CancellationToken);
        return service;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body);
        var (fault, delay) = Chance();

        // What is tried out is a service that takes its time; nothing is waited for.
        if (delay > TimeSpan.Zero) await Task.Delay(delay, http.RequestAborted);
        if (fault == Fault.Before)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        if (fault == Fault.After)
        {
            // It was done, and whoever asked does not learn of it.
            await _answer(new DefaultHttpContext(), body.RootElement);
            http.Abort();
            return;
        }

        await _answer(http, body.RootElement);
    }

    private (Fault Fault, TimeSpan Delay) Chance()
    {
        lock (_gate)
        {
            if (IsCalm) return (Fault.None, TimeSpan.Zero);
            var isAway = ++_asked % 40 >= 36;
            var dice = _random.NextDouble();
            var fault = isAway || dice < 0.10 ? Fault.Before : dice < 0.18 ? Fault.After : Fault.None;
            if (fault != Fault.None) Faults++;
            return (fault, dice > 0.9 ? TimeSpan.FromMilliseconds(400) : TimeSpan.Zero);
        }
    }

    private enum Fault
    {
        None,
        Before,
        After,
    }
}
