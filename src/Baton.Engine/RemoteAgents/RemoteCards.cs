using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Baton.Engine.A2A;
using Baton.Errors;

namespace Baton.Engine.RemoteAgents;

/// <summary>The cards of agents, kept for as long as they say, and asked for again by their ETag.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class RemoteCards(TimeProvider time)
{
    private static readonly TimeSpan DefaultAge = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LeastAge = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MostAge = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<string, KnownCard> _known = new(StringComparer.Ordinal);

    /// <summary>What the card at an address says; that it says nothing where there is none.</summary>
    /// <param name="http">The client.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="address">The agent's address.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="BatonException">It cannot be read, and no earlier one is known.</exception>
    public async ValueTask<CardFacts> GetAsync(HttpClient http, RemoteAgent agent, string address, CancellationToken cancellation)
    {
        var known = _known.GetValueOrDefault(address);
        if (known is not null && known.Until > time.GetUtcNow()) return known.Facts;
        try
        {
            return (_known[address] = await ReadAsync(http, agent, address, known, cancellation)).Facts;
        }
        catch (BatonException) when (known is not null)
        {
            // An old card is better than none: whether the agent answers is seen when it is asked.
            return known.Facts;
        }
    }

    /// <summary>Reads the card now.</summary>
    /// <exception cref="BatonException">It cannot be read.</exception>
    public async ValueTask LookAsync(HttpClient http, RemoteAgent agent, string address, CancellationToken cancellation) =>
        _known[address] = await ReadAsync(http, agent, address, _known.GetValueOrDefault(address), cancellation);

    private async ValueTask<KnownCard> ReadAsync(HttpClient http, RemoteAgent agent, string address, KnownCard? known, CancellationToken cancellation)
    {
        var place = new Uri(address);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{place.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{A2AWire.CardPath}{place.Query}"));
        request.Headers.Add(A2AWire.VersionHeader, A2AWire.Version1);
        foreach (var (name, value) in agent.Headers) request.Headers.Add(name, value);
        if (known?.Tag is { } tag) request.Headers.IfNoneMatch.Add(tag);
        using var response = await RemoteHttp.SendAsync(http, request, cancellation);
        var until = time.GetUtcNow() + Age(response.Headers.CacheControl);
        if (response.StatusCode == HttpStatusCode.NotModified && known is not null) return known with { Until = until };
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed) return new KnownCard(CardFacts.None(place), null, until);
        if (!response.IsSuccessStatusCode) throw RemoteHttp.Failure(response);
        var card = await RemoteHttp.ReadAsync(response, cancellation) ?? throw RemoteCallException.Invalid("its card is no JSON");
        return new KnownCard(CardFacts.Of(card, place), response.Headers.ETag, until);
    }

    private static TimeSpan Age(CacheControlHeaderValue? control)
    {
        var age = control is { NoStore: true } or { NoCache: true } ? LeastAge : control?.MaxAge ?? DefaultAge;
        return age < LeastAge ? LeastAge : age > MostAge ? MostAge : age;
    }

    private sealed record KnownCard(CardFacts Facts, EntityTagHeaderValue? Tag, DateTimeOffset Until);
}
