using System.Reflection;
using Baton.Errors;

namespace Baton.Tests.Architecture;

public sealed class ErrorCodeTests
{
    private static readonly string Pages = Repository.PathOf("docs", "errors");

    private static readonly (string Name, string Code)[] Codes =
    [
        .. typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral)
            .Select(field => (field.Name, (string)field.GetRawConstantValue()!)),
    ];

    [Fact]
    public void Every_code_is_used_for_one_thing_and_has_the_form()
    {
        Assert.NotEmpty(Codes);
        Assert.Distinct(Codes.Select(code => code.Code));
        Assert.All(Codes, code => Assert.Matches("^BTN[0-9]{4}$", code.Code));
    }

    [Fact]
    public void Every_code_has_a_page_and_every_page_a_code()
    {
        var pages = Directory.EnumerateFiles(Pages, "BTN*.md").Select(path => Path.GetFileNameWithoutExtension(path));

        Assert.Equal(Codes.Select(code => code.Code).Order(StringComparer.Ordinal), pages.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_page_says_what_why_and_what_to_do()
    {
        foreach (var (_, code) in Codes)
        {
            var page = File.ReadAllText(Path.Combine(Pages, code + ".md"));
            Assert.StartsWith($"# {code}: ", page, StringComparison.Ordinal);
            Assert.Contains("\n## Why\n", page, StringComparison.Ordinal);
            Assert.Contains("\n## What to do\n", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_index_lists_every_page()
    {
        var index = File.ReadAllText(Path.Combine(Pages, "README.md"));

        Assert.All(Codes, code => Assert.Contains($"[{code.Code}]({code.Code}.md)", index, StringComparison.Ordinal));
    }
}
