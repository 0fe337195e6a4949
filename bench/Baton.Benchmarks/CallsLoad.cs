using System.Diagnostics;
using System.Text.Json;

namespace Baton.Benchmarks;

/// <summary>Callers on keep-alive connections.</summary>
internal static class CallsLoad
{
    private const string Expected = "\"success\"";

    private static readonly (string Intent, string Message)[] _turns =
    [
        ("greeting", "Hello"), ("otp_verify", "The code is 482910"), ("balance_inquiry", "I have a question about my balance"),
        ("check_balance", "How much is it?"), ("end_call", "Thank you, goodbye"),
    ];

    /// <summary>Has callers make whole calls, one after the other, for a while.</summary>
    /// <returns>Turns per second.</returns>
    public static async Task<double> CallsAsync(Uri url, int callers, TimeSpan duration, string name, CallsLatencies latencies)
    {
        var until = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(async caller =>
        {
            await using var client = await HttpLoad.BareClient.ConnectAsync(url);
            var (calls, turns) = (new List<double>(), new List<double>());
            while (Stopwatch.GetTimestamp() < until)
            {
                var begun = Stopwatch.GetTimestamp();
                foreach (var (intent, message) in _turns)
                {
                    var turn = Stopwatch.GetTimestamp();
                    await client.ExchangeAsync(Turn($"{name}-{caller}-{calls.Count}", intent, message), Expected);
                    turns.Add(Stopwatch.GetElapsedTime(turn).TotalMilliseconds);
                }

                calls.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }

            latencies.Add(calls, turns);
            return turns.Count;
        }));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    /// <summary>Begins so many calls, each with one turn.</summary>
    public static async Task OpenAsync(Uri url, int callers, int count, string name)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
        {
            await using var client = await HttpLoad.BareClient.ConnectAsync(url);
            int number;
            while ((number = Interlocked.Increment(ref next)) < count) await client.ExchangeAsync(Turn($"{name}-{number}", _turns[0].Intent, _turns[0].Message), Expected);
        }));
    }

    private static byte[] Turn(string call, string intent, string message) => HttpLoad.Request(
        "POST", "/orchestrate", JsonSerializer.Serialize(new { call_identify_id = call, account_id = "ACC-7", eci = "ECI-7", input_message = message, intent }));
}

/// <summary>How long calls and their turns took, in milliseconds.</summary>
internal sealed class CallsLatencies
{
    private readonly Lock _adding = new();

    public List<double> Calls { get; } = [];

    public List<double> Turns { get; } = [];

    public void Add(List<double> calls, List<double> turns)
    {
        lock (_adding)
        {
            Calls.AddRange(calls);
            Turns.AddRange(turns);
        }
    }

    public void Sort()
    {
        Calls.Sort();
        Turns.Sort();
    }
}
