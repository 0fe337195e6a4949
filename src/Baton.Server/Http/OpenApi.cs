using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Baton.Server.Http;

/// <summary>The OpenAPI document <c>v1</c>.</summary>
public static class OpenApi
{
    /// <summary>The document's name.</summary>
    internal const string Document = "v1";

    internal static IServiceCollection AddBatonOpenApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.SnakeCaseLower;
            options.SerializerOptions.NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict;
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, HttpJson.Default);
        });
        services.AddSingleton<OpenApiFile>();
        return services.AddOpenApi(Document, options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Baton";
            return Task.CompletedTask;
        }));
    }

    /// <summary>Documents the body of an endpoint that reads its body itself (and so takes any content type).</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="body">The documented shape.</param>
    /// <param name="many">The body is a list of such shapes.</param>
    public static TBuilder WithBody<TBuilder>(this TBuilder endpoint, Type body, bool many = false)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.AddOpenApiOperationTransformer(async (operation, context, cancellationToken) =>
        {
            var schema = await context.GetOrCreateSchemaAsync(body, parameterDescription: null, cancellationToken);
            context.Document!.AddComponent(body.Name, schema);
            IOpenApiSchema shape = new OpenApiSchemaReference(body.Name, context.Document);
            if (many) shape = new OpenApiSchema { Type = JsonSchemaType.Array, Items = shape };
            operation.RequestBody = new OpenApiRequestBody
            {
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["application/json"] = new() { Schema = shape } },
            };
        });
}
