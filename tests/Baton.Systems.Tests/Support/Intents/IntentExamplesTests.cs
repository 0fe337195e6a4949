using System.Text;
using Baton.Agents.Intents;
using Baton.Agents.Intents.Training;
using Baton.Errors;

namespace Baton.Systems.Tests.Support.Intents;

public sealed class IntentExamplesTests
{
    private static IReadOnlyList<IntentExample> Csv(string text) => IntentExamples.ReadCsv(new StringReader(text), "x.csv");

    private static IReadOnlyList<IntentExample> Json(string text, ExamplePart part = ExamplePart.All) =>
        JsonExamples.Read(Encoding.UTF8.GetBytes(text), "x.json", part);

    [Theory]
    [InlineData("text,category\nhello,greet\nbla,oos\n")]
    [InlineData("id,instruction,intent,category\r\n1,hello,greet,X\r\n2,bla,oos,Y")]
    public void Csv_is_read_by_its_columns(string csv) =>
        Assert.Equal([new IntentExample("hello", "greet"), new IntentExample("bla", null)], Csv(csv));

    [Theory]
    [InlineData("""[["hello","greet"],["bla","oos"]]""")]
    [InlineData("""[{"text":"hello","intent":"greet"},{"text":"bla","label":"out_of_scope"}]""")]
    [InlineData("""{"note":"x","train":[["hello","greet"]],"oos_train":[["bla","oos"]]}""")]
    public void Json_is_read_in_its_layouts(string json) =>
        Assert.Equal([new IntentExample("hello", "greet"), new IntentExample("bla", null)], Json(json));

    [Fact]
    public void Training_leaves_the_test_parts_and_a_test_takes_only_these()
    {
        const string Parts = """{"train":[["a","x"]],"val":[["b","x"]],"test":[["c","x"]],"oos_test":[["d","oos"]]}""";

        Assert.Equal(["a", "b"], Json(Parts, ExamplePart.Training).Select(example => example.Text));
        Assert.Equal(["c", "d"], Json(Parts, ExamplePart.Test).Select(example => example.Text));
        Assert.Equal(["a"], Json("""{"train":[["a","x"]]}""", ExamplePart.Test).Select(example => example.Text));
    }

    [Fact]
    public void All_faults_are_told_with_their_lines()
    {
        var csv = Assert.Throws<ValidationException>(() => Csv("text,intent\nhello,\n,greet\nbye,leave\n"));
        var json = Assert.Throws<ValidationException>(() => Json("[\n[\"hello\"],\n[\"a\",\"x\"],\n[\"\",\"x\"]]"));

        Assert.Equal(["x.csv, line 2", "x.csv, line 3"], csv.Faults.Select(fault => fault.Where));
        Assert.Equal(["x.json, line 2", "x.json, line 4"], json.Faults.Select(fault => fault.Where));
        Assert.Equal(ErrorCodes.IntentExamplesInvalid, csv.Code);
    }

    [Theory]
    [InlineData("""{"train":[["a","x"]""")]
    [InlineData("[[\"a\",\"x\"]] tail")]
    [InlineData("")]
    public void What_is_no_json_is_told(string json) =>
        Assert.Equal(ErrorCodes.CommandInputInvalid, Assert.Throws<BatonException>(() => Json(json)).Code);

    [Theory]
    [InlineData("text,intent\n")]
    [InlineData("words,meaning\nhello,greet\n")]
    public void A_file_without_examples_is_refused(string csv) =>
        Assert.Equal(ErrorCodes.IntentExamplesInvalid, Assert.Throws<ValidationException>(() => Csv(csv)).Code);

    [Fact]
    public void Too_few_examples_are_refused()
    {
        var error = Assert.Throws<ValidationException>(() => IntentTrainer.Train(Csv("text,intent\nhello,greet\nhi,greet\nbye,leave\n")));

        Assert.Equal(["leave"], error.Faults.Select(fault => fault.Where));
    }
}
