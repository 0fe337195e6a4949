using System.Text.Json;

namespace Baton.Agents.Tools.OpenApi;

/// <summary>An operation of an OpenAPI document.</summary>
/// <param name="Id">Its <c>operationId</c>.</param>
/// <param name="Method">The HTTP method, in capitals.</param>
/// <param name="Path">The path, with parameters in braces.</param>
/// <param name="Description">What the model is told of it.</param>
/// <param name="Schema">The JSON schema of the arguments.</param>
/// <param name="Parameters">Where each argument goes.</param>
internal sealed record OpenApiOperation(
    string Id, string Method, string Path, string Description, JsonElement Schema, IReadOnlyList<OpenApiParameter> Parameters)
{
    /// <summary>True for methods that change nothing.</summary>
    public bool IsSafe => Method is "GET" or "HEAD";
}

/// <summary>An argument of an operation.</summary>
/// <param name="Argument">What the model calls it.</param>
/// <param name="Name">What the service calls it.</param>
/// <param name="In">Where it goes.</param>
internal sealed record OpenApiParameter(string Argument, string Name, ParameterPlace In);

/// <summary>Where an argument goes.</summary>
internal enum ParameterPlace
{
    Path,
    Query,
    Header,
    Body,
}
