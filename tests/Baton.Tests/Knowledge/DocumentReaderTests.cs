using Baton.Agents.Knowledge;
using Baton.Agents.Knowledge.Reading;
using Baton.Errors;

namespace Baton.Tests.Knowledge;

public sealed class DocumentReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("baton-knowledge-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_folder_gives_its_documents_by_path()
    {
        Write("fees.md", "---\ntitle: Our fees\n---\n# Wires\nWires cost 25.");
        Write("help/phone.txt", "Call us.");
        Write("help/page.html", "<html><head><title>Opening &amp; closing</title><style>p{}</style></head><body><nav>Menu</nav><h2>Hours</h2><p>Nine to <b>five</b>.</p><ul><li>Monday</ul><script>alert(1)</script></body></html>");
        Write("picture.png", "x");
        Write(".hidden/secret.md", "no");
        Write("more.jsonl", """{"id":"j1","title":"J","text":"From a line.","team":"cards"}""");

        var (documents, faults) = await ReadAsync(_folder);

        Assert.Empty(faults);
        Assert.Equal(["fees.md", "help/page.html", "help/phone.txt", "j1"], documents.Select(document => document.Id));
        Assert.Equal(("Our fees", "# Wires\nWires cost 25."), (documents[0].Title, documents[0].Text));
        Assert.Equal(("Opening & closing", "## Hours\n\nNine to five.\n\n- Monday"), (documents[1].Title, documents[1].Text));
        Assert.Equal("phone", documents[2].Title);
        Assert.Equal("cards", documents[3].Metadata!.Value.GetProperty("team").GetString());
    }

    [Fact]
    public async Task What_cannot_be_read_is_named_with_its_place_and_the_rest_is_read()
    {
        Write("all.jsonl", "{\"id\":\"a\",\"text\":\"fine\"}\nnot json\n\n{\"id\":\"b\"}\n{\"id\":\"a\",\"text\":\"twice\"}\n{\"id\":3,\"text\":\"x\"}\n[1]");

        var (documents, faults) = await ReadAsync(Path.Combine(_folder, "all.jsonl"));

        Assert.Equal("a", Assert.Single(documents).Id);
        Assert.Equal(["all.jsonl:2", "all.jsonl:4", "all.jsonl:5", "all.jsonl:6", "all.jsonl:7"], faults.Select(fault => fault.Where));
        Assert.All(faults, fault => Assert.Equal(ErrorCodes.KnowledgeDocumentInvalid, fault.Code));
    }

    [Fact]
    public async Task A_place_that_does_not_exist_is_refused()
    {
        var failure = await Assert.ThrowsAsync<BatonException>(() => ReadAsync(Path.Combine(_folder, "nowhere")));

        Assert.Equal(ErrorCodes.KnowledgeDocumentInvalid, failure.Code);
    }

    [Fact]
    public async Task Characters_that_no_store_keeps_are_left_out()
    {
        Write("odd.txt", "one\0two\r\nthree");

        Assert.Equal("onetwo\nthree", Assert.Single((await ReadAsync(_folder)).Documents).Text);
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private static async Task<(List<KnowledgeDocument> Documents, IReadOnlyList<Fault> Faults)> ReadAsync(string path)
    {
        var reader = new DocumentReader(path);
        var documents = new List<KnowledgeDocument>();
        await foreach (var document in reader.ReadAsync(TestContext.Current.CancellationToken)) documents.Add(document);
        return (documents, reader.Faults);
    }
}
