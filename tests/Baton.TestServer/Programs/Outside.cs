using System.Globalization;
using System.Net;
using System.Text.Json;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.LedgerServer.Programs;

/// <summary>The tally outside, which counts calls by their idempotency key. It runs with the driver, so no fault of a server touches it.</summary>
/// <param name="address">Where it listens; null where this server executes no programs.</param>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class Outside(Uri? address) : IDisposable
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Adds the command's amount to the tally, in an effect of the visit.</summary>
    /// <returns>The amount.</returns>
    public ValueTask<int> CallAsync(NodeContext context, string name, Command command, EffectOptions options) => context.EffectAsync(
        name,
        call => SendAsync(context, command, call, options.AtMostOnce),
        options with { Arguments = new { command.Counter, command.Amount } });

    public void Dispose() => _client.Dispose();

    private async ValueTask<int> SendAsync(NodeContext context, Command command, EffectCall call, bool once)
    {
        var query = string.Create(
            CultureInfo.InvariantCulture,
            $"/calls?run={context.Run.RunId:D}&visit={Uri.EscapeDataString(context.Visit)}&key={call.Key}&counter={command.Counter}&amount={command.Amount}&failures={command.Failures}&once={once}&repeated={call.Repeated}");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address!, query));
        using var answer = await _client.SendAsync(request, call.Cancellation);
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable) throw new TransientException("The tally refused the call this time.");
        answer.EnsureSuccessStatusCode();
        return JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync(call.Cancellation)).GetInt32();
    }
}
