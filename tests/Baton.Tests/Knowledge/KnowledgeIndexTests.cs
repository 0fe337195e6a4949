using Baton.Agents.Knowledge;
using Baton.Agents.Knowledge.Ranking;
using Baton.Engine.Stores.InMemory;
using Baton.Engine.Stores.Search;
using Baton.Errors;
using Baton.Tests.Engine;
using Microsoft.Extensions.Logging.Abstractions;

namespace Baton.Tests.Knowledge;

public sealed class KnowledgeIndexTests
{
    private readonly InMemoryStore _store = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_what_has_changed_is_indexed_again()
    {
        var index = new KnowledgeIndex(_store);
        KnowledgeDocument[] documents = [new("a", "A", "First text."), new("b", "B", "Second text.")];

        Assert.Equal(new KnowledgeChanges(2, 0, 0, 2), await index.PutAsync("default", "help", documents, Stop));
        Assert.Equal(new KnowledgeChanges(0, 0, 2, 0), await index.PutAsync("default", "help", documents, Stop));
        documents[1] = documents[1] with { Title = "Other" };
        Assert.Equal(new KnowledgeChanges(0, 1, 1, 1), await index.PutAsync("default", "help", documents, Stop));
        Assert.Equal(new KnowledgeChanges(2, 0, 0, 2), await index.PutAsync("tenant2", "help", documents, Stop));
    }

    [Fact]
    public async Task Many_documents_are_written_a_few_at_a_time_so_that_others_can_write_in_between()
    {
        await using var store = new SharedStore();
        var counted = new CountingSearch(store.Search);
        store.Search = counted;
        var text = string.Join("\n\n", Enumerable.Range(0, 30).Select(_ => string.Concat(Enumerable.Repeat("Some words of no weight. ", 20))));
        KnowledgeDocument[] documents = [.. Enumerable.Range(0, 20).Select(number => new KnowledgeDocument($"d{number}", "D", number < 10 ? text : "Short."))];

        var changes = await new KnowledgeIndex(store).PutAsync("default", "help", documents, Stop);

        Assert.Equal((20, changes.Chunks), (changes.Added, counted.Written.Sum()));
        Assert.All(counted.Written, chunks => Assert.InRange(chunks, 1, 40));
        Assert.InRange(counted.Written.Count, 6, 19);
    }

    [Fact]
    public async Task Everything_that_cannot_be_taken_is_listed_and_nothing_is_written()
    {
        var index = new KnowledgeIndex(_store);

        var failure = await Assert.ThrowsAsync<ValidationException>(async () => await index.PutAsync(
            "default", "help", [new("fine", "F", "text"), new("", "E", "text"), new("empty", "E", " "), new("long", "L", new string('x', KnowledgeLimits.DocumentCharacters + 1)), new("fine", "F", "text")], Stop));

        Assert.Equal((ErrorCodes.KnowledgeDocumentInvalid, 4), (failure.Code, failure.Faults.Count));
        Assert.Empty(await index.CollectionsAsync("default", Stop));
        Assert.Equal(
            ErrorCodes.KnowledgeCollectionInvalid,
            (await Assert.ThrowsAsync<BatonException>(async () => await index.PutAsync("default", "a b", [new("a", "A", "text")], Stop))).Code);
        Assert.Equal(ErrorCodes.KnowledgeUnknown, (await Assert.ThrowsAsync<BatonException>(async () => await index.DropAsync("default", "never", Stop))).Code);
    }

    [Fact]
    public async Task Rankings_by_words_and_by_vectors_are_fused()
    {
        var letters = new LetterEmbeddings();
        var index = new KnowledgeIndex(_store, letters);
        await index.PutAsync("default", "help", [new("cars", "Car", "car car car"), new("loans", "Loan", "Loan terms."), new("zoo", "Zoo", "Zebras live here."), new("fish", "Fish", "Fish swim."), new("mail", "Mail", "Letters travel.")], Stop);
        var words = new WordRanking(_store);
        var both = new KnowledgeSearch([words, new VectorRanking(_store, letters, NullLogger<VectorRanking>.Instance)]);

        Assert.Empty(await new KnowledgeSearch([words]).FindAsync(Query("automobile"), Stop));
        Assert.Equal("cars", (await both.FindAsync(Query("automobile"), Stop))[0].Document);
        var hits = await both.FindAsync(Query("loan"), Stop);
        Assert.Equal(("loans", 2.0 / 61), (hits[0].Document, hits[0].Score));
    }

    [Fact]
    public async Task A_generator_that_fails_leaves_the_words()
    {
        var letters = new LetterEmbeddings();
        await new KnowledgeIndex(_store, letters).PutAsync("default", "help", [new("loans", "Loan", "Loan terms."), new("zoo", "Zoo", "Zebras.")], Stop);
        letters.Fails = true;

        var hits = await new KnowledgeSearch([new WordRanking(_store), new VectorRanking(_store, letters, NullLogger<VectorRanking>.Instance)]).FindAsync(Query("loan"), Stop);

        Assert.Equal("loans", Assert.Single(hits).Document);
    }

    [Fact]
    public async Task Another_embedding_model_has_documents_indexed_again()
    {
        var letters = new LetterEmbeddings();
        KnowledgeDocument[] documents = [new("a", "A", "Text.")];
        await new KnowledgeIndex(_store).PutAsync("default", "help", documents, Stop);

        Assert.Equal(1, (await new KnowledgeIndex(_store, letters).PutAsync("default", "help", documents, Stop)).Changed);
        letters.Model = "other";
        Assert.Equal(1, (await new KnowledgeIndex(_store, letters).PutAsync("default", "help", documents, Stop)).Changed);
        Assert.Equal(1, (await new KnowledgeIndex(_store, letters).PutAsync("default", "help", documents, Stop)).Unchanged);
        Assert.Equal(2, letters.Calls);
    }

    private static SearchQuery Query(string text) => new("default", ["help"], text, 5);
}
