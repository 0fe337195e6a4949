using Baton.Contracts;
using Baton.Errors;

namespace Baton.Tests.Contracts;

public sealed class CsvReaderTests
{
    private static List<IReadOnlyDictionary<string, string>> Read(string csv) => [.. new CsvReader(new StringReader(csv), "x.csv").Rows()];

    [Theory]
    [InlineData("a,b\n1,2\n3,4\n")]
    [InlineData("a,b\r\n1,2\r\n3,4")]
    [InlineData("\uFEFFa,b\n\n1,2\n\n3,4\n\n")]
    public void Rows_are_read_by_column_name(string csv)
    {
        var rows = Read(csv);

        Assert.Equal(["1", "3"], rows.Select(row => row["a"]));
        Assert.Equal(["2", "4"], rows.Select(row => row["b"]));
    }

    [Fact]
    public void Quoted_fields_keep_commas_quotes_and_line_breaks()
    {
        var row = Assert.Single(Read("a,b\r\n\"one, \"\"two\"\"\r\nthree\",\"\"\r\n"));

        Assert.Equal("one, \"two\"\r\nthree", row["a"]);
        Assert.Equal("", row["b"]);
    }

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("a,a\n1,2", "line 1")]
    [InlineData("a,b\n1,2\n3", "line 3")]
    [InlineData("a,b\n\"1\n\n2\",2\n3", "line 5")]
    [InlineData("a\n\"open\n", "line 2")]
    [InlineData("a\n\"closed\"x\n", "line 2")]
    public void A_fault_names_its_line(string csv, string line)
    {
        var error = Assert.Throws<BatonException>(() => Read(csv));

        Assert.Equal(ErrorCodes.CommandInputInvalid, error.Code);
        Assert.Contains($"x.csv, {line}:", error.Message);
    }
}
