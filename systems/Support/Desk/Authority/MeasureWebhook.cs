using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Baton.Contracts;
using Baton.Errors;
using Baton.Support.Desk.Settings;

namespace Baton.Support.Desk.Authority;

/// <summary>Sends approved measures to a service of your own: a POST of JSON with the measure's id as <c>Idempotency-Key</c>. 2xx has carried it out.</summary>
internal sealed class MeasureWebhook : IMeasureHandler, IDisposable
{
    private readonly HttpClient? _client;
    private readonly Uri? _url;

    public MeasureWebhook(DeskSettings settings)
    {
        if (settings.Authority.Url is not { } url) return;
        _url = url;
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = TimeSpan.FromSeconds(10),
        };
        if (settings.Authority.AuthEnv is { Length: > 0 } name && Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
        {
            _client.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(value);
        }
    }

    public async ValueTask CarryOutAsync(string tenant, string request, Measure measure, CancellationToken cancellationToken)
    {
        if (_client is null) return;
        using var message = new HttpRequestMessage(HttpMethod.Post, _url)
        {
            Content = JsonContent.Create(new { tenant, request, measure.Id, measure.Kind, measure.Amount, measure.Detail, measure.By, measure.DecidedBy }, options: BatonJson.Options),
        };
        message.Headers.Add("Idempotency-Key", measure.Id);
        using var answer = await SendAsync(message, cancellationToken);
        if (answer.IsSuccessStatusCode) return;
        var text = $"The service that carries measures out answered {(int)answer.StatusCode}.";
        throw answer.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
            ? new TransientException(text, answer.Headers.RetryAfter?.Delta)
            : new PermanentException(text);
    }

    public void Dispose() => _client?.Dispose();

    private async ValueTask<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return await _client!.SendAsync(message, cancellationToken);
        }
        catch (Exception broken) when (broken is HttpRequestException || (broken is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new TransientException("The service that carries measures out cannot be reached.", null, broken);
        }
    }
}
