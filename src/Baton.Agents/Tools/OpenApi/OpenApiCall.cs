using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Baton.Agents.Tools.Sources;
using Baton.Engine.Hosting;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Agents.Tools.OpenApi;

/// <summary>Calls one operation of an HTTP service: bounded in time and size, and nowhere else than where the service is.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class OpenApiCall(HttpClient http, OpenApiSettings settings, OpenApiOperation operation, Uri address, bool mayRepeat)
{
    /// <summary>The most of a refusal that a model is told.</summary>
    private const int MaxRefusal = 2_000;

    public async ValueTask<object?> SendAsync(JsonElement arguments, EffectCall call)
    {
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), (Uri?)null);
        if (Fill(request, arguments) is { } fault) return new ToolError(fault);
        request.Headers.Accept.ParseAdd("application/json, text/*;q=0.8");
        if (!operation.IsSafe) request.Headers.TryAddWithoutValidation("Idempotency-Key", call.Key);
        if (settings.Authorization is { } header) request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, call.Cancellation);
            return await ReadAsync(response, call.Cancellation);
        }
        catch (HttpRequestException exception) when (OutboundGuard.RefusalIn(exception) is { } refused)
        {
            throw new BatonException(refused.Code, refused.Message, exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException && !mayRepeat)
        {
            throw new PermanentException($"The service '{settings.Name}' could not be reached, or broke off.", exception);
        }
    }

    /// <summary>Puts arguments where they belong.</summary>
    /// <returns>What is wrong with them, or null.</returns>
    private string? Fill(HttpRequestMessage request, JsonElement arguments)
    {
        var path = operation.Path;
        var query = new StringBuilder();
        foreach (var parameter in operation.Parameters)
        {
            if (!arguments.TryGetProperty(parameter.Argument, out var value) || value.ValueKind == JsonValueKind.Null) continue;
            switch (parameter.In)
            {
                case ParameterPlace.Path:
                    var text = Text(value);
                    if (text is "" or "." or "..") return $"'{parameter.Argument}' is empty or a step in a path.";
                    path = path.Replace($"{{{parameter.Name}}}", Uri.EscapeDataString(text), StringComparison.Ordinal);
                    break;
                case ParameterPlace.Query:
                    foreach (var item in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value])
                    {
                        query.Append(query.Length == 0 ? '?' : '&').Append(Uri.EscapeDataString(parameter.Name)).Append('=').Append(Uri.EscapeDataString(Text(item)));
                    }

                    break;
                case ParameterPlace.Header:
                    if (Text(value).Any(char.IsControl) || !request.Headers.TryAddWithoutValidation(parameter.Name, Text(value))) return $"'{parameter.Argument}' cannot be sent as a header.";
                    break;
                default:
                    request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value));
                    request.Content.Headers.ContentType = new("application/json");
                    break;
            }
        }

        request.RequestUri = new Uri($"{address.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{path.TrimStart('/')}{query}");
        return null;
    }

    private async ValueTask<object?> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if ((int)response.StatusCode is >= 300 and < 400) return new ToolError("the service answered with a redirect, which is not followed.");
        if (mayRepeat && MayPass(response.StatusCode)) throw new TransientException($"The service '{settings.Name}' answered {(int)response.StatusCode}.", RetryAfter(response));
        var media = response.Content.Headers.ContentType?.MediaType ?? "";
        var isText = media.Length == 0 || media.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
            || media.Equals("application/json", StringComparison.OrdinalIgnoreCase) || media.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
        var body = isText ? await TextAsync(response.Content, cancellation) : null;
        if (!response.IsSuccessStatusCode) return new ToolError($"the service answered {(int)response.StatusCode}{(body is { Length: > 0 } ? $": {(body.Length > MaxRefusal ? body[..MaxRefusal] : body)}" : ".")}");
        if (!isText) return new ToolError($"the service answered with {media}, which is no text.");
        return body is null ? new ToolError($"the answer has more than {settings.MaxResponseBytes} bytes. Ask for less.") : body.Length == 0 ? "Done." : body;
    }

    /// <summary>The body; null where it is too large.</summary>
    private async ValueTask<string?> TextAsync(HttpContent content, CancellationToken cancellation)
    {
        if (content.Headers.ContentLength > settings.MaxResponseBytes) return null;
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[settings.MaxResponseBytes + 1];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return length > settings.MaxResponseBytes ? null : Encoding.UTF8.GetString(buffer, 0, length);
    }

    private static bool MayPass(HttpStatusCode status) => (int)status is 408 or 425 or 429 or >= 500;

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta is { } wait && wait >= TimeSpan.Zero ? wait : null;

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole.ToString(CultureInfo.InvariantCulture) : value.GetRawText(),
        _ => value.GetRawText(),
    };
}
