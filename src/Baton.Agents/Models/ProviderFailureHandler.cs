using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Baton.Errors;

namespace Baton.Agents.Models;

/// <summary>
/// Turns a provider's failures into Baton's before an SDK sees them: what may pass is <see cref="TransientException"/> with the wait that
/// was asked for, the rest <see cref="PermanentException"/>. Of the provider's text only its error code is kept: the rest may quote the request.
/// </summary>
internal sealed partial class ProviderFailureHandler(TimeProvider time) : DelegatingHandler
{
    private const int MostOfBody = 64 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new TransientException("The model's server cannot be reached.", null, exception);
        }

        if (response.IsSuccessStatusCode) return response;
        using (response) throw await FailureAsync(response, cancellationToken);
    }

    private async Task<BatonException> FailureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var code = await CodeAsync(response, cancellationToken);
        var said = $"The model's server answered HTTP {status}{(code is null ? "" : $" ({code})")}.";
        if (status is 408 or 409 or 425 or 429 or >= 500) return new TransientException(said, RetryAfter(response));
        return new PermanentException(status switch
        {
            401 or 403 => $"{said} Check the model's key in the configuration.",
            404 => $"{said} Check the model's name and base_url in the configuration.",
            < 400 => $"{said} Redirects are not followed: configure the final address as base_url.",
            _ => $"{said} It does not accept the request as it is.",
        });
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        if (response.Headers.TryGetValues("retry-after-ms", out var values)
            && double.TryParse(values.FirstOrDefault(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds < TimeSpan.FromDays(1).TotalMilliseconds)
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        var after = response.Headers.RetryAfter;
        var wait = after?.Delta ?? (after?.Date is { } date ? date - time.GetUtcNow() : null);
        return wait > TimeSpan.Zero ? wait : null;
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(MostOfBody, cancellationToken);
            using var body = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            var error = body.RootElement.GetProperty("error");
            return Word(error, "code") ?? Word(error, "type");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return null;
        }
    }

    private static string? Word(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && CodeForm().IsMatch(value.GetString()!)
            ? value.GetString()
            : null;

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CodeForm();
}
