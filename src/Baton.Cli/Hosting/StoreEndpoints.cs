using Baton.Engine.Stores;
using Baton.Engine.Stores.Transfer;
using Baton.Errors;
using Baton.Server.Security;
using Baton.Sqlite;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Baton.Cli.Hosting;

/// <summary>What commands ask of the server that holds the store: a copy, an export, a check.</summary>
internal static class StoreEndpoints
{
    public const string BackupPath = "ops/store/backup";
    public const string IntegrityPath = "ops/store/integrity";
    public const string ExportPath = "ops/store/export";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Operations").RequireAuthorization(BatonPolicies.Administer);
        group.MapPost(BackupPath, BackupAsync);
        group.MapGet(IntegrityPath, CheckAsync);
        group.MapGet(ExportPath, ExportAsync);
    }

    private static async Task<Ok<BackupResponse>> BackupAsync(BackupRequest request, IStore anyStore, CancellationToken cancellationToken)
    {
        if (anyStore is not SqliteStore store)
        {
            throw new BatonException(ErrorCodes.RequestInvalid, "This store is copied with its database's own tools: pg_dump or pg_basebackup.");
        }

        if (request.Path is not { } path || !Path.IsPathFullyQualified(path))
        {
            throw new BatonException(ErrorCodes.RequestInvalid, "path: a full path on the server is expected.");
        }

        if (File.Exists(path)) throw new BatonException(ErrorCodes.RequestInvalid, $"{path} exists: name a file that does not.");
        await store.BackupAsync(path, cancellationToken);
        return TypedResults.Ok(new BackupResponse(path, new FileInfo(path).Length));
    }

    private static async Task<Ok<IntegrityResponse>> CheckAsync(IStore store, CancellationToken cancellationToken) =>
        TypedResults.Ok(new IntegrityResponse(await store.CheckIntegrityAsync(cancellationToken)));

    private static PushStreamHttpResult ExportAsync(IStore store, CancellationToken cancellationToken) => TypedResults.Stream(
        async body => await StoreTransfer.ExportAsync(store, body, cancellationToken), "application/x-ndjson");
}

/// <summary>Where to write a copy.</summary>
/// <param name="Path">A full path on the server; the file must not exist.</param>
internal sealed record BackupRequest(string? Path);

/// <summary>A copy that was written.</summary>
/// <param name="Path">Where.</param>
/// <param name="Bytes">How large it is.</param>
internal sealed record BackupResponse(string Path, long Bytes);

/// <summary>What a check found.</summary>
/// <param name="Findings">One line for each; none where all is well.</param>
internal sealed record IntegrityResponse(IReadOnlyList<string> Findings);
