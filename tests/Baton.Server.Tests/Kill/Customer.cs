using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Baton.LedgerServer;

namespace Baton.Server.Tests.Kill;

/// <summary>A client that does not give up: what gets no answer is sent again, under the same key, to whichever process is up.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class Customer(ServerProcess server, CancellationToken cancellationToken) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly HttpClient _client = new() { Timeout = ServerProcess.Patience };
    private readonly ConcurrentDictionary<string, Guid> _accepted = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, string> _answered = new();
    private int _resent;

    /// <summary>The runs that the server acknowledged, by idempotency key.</summary>
    public IReadOnlyDictionary<string, Guid> Accepted => _accepted;

    /// <summary>The answers that the server acknowledged, by run.</summary>
    public IReadOnlyDictionary<Guid, string> Answered => _answered;

    /// <summary>How many requests got no answer and were sent again.</summary>
    public int Resent => Volatile.Read(ref _resent);

    /// <summary>Starts a run of the ledger graph. How long it pauses follows from its number: the same number is the same request.</summary>
    public Task<Guid> StartLedgerAsync(int number) =>
        StartAsync($"ledger-{number}", LedgerGraph.Id, new { pause_milliseconds = 50 + (number * 37 % 150) });

    /// <summary>Starts a run that asks.</summary>
    public Task<Guid> StartApprovalAsync(int number) => StartAsync($"approval-{number}", ApprovalGraph.Id, new { number });

    /// <summary>Answers a run's question once it is open.</summary>
    public async Task AnswerAsync(Guid run)
    {
        var ticket = await TicketAsync(run);
        var text = $"answer to {run:D}";
        await SendAsync($"/ops/inbox/{ticket}", $"answer-{ticket}", new { value = new { text } });
        _answered[run] = text;
    }

    /// <summary>The runs whose question is open, with its ticket.</summary>
    public async Task<Dictionary<Guid, string>> OpenQuestionsAsync() =>
        (await ReadAsync("/ops/inbox?limit=1000")).EnumerateArray()
            .ToDictionary(ticket => ticket.GetProperty("run_id").GetGuid(), ticket => ticket.GetProperty("ticket").GetString()!);

    /// <summary>The status of every run.</summary>
    public async Task<Dictionary<Guid, string>> StatusesAsync() =>
        (await ReadAsync("/ops/runs?limit=1000")).EnumerateArray()
            .ToDictionary(run => run.GetProperty("run_id").GetGuid(), run => run.GetProperty("status").GetString()!);

    /// <summary>Asks until the statuses are as they should be.</summary>
    public async Task UntilAsync(Func<Dictionary<Guid, string>, bool> condition)
    {
        using var limit = new CancellationTokenSource(ServerProcess.Patience);
        while (await StatusesAsync() is var statuses && !condition(statuses))
        {
            Assert.False(limit.IsCancellationRequested, $"Still: {string.Join(", ", statuses.CountBy(pair => pair.Value))}\n{server.Output()}");
            await Task.Delay(Pause, cancellationToken);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<Guid> StartAsync(string key, string assistant, object input)
    {
        var body = await SendAsync("/runs", key, new { assistant_id = assistant, input });
        var run = body.GetProperty("run_id").GetGuid();
        Assert.Equal(run, _accepted.GetOrAdd(key, run));
        return run;
    }

    private async Task<string> TicketAsync(Guid run)
    {
        while (true)
        {
            if ((await OpenQuestionsAsync()).TryGetValue(run, out var ticket)) return ticket;
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private Task<JsonElement> SendAsync(string path, string key, object body) => TryAsync(address => new HttpRequestMessage(HttpMethod.Post, new Uri(address, path))
    {
        Headers = { { "Idempotency-Key", key } },
        Content = JsonContent.Create(body),
    });

    private Task<JsonElement> ReadAsync(string path) => TryAsync(address => new HttpRequestMessage(HttpMethod.Get, new Uri(address, path)));

    private async Task<JsonElement> TryAsync(Func<Uri, HttpRequestMessage> request)
    {
        while (true)
        {
            var address = await server.AddressAsync(cancellationToken);
            try
            {
                using var message = request(address);
                using var answer = await _client.SendAsync(message, cancellationToken);
                var text = await answer.Content.ReadAsStringAsync(cancellationToken);
                Assert.True(answer.IsSuccessStatusCode, $"{message.Method} {message.RequestUri}: {answer.StatusCode} {text}");
                return JsonElement.Parse(text);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                Interlocked.Increment(ref _resent);
            }
        }
    }
}
