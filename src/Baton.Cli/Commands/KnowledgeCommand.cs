using System.CommandLine;
using Baton.Agents.Knowledge;
using Baton.Cli.Knowledge;
using Baton.Errors;

namespace Baton.Cli.Commands;

/// <summary><c>baton knowledge</c>: the documents that agents look things up in.</summary>
internal sealed class KnowledgeCommand
{
    private const int ShownFaults = 50;
    private const int ShownCharacters = 300;

    private readonly Option<string> _collection = new("--collection") { Description = "The collection.", DefaultValueFactory = _ => "documents" };
    private readonly Option<string?> _tenant = new("--tenant") { Description = "The tenant, where no server is in charge (default: default).", Recursive = true };
    private readonly Option<bool> _prune = new("--prune") { Description = "Removes documents of the collection that are not there any more." };
    private readonly Option<int> _limit = new("--limit") { Description = "How many chunks to show.", DefaultValueFactory = _ => KnowledgeSettings.DefaultLimit };

    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var verbs = new KnowledgeCommand();
        var command = new Command("knowledge", "Keeps the documents that agents look things up in.") { verbs.Add(global), verbs.List(global), verbs.Search(global), verbs.Remove(global) };
        command.Add(verbs._tenant);
        return command;
    }

    private Command Add(GlobalOptions global)
    {
        var path = new Argument<string>("path") { Description = "A folder, or one .md, .txt, .html or .jsonl file." };
        var command = new Command("add", "Adds documents, and replaces those that have changed.") { path, _collection, _prune };
        command.SetAction((parsed, cancellationToken) => WithAsync(parsed, global, async target =>
        {
            var adding = new KnowledgeAdding(target, parsed.GetRequiredValue(_collection));
            var changes = await adding.AddAsync(parsed.GetRequiredValue(path), cancellationToken);
            Console.WriteLine($"{changes.Added:N0} added, {changes.Changed:N0} changed, {changes.Unchanged:N0} unchanged; {changes.Chunks:N0} chunks indexed.");
            await ShowFaultsAsync(adding.Faults);
            if (!parsed.GetValue(_prune)) return adding.Faults.Count == 0 ? 0 : 1;
            if (adding.Faults.Count > 0)
            {
                await Console.Error.WriteLineAsync("Nothing was removed: what could not be read is not gone.");
                return 1;
            }

            Console.WriteLine($"{await adding.PruneAsync(cancellationToken):N0} removed.");
            return 0;
        }, cancellationToken));
        return command;
    }

    private Command List(GlobalOptions global)
    {
        var name = new Argument<string?>("collection") { Description = "Lists this collection's documents.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("list", "Lists collections, or a collection's documents.") { name };
        command.SetAction((parsed, cancellationToken) => WithAsync(parsed, global, async target =>
        {
            if (parsed.GetValue(name) is { } collection) return await ListDocumentsAsync(target, collection, cancellationToken);
            foreach (var found in await target.CollectionsAsync(cancellationToken)) Console.WriteLine($"{found.Name}\t{found.Documents} documents\t{found.Chunks} chunks\t{found.UpdatedAt:u}");
            return 0;
        }, cancellationToken));
        return command;
    }

    private Command Search(GlobalOptions global)
    {
        var text = new Argument<string>("text") { Description = "What to look for." };
        _limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > KnowledgeLimits.Results) result.AddError($"--limit must be from 1 to {KnowledgeLimits.Results}.");
        });
        var command = new Command("search", "Shows what an agent would be given.") { text, _collection, _limit };
        command.SetAction((parsed, cancellationToken) => WithAsync(parsed, global, async target =>
        {
            foreach (var hit in await target.FindAsync(parsed.GetRequiredValue(_collection), parsed.GetRequiredValue(text), parsed.GetValue(_limit), cancellationToken))
            {
                var line = hit.Text.ReplaceLineEndings(" ");
                Console.WriteLine($"[{hit.Document}#{hit.Chunk}] {hit.Title} ({hit.Score:0.###})\n    {(line.Length > ShownCharacters ? line[..ShownCharacters] + "…" : line)}");
            }

            return 0;
        }, cancellationToken));
        return command;
    }

    private Command Remove(GlobalOptions global)
    {
        var name = new Argument<string>("collection") { Description = "The collection." };
        var ids = new Argument<string[]>("ids") { Description = "The documents; without any the whole collection.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("remove", "Removes documents, or a whole collection.") { name, ids };
        command.SetAction((parsed, cancellationToken) => WithAsync(parsed, global, async target =>
        {
            var (collection, named) = (parsed.GetRequiredValue(name), parsed.GetValue(ids) ?? []);
            if (named.Length == 0) await target.DropAsync(collection, cancellationToken);
            Console.WriteLine(named.Length == 0 ? $"Removed the collection {collection}." : $"{await target.RemoveAsync(collection, named, cancellationToken):N0} removed.");
            return 0;
        }, cancellationToken));
        return command;
    }

    private async Task<int> WithAsync(ParseResult parsed, GlobalOptions global, Func<IKnowledgeTarget, Task<int>> work, CancellationToken cancellationToken)
    {
        await using var target = await KnowledgeTargets.FindAsync(global.Read(parsed), parsed.GetValue(_tenant), cancellationToken);
        return await work(target);
    }

    private static async Task<int> ListDocumentsAsync(IKnowledgeTarget target, string collection, CancellationToken cancellationToken)
    {
        var count = 0;
        for (var after = ""; await target.DocumentsAsync(collection, after, cancellationToken) is { Count: > 0 } rows; after = rows[^1].Id)
        {
            foreach (var row in rows) Console.WriteLine($"{row.Id}\t{row.Title}\t{row.Chunks} chunks\t{row.UpdatedAt:u}");
            count += rows.Count;
        }

        return count > 0 ? 0 : throw new BatonException(ErrorCodes.KnowledgeUnknown, $"There is no collection '{collection}'. 'baton knowledge list' shows those that there are.");
    }

    private static async Task ShowFaultsAsync(IReadOnlyList<Fault> faults)
    {
        foreach (var fault in faults.Take(ShownFaults)) await Console.Error.WriteLineAsync($"{fault.Code}: {fault.Where}: {fault.Message}");
        if (faults.Count > ShownFaults) await Console.Error.WriteLineAsync($"… and {faults.Count - ShownFaults} more.");
    }
}
