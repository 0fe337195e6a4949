using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Engine.Stores.Search;
using Baton.Engine.Stores.Transfer;

namespace Baton.Stores.Tests.Contract;

public abstract class SearchContract<TSubject> : StoreContract<TSubject>
    where TSubject : StoreSubject, new()
{
    private const string Collection = "bank";

    [Fact]
    public async Task A_chunk_is_found_by_its_words_in_any_form()
    {
        await PutFiller();
        await Put(Document("accounts", "Opening an account", "Customers may open a checking account when they are verified.", "Über Café fees."));

        Assert.Equal(("accounts", 1), await Best("openings for the verification of Checking ACCOUNTS"));
        Assert.Equal(("accounts", 2), await Best("uber cafes"));
        Assert.Empty(await Find("the and of"));
        Assert.Empty(await Find("zebra"));
    }

    [Fact]
    public async Task A_hit_says_where_it_is_from()
    {
        await PutFiller();
        await Put(Document("d1", "Wire transfers", "Domestic wires cost 25 dollars.") with { Metadata = Json("""{"source":"fees.md"}""") });

        var hit = Assert.Single(await Find("domestic wires"));
        Assert.Equal((Collection, "d1", 1, "Wire transfers", "Domestic wires cost 25 dollars."), (hit.Collection, hit.Document, hit.Chunk, hit.Title, hit.Text));
        Assert.Equal("fees.md", hit.Metadata!.Value.GetProperty("source").GetString());
        Assert.True(hit.Score > 0);
    }

    [Fact]
    public async Task Chunks_are_ranked_by_the_formula_that_every_driver_shares()
    {
        await PutFiller();
        SearchDocument[] cards =
        [
            Document("once", "Cards", "The platinum card has an annual fee and many other conditions that are told at length elsewhere."),
            Document("twice", "Cards", "Platinum, platinum."),
            Document("title", "Platinum", "This card is made of metal."),
        ];
        await Put(cards);

        var hits = await Find("platinum");

        var lengths = FillerDocuments().Concat(cards).Select(document => ChunkWords.Of(document)[0].Length).ToList();
        var expected = Bm25.Score(Bm25.Weight(lengths.Count, 3), times: 2, length: 3, lengths.Average());
        Assert.Equal(["title", "twice", "once"], hits.Select(hit => hit.Document));
        Assert.Equal(expected, hits[1].Score, 6);
    }

    [Fact]
    public async Task Each_passage_of_a_long_question_counts_by_itself()
    {
        await PutFiller();
        await Put(
            Document("lost", "Lost cards", "A lost card is frozen and replaced within five days."),
            Document("travel", "Travel notices", "Tell us of your journey before travelling abroad."));
        var question =
            "I have been a customer for eleven wonderful years, my wife Sarah recommended your bank, and yesterday evening near the old harbour my wallet vanished so the card is lost. " +
            "Next month we go on a long journey through Portugal, Spain, southern France and perhaps Italy, travelling abroad by train with both children and our elderly dog.";

        Assert.Equal(["lost", "travel"], (await Find(question)).Take(2).Select(hit => hit.Document).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_passage_brings_in_no_more_than_its_best()
    {
        await Put([.. Enumerable.Range(0, SearchLimits.PassageHits + 50).Select(n => Document($"d{n:000}", "", $"{(n == 249 ? "platinum platinum" : "platinum")} card {n}"))]);
        await Put([.. Enumerable.Range(0, SearchLimits.PassageHits + 100).Select(n => Document($"f{n:000}", "", $"filler {n}"))]);

        var hits = await Store.Search.FindAsync(new("default", [Collection], "platinum", 500), Stop);

        Assert.Equal(SearchLimits.PassageHits, hits.Count);
        Assert.Equal("d249", hits[0].Document);
    }

    [Fact]
    public async Task A_document_that_comes_again_replaces_itself()
    {
        await PutFiller();
        await Put(Document("d1", "Old", "Ancient wording.", "Second ancient piece."));
        await Put(Document("d1", "New", "Modern wording."));

        Assert.Empty(await Find("ancient"));
        Assert.Equal("Modern wording.", Assert.Single(await Find("modern")).Text);
        var row = Assert.Single(await Store.Search.DocumentsAsync("default", Collection, "d0", 1, Stop));
        Assert.Equal(("d1", "New", 1), (row.Id, row.Title, row.Chunks));
    }

    [Fact]
    public async Task What_was_removed_leaves_the_ranking_as_it_was()
    {
        await PutFiller();
        await Put(Document("kept", "Fees", "The overdraft fee is thirty dollars."));
        var before = await Find("overdraft fee");
        await Put(Document("gone", "Overdraft", "Overdraft, overdraft, fee."), Document("gone2", "Overdraft", "More of overdraft."));

        Assert.Equal(2, await Store.Search.RemoveAsync("default", Collection, ["gone", "gone2", "never"], Stop));

        Assert.Equal(before, await Find("overdraft fee"));
    }

    [Fact]
    public async Task A_collection_goes_with_its_last_document_or_all_at_once()
    {
        await Put(Document("d1", "One", "First."), Document("d2", "Two", "Second."));
        await Store.Search.PutAsync("default", "other", [Document("d1", "One", "First.")], Stop);

        await Store.Search.RemoveAsync("default", "other", ["d1"], Stop);
        Assert.Equal([Collection], (await Store.Search.CollectionsAsync("default", Stop)).Select(collection => collection.Name));
        Assert.True(await Store.Search.DropAsync("default", Collection, Stop));
        Assert.False(await Store.Search.DropAsync("default", Collection, Stop));

        Assert.Empty(await Store.Search.CollectionsAsync("default", Stop));
        Assert.Empty(await Find("first"));
        await Put(Document("d1", "One", "First again."));
        Assert.Single(await Find("first"));
    }

    [Fact]
    public async Task Collections_and_tenants_do_not_weigh_on_one_another()
    {
        await PutFiller();
        await Put(Document("mine", "Loans", "A mortgage runs thirty years."));
        var before = await Find("mortgage years");
        await Store.Search.PutAsync("tenant2", Collection, [.. Many("theirs", "A mortgage of theirs.")], Stop);
        await Store.Search.PutAsync("default", "other", [.. Many("other", "A mortgage of another kind.")], Stop);

        Assert.Equal(before, await Find("mortgage years"));
        Assert.All(await Store.Search.FindAsync(new("tenant2", [Collection], "mortgage", 50), Stop), hit => Assert.StartsWith("theirs", hit.Document, StringComparison.Ordinal));
        var both = await Store.Search.FindAsync(new("default", [Collection, "other", "missing"], "mortgage", 50), Stop);
        Assert.Equal(21, both.Count);
    }

    [Fact]
    public async Task Documents_are_listed_by_id_in_pages()
    {
        await Put(Document("b", "Two", "x") with { Hash = "h2" }, Document("a", "One", "y", "z") with { Hash = "h1" }, Document("B", "Three", "w"));

        var rows = await Store.Search.DocumentsAsync("default", Collection, "", 2, Stop);
        Assert.Equal([("B", "", 1), ("a", "h1", 2)], rows.Select(row => (row.Id, row.Hash, row.Chunks)));
        Assert.Equal([("a", "h1"), ("b", "h2")], (await Store.Search.HashesAsync("default", Collection, ["b", "a", "c"], Stop)).Select(pair => (pair.Key, pair.Value)).Order());
        Assert.Equal("b", Assert.Single(await Store.Search.DocumentsAsync("default", Collection, "a", 2, Stop)).Id);
        Assert.Equal((Collection, 3L, 4L, Time.GetUtcNow()), await Only());

        async Task<(string, long, long, DateTimeOffset)> Only()
        {
            var collection = Assert.Single(await Store.Search.CollectionsAsync("default", Stop));
            return (collection.Name, collection.Documents, collection.Chunks, collection.UpdatedAt);
        }
    }

    [Fact]
    public async Task What_is_too_long_or_comes_twice_is_refused_and_nothing_is_written()
    {
        await Refused(Document("d1", "One", "fine"), Document("d1", "One", "again"));
        await Refused(Document("d1", "One", "fine"), Document("d2", "Two", new string('x', SearchLimits.ChunkCharacters + 1)));
        await Refused(Document("", "One", "fine"));
        await Refused(Document("d1", "One", "nul\0"));

        Assert.Empty(await Store.Search.CollectionsAsync("default", Stop));

        async Task Refused(params SearchDocument[] documents) => await Assert.ThrowsAsync<ArgumentException>(() => Put(documents));
    }

    [Fact]
    public async Task Vectors_are_found_by_nearness()
    {
        await Put(
            new SearchDocument("north", "North", [new("n") { Vector = new float[] { 0, 1, 0, 0, 0, 0, 0, 0, 0 } }]),
            new SearchDocument("east", "East", [new("e") { Vector = new float[] { 1, 0.1f, 0, 0, 0, 0, 0, 0, 0 } }]),
            new SearchDocument("other", "Other dimensions", [new("o") { Vector = new float[] { 1, 0 } }]),
            new SearchDocument("none", "None", [new("no vector")]));

        var hits = await Store.Search.NearestAsync(new("default", [Collection], new float[] { 2, 0, 0, 0, 0, 0, 0, 0, 0 }, 5), Stop);

        Assert.Equal(["east", "north"], hits.Select(hit => hit.Document));
        Assert.Equal(1 / Math.Sqrt(1.01), hits[0].Score, 5);
        Assert.Single(await Store.Search.NearestAsync(new("default", [Collection], new float[] { 2, 0, 0, 0, 0, 0, 0, 0, 0 }, 1), Stop));
    }

    [Fact]
    public async Task Documents_move_to_another_store_and_back_whole()
    {
        await Put(
            new SearchDocument("d1", "Fees", [new("Wires cost 25 dollars.") { Vector = new float[] { 0.1f, -2 } }, new("Checks are free.")])
            {
                Hash = "h1",
                Metadata = Json("""{"team":"pay"}"""),
            },
            Document("d2", "Hours", "Nine to five."));
        await using var other = new InMemoryStore(Time);

        await MoveAsync(Store, other);
        await Store.Search.DropAsync("default", Collection, Stop);
        await MoveAsync(other, Store);

        var question = new SearchQuery("default", [Collection], "wires cost checks nine", 5);
        Assert.Equal((await other.Search.FindAsync(question, Stop)).Select(Shown), (await Store.Search.FindAsync(question, Stop)).Select(Shown));
        Assert.Equal(await other.Search.DocumentsAsync("default", Collection, "", 5, Stop), await Store.Search.DocumentsAsync("default", Collection, "", 5, Stop));
        Assert.Equal(1, (await Store.Search.NearestAsync(new("default", [Collection], new float[] { 0.1f, -2 }, 1), Stop))[0].Score, 6);

        static string Shown(SearchHit hit) => $"{hit.Document}#{hit.Chunk} {hit.Title} {hit.Text} {hit.Metadata} {hit.Score:0.0000000000}";
    }

    private static async Task MoveAsync(IStore from, IStore to)
    {
        using var file = new MemoryStream();
        await StoreTransfer.ExportAsync(from, file, Stop);
        file.Position = 0;
        Assert.True((await StoreTransfer.ImportAsync(to, file, Stop)).Documents > 0);
    }

    [Fact]
    public async Task Simultaneous_changes_of_a_collection_all_count()
    {
        await Task.WhenAll(Enumerable.Range(0, 12).Select(n => Task.Run(() => Put(Document($"d{n}", "Common title", $"Common words and unique{n}.")))));

        Assert.Equal(12, Assert.Single(await Store.Search.CollectionsAsync("default", Stop)).Documents);
        Assert.Equal(12, (await Find("common")).Count);
        Assert.Equal("d7", Assert.Single(await Find("unique7")).Document);
    }

    private static readonly string[] Filler =
    [
        "Branches open at nine.", "Statements are sent monthly.", "Interest is paid quarterly.", "Checks clear overnight.", "Passwords expire yearly.",
        "Cash withdrawals are limited.", "Support answers by phone.", "Deposits are insured.",
    ];

    private static SearchDocument Document(string id, string title, params string[] chunks) => new(id, title, [.. chunks.Select(text => new SearchChunk(text))]);

    private static IEnumerable<SearchDocument> Many(string prefix, string text) => Enumerable.Range(0, 20).Select(n => Document($"{prefix}{n}", "Note", text));

    private async Task Put(params SearchDocument[] documents) => await Store.Search.PutAsync("default", Collection, documents, Stop);

    /// <summary>A word that most of a handful of chunks have counts nothing.</summary>
    private Task PutFiller() => Put([.. FillerDocuments()]);

    private static IEnumerable<SearchDocument> FillerDocuments() => Filler.Select((text, index) => Document($"0{index}", "Note", text));

    private async Task<IReadOnlyList<SearchHit>> Find(string text) => await Store.Search.FindAsync(new("default", [Collection], text, 50), Stop);

    private async Task<(string, int)> Best(string text)
    {
        var hit = (await Find(text))[0];
        return (hit.Document, hit.Chunk);
    }
}
