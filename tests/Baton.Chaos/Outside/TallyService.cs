using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Baton.Chaos.Outside;

/// <summary>The world outside: adds what calls bring to counters, once for each idempotency key, and remembers every call.</summary>
/// <remarks>Safe for concurrent use. Runs in the driver's process, so that no fault touches it.</remarks>
internal sealed class TallyService : IAsyncDisposable
{
    private const int LongestDelay = 5;

    private readonly Lock _gate = new();
    private readonly List<TallyCall> _calls = [];
    private readonly Dictionary<string, int> _byKey = new(StringComparer.Ordinal);
    private readonly WebApplication _app;

    private TallyService(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>Every call so far, in the order of arrival.</summary>
    public IReadOnlyList<TallyCall> Calls
    {
        get
        {
            lock (_gate) return [.. _calls];
        }
    }

    public static async Task<TallyService> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var service = new TallyService(app);
        app.MapPost("/calls", service.TakeAsync);
        await app.StartAsync();
        return service;
    }

    /// <summary>What was added under a key; null where no call with it was taken.</summary>
    public int? Taken(string key)
    {
        lock (_gate) return _calls.Find(call => call.Key == key && !call.Refused)?.Amount;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    // A call takes a moment before and after it counts, so that faults can fall between the effect's start, the call and its result.
    private async Task<IResult> TakeAsync(
        Guid run, string visit, string key, string counter, int amount, int failures, bool once, bool repeated)
    {
        await Task.Delay(Random.Shared.Next(LongestDelay));
        bool refused;
        lock (_gate)
        {
            var before = _byKey.GetValueOrDefault(key);
            _byKey[key] = before + 1;
            refused = before < failures;
            _calls.Add(new TallyCall(run, visit, key, counter, amount, once, repeated, refused));
        }

        await Task.Delay(Random.Shared.Next(LongestDelay));
        return refused ? Results.StatusCode(StatusCodes.Status503ServiceUnavailable) : Results.Ok(amount);
    }
}
