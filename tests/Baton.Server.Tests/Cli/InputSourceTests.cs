using Baton.Cli.Batch;
using Baton.Errors;

namespace Baton.Server.Tests.Cli;

public sealed class InputSourceTests : IDisposable
{
    private static readonly InputMapping _mapping = InputMapping.Parse(["message=instruction"], ["user_id=batch"]);
    private static readonly InputFields _fields = InputFields.Of(null);
    private readonly string _folder = Directory.CreateTempSubdirectory("baton-input").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private InputSource File(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, content);
        return new InputSource("@" + path);
    }

    [Theory]
    [InlineData("a.csv", "id,instruction\r\n1,\"help, please\"\r\n2,thanks\r\n")]
    [InlineData("a.jsonl", "{\"instruction\":\"help, please\"}\n\n{\"instruction\":\"thanks\"}\n")]
    [InlineData("a.json", "[{\"instruction\":\"help, please\"},{\"instruction\":\"thanks\"}]")]
    public void Every_kind_of_file_gives_the_same_inputs(string name, string content)
    {
        var inputs = File(name, content).Read(_mapping, _fields);

        Assert.Equal(["help, please", "thanks"], inputs.Select(input => (string?)input["message"]));
        Assert.All(inputs, input => Assert.Equal("batch", (string?)input["user_id"]));
    }

    [Theory]
    [InlineData("a.jsonl", "{\"instruction\":\"x\"}\n{broken\n", "line 2")]
    [InlineData("a.json", "[{\"instruction\":\"x\"},7]", "item 1")]
    public void A_fault_in_a_file_names_its_place(string name, string content, string place)
    {
        var error = Assert.Throws<BatonException>(() => File(name, content).Read(_mapping, _fields));

        Assert.Contains(place, error.Message);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("nowhere.csv", Assert.Throws<BatonException>(() => new InputSource("@nowhere.csv").Read(_mapping, _fields)).Message);
}
