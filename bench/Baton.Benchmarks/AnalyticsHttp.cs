using System.Diagnostics;
using System.Globalization;
using Baton.Engine.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Baton.Benchmarks;

/// <summary>Asks a server for its analytics: what a person who looks waits for.</summary>
internal static class AnalyticsHttp
{
    /// <returns>Milliseconds of each answer, in rising order.</returns>
    public static async Task<List<double>> TimesAsync(IStore store, DateOnly from, DateOnly to, int rounds)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.AddBaton(baton => baton.Services.AddSingleton(store));
        await using var app = builder.Build();
        app.MapBaton();
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        var path = string.Create(CultureInfo.InvariantCulture, $"/ops/analytics?from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}");
        await client.GetStringAsync(path);
        var times = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            await client.GetStringAsync(path);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        return times;
    }
}
