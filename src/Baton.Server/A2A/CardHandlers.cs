using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Baton.Engine.A2A;
using Baton.Errors;
using Baton.Registry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Baton.Server.A2A;

/// <summary>Shows agent cards. Anybody may read them: they say how to show who calls.</summary>
internal static class CardHandlers
{
    /// <summary>The card of the server's first assistant.</summary>
    public static Results<ContentHttpResult, StatusCodeHttpResult> First(HttpContext context, GraphRegistry graphs, AgentCards cards, IOptions<A2AOptions> options)
    {
        var assistant = options.Value.DefaultAssistant ?? graphs.Rows.FirstOrDefault()?.Id
            ?? throw new BatonException(ErrorCodes.GraphUnknown, "This server has no assistant yet.");
        return Show(context, graphs, cards, options, assistant);
    }

    /// <summary>The card of an assistant.</summary>
    public static Results<ContentHttpResult, StatusCodeHttpResult> Of(
        HttpContext context, GraphRegistry graphs, AgentCards cards, IOptions<A2AOptions> options, string assistant) =>
        Show(context, graphs, cards, options, assistant);

    /// <summary>The server's address as the caller knows it.</summary>
    public static string BaseUrl(HttpContext context, A2AOptions options) =>
        (options.PublicUrl ?? $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}").TrimEnd('/');

    private static Results<ContentHttpResult, StatusCodeHttpResult> Show(
        HttpContext context, GraphRegistry graphs, AgentCards cards, IOptions<A2AOptions> options, string assistant)
    {
        if (graphs.Find(assistant) is null) throw new BatonException(ErrorCodes.GraphUnknown, $"There is no assistant '{assistant}'.");
        var card = cards.Of(graphs.Get(assistant), BaseUrl(context, options.Value), extended: false);
        var body = Write(card, A2AVersion.Named(context));
        var headers = context.Response.Headers;
        headers.ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)).AsSpan(0, 16))}\"";
        headers.CacheControl = $"public, max-age={(long)options.Value.CardMaxAge.TotalSeconds}";
        headers.Vary = $"{A2AWire.VersionHeader}, Host";
        if (context.Request.Headers.IfNoneMatch.SelectMany(value => value!.Split(',', StringSplitOptions.TrimEntries)).Any(tag => tag == headers.ETag || tag == $"W/{headers.ETag}" || tag == "*"))
        {
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        return TypedResults.Text(body, "application/json", Encoding.UTF8);
    }

    /// <summary>Clients of 0.3 name no version: who names none gets what both versions understand.</summary>
    private static string Write(AgentCard card, string? version)
    {
        var url = card.SupportedInterfaces[^1].Url;
        if (version == A2AWire.Version03) return LegacyCard.Write(card, url).ToJsonString();
        var written = JsonSerializer.SerializeToNode(card, A2AJson.Wire.AgentCard)!.AsObject();
        if (version is not null) return written.ToJsonString();
        foreach (var (name, value) in LegacyCard.Members(card, url)) written[name] = value?.DeepClone();
        foreach (var (name, scheme) in card.SecuritySchemes ?? new Dictionary<string, SecurityScheme>())
        {
            foreach (var (member, value) in LegacyCard.Scheme(scheme)!.AsObject()) written["securitySchemes"]![name]![member] = value?.DeepClone();
        }

        return written.ToJsonString();
    }
}
