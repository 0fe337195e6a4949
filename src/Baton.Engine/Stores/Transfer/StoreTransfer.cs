using System.Text.Json;
using Baton.Errors;

namespace Baton.Engine.Stores.Transfer;

/// <summary>
/// Moves a store's content through a file of JSON lines: a first line with the format's number, then one item a line, then a line that says
/// how much there was. Journal bodies are base64, so that every byte arrives.
/// </summary>
public static class StoreTransfer
{
    private const int Format = 3;
    private const int BatchSize = 256;
    private static readonly TransferSummary Nothing = new(0, 0, 0, 0);

    /// <summary>Writes everything that a store holds, as it is at this moment.</summary>
    /// <param name="store">The store, open; it may be in use.</param>
    /// <param name="target">Where the lines go; it stays open.</param>
    /// <param name="cancellationToken">Stops the export; what was written is of no use then.</param>
    public static async Task<TransferSummary> ExportAsync(IStore store, Stream target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(target);
        var summary = Nothing;
        await WriteAsync(target, new Header("baton-export", Format), cancellationToken);
        await foreach (var item in store.Transfer.ExportAsync(cancellationToken))
        {
            summary = summary.Count(item);
            await WriteAsync(target, item, cancellationToken);
        }

        await WriteAsync<StoreItem>(target, new EndItem(summary), cancellationToken);
        return summary;
    }

    /// <summary>Reads an export into an empty store.</summary>
    /// <param name="store">The store, open, empty and not in use.</param>
    /// <param name="source">The lines.</param>
    /// <param name="cancellationToken">Stops the import; the store is of no use then.</param>
    /// <exception cref="BatonException"><see cref="ErrorCodes.ImportInvalid"/>: the store is not empty, or the file is not a whole export.</exception>
    public static async Task<TransferSummary> ImportAsync(IStore store, Stream source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(source);
        await RefuseUnlessEmptyAsync(store, cancellationToken);
        using var reader = new StreamReader(source, leaveOpen: true);
        CheckHeader(await reader.ReadLineAsync(cancellationToken));
        var (summary, batch, line) = (Nothing, new List<StoreItem>(), 1);
        while (await reader.ReadLineAsync(cancellationToken) is { } text)
        {
            var item = Parse<StoreItem>(text, ++line);
            if (item is EndItem end)
            {
                await store.Transfer.ImportAsync(batch, cancellationToken);
                return end.Summary == summary ? summary : throw Invalid($"it should hold {end.Summary} and holds {summary}");
            }

            summary = summary.Count(item);
            batch.Add(item);
            if (batch.Count == BatchSize)
            {
                await store.Transfer.ImportAsync(batch, cancellationToken);
                batch.Clear();
            }
        }

        throw Invalid("it is cut off: its last line is missing");
    }

    private static async Task RefuseUnlessEmptyAsync(IStore store, CancellationToken cancellationToken)
    {
        var runs = await store.Runs.QueryAsync(new(null) { IncludeEdits = true, IncludeHidden = true, Limit = 1 }, cancellationToken);
        if (runs.Count > 0)
        {
            throw new BatonException(ErrorCodes.ImportInvalid, "The store is not empty. Import into a new data directory.");
        }
    }

    private static void CheckHeader(string? line)
    {
        var header = line is null ? null : Parse<Header>(line, 1);
        if (header?.Kind != "baton-export")
        {
            throw Invalid("it does not begin like an export");
        }

        if (header.Format > Format)
        {
            throw Invalid($"it has format {header.Format}, and this program reads up to {Format}: use the newer program");
        }
    }

    private static T Parse<T>(string line, int number)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, StoreJson.Options) ?? throw Invalid($"line {number} is empty");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw Invalid($"line {number} cannot be read", exception);
        }
    }

    private static async Task WriteAsync<T>(Stream target, T item, CancellationToken cancellationToken)
    {
        await JsonSerializer.SerializeAsync(target, item, StoreJson.Options, cancellationToken);
        await target.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }

    private static BatonException Invalid(string what, Exception? inner = null) =>
        new(ErrorCodes.ImportInvalid, $"The export file cannot be used: {what}. Export again, and import into a new data directory.", inner);

    private sealed record Header(string Kind, int Format);
}
