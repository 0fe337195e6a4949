using Baton.Agents.Knowledge;
using Baton.Agents.Knowledge.Reading;
using Baton.Errors;

namespace Baton.Cli.Knowledge;

/// <summary>Adds what a folder or file has, in batches that are each written whole; and removes what it no longer has, where that is wanted.</summary>
internal sealed class KnowledgeAdding(IKnowledgeTarget target, string collection)
{
    /// <summary>Characters of a batch: what a server takes in one body.</summary>
    private const int BatchCharacters = 500_000;

    private readonly List<KnowledgeDocument> _batch = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<Fault> _faults = [];
    private KnowledgeChanges _changes = new(0, 0, 0, 0);
    private int _size;

    /// <summary>What could not be taken.</summary>
    public IReadOnlyList<Fault> Faults => _faults;

    /// <summary>Adds everything that can be read.</summary>
    public async Task<KnowledgeChanges> AddAsync(string path, CancellationToken cancellationToken)
    {
        var reader = new DocumentReader(path);
        await foreach (var document in reader.ReadAsync(cancellationToken))
        {
            var fault = KnowledgeLimits.Check(document)
                ?? (_seen.Add(document.Id) ? null : new Fault(ErrorCodes.KnowledgeDocumentInvalid, document.Id, "Another document has this id. Give each its own."));
            if (fault is not null) _faults.Add(fault);
            else await TakeAsync(document, cancellationToken);
        }

        await WriteAsync(cancellationToken);
        _faults.AddRange(reader.Faults);
        return _changes;
    }

    /// <summary>Removes the collection's documents that were not among those added.</summary>
    public async Task<int> PruneAsync(CancellationToken cancellationToken)
    {
        var gone = new List<string>();
        for (var after = ""; await target.DocumentsAsync(collection, after, cancellationToken) is { Count: > 0 } rows; after = rows[^1].Id)
        {
            gone.AddRange(rows.Select(row => row.Id).Where(id => !_seen.Contains(id)));
        }

        var removed = 0;
        foreach (var ids in gone.Chunk(KnowledgeLimits.Batch)) removed += await target.RemoveAsync(collection, ids, cancellationToken);
        return removed;
    }

    private async Task TakeAsync(KnowledgeDocument document, CancellationToken cancellationToken)
    {
        if (_batch.Count == KnowledgeLimits.Batch || (_size > 0 && _size + document.Text.Length > BatchCharacters)) await WriteAsync(cancellationToken);
        _batch.Add(document);
        _size += document.Text.Length;
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (_batch.Count > 0) _changes = _changes.Plus(await target.PutAsync(collection, [.. _batch], cancellationToken));
        _batch.Clear();
        _size = 0;
    }
}
