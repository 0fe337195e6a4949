using Baton.Agents.Tools.Sources;

namespace Baton.Agents.Tools.OpenApi;

/// <summary>An HTTP service as <c>Baton:Tools:OpenApi:&lt;name&gt;</c> describes it.</summary>
internal sealed record OpenApiSettings(string Name, string Path)
{
    /// <summary>The OpenAPI document: a file.</summary>
    public string? File { get; init; }

    /// <summary>The OpenAPI document: an address.</summary>
    public Uri? Url { get; init; }

    /// <summary>Where the service is; null takes the document's first server.</summary>
    public Uri? BaseUrl { get; init; }

    public (string Name, string Value)? Authorization { get; init; }

    public bool AllowPrivate { get; init; }

    /// <summary>The operations that become tools, by <c>operationId</c>; nothing else does.</summary>
    public IReadOnlyList<string> Operations { get; init; } = [];

    /// <summary>Operations besides GET that may be called twice.</summary>
    public IReadOnlyList<string> Idempotent { get; init; } = [];

    public TimeSpan Timeout { get; init; }

    public int MaxResponseBytes { get; init; }

    public static OpenApiSettings? Read(SourceSettings settings)
    {
        settings.RefuseUnknown(
            "document", "base_url", "auth_header", "auth_env", "allow_private", "operations", "idempotent", "timeout_seconds", "max_response_bytes");
        var document = settings.Text("document");
        var isUrl = document is not null && (document.StartsWith("http:", StringComparison.OrdinalIgnoreCase) || document.StartsWith("https:", StringComparison.OrdinalIgnoreCase));
        if (document is null) settings.Refuse("document", "Set it to the path or the address of an OpenAPI 3 document.");
        else if (!isUrl && !System.IO.File.Exists(document)) settings.Refuse("document", "There is no such file.");
        var operations = settings.List("operations");
        if (operations.Count == 0) settings.Refuse("operations", "List the operations (operationId) that agents may use.");
        var idempotent = settings.List("idempotent");
        foreach (var other in idempotent.Except(operations, StringComparer.Ordinal)) settings.Refuse("idempotent", $"'{other}' is not among the operations.");
        return document is null ? null : new OpenApiSettings(settings.Name, settings.Path)
        {
            File = isUrl ? null : document,
            Url = isUrl ? settings.Address("document") : null,
            BaseUrl = settings.Address("base_url"),
            Authorization = settings.Authorization(),
            AllowPrivate = settings.Flag("allow_private"),
            Operations = operations,
            Idempotent = idempotent,
            Timeout = settings.Timeout(),
            MaxResponseBytes = settings.Number("max_response_bytes", 262_144, 1_000, 10_000_000),
        };
    }
}
