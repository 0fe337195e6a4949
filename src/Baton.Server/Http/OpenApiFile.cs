using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Baton.Server.Http;

/// <summary>The OpenAPI document as it is sent: made when it is first asked for, and kept, since endpoints do not change while a server runs.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class OpenApiFile([FromKeyedServices(OpenApi.Document)] IOpenApiDocumentProvider documents)
{
    private readonly SemaphoreSlim _making = new(1, 1);
    private byte[]? _file;

    public static async Task Get(HttpContext context, OpenApiFile file)
    {
        var utf8 = await file.ReadAsync(context.RequestAborted);
        context.Response.ContentType = "application/json;charset=utf-8";
        context.Response.ContentLength = utf8.Length;
        await context.Response.BodyWriter.WriteAsync(utf8, context.RequestAborted);
    }

    private async ValueTask<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        if (_file is { } made) return made;
        await _making.WaitAsync(cancellationToken);
        try
        {
            return _file ??= await MakeAsync(cancellationToken);
        }
        finally
        {
            _making.Release();
        }
    }

    private async Task<byte[]> MakeAsync(CancellationToken cancellationToken)
    {
        var document = await documents.GetOpenApiDocumentAsync(cancellationToken);
        using var stream = new MemoryStream();
        await document.SerializeAsJsonAsync(stream, OpenApiSpecVersion.OpenApi3_1, cancellationToken);
        return stream.ToArray();
    }
}
