using Microsoft.Playwright;

namespace Baton.ConsoleTests.Fixtures;

/// <summary>A page of the console and what went wrong in it.</summary>
public sealed class ConsolePage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _errors = [];

    internal ConsolePage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.PageError += (_, error) => _errors.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error") _errors.Add(message.Text);
        };
    }

    public IPage Page { get; }

    /// <summary>What the browser's console says of errors, failed requests apart that a test brought about itself.</summary>
    public IReadOnlyList<string> Errors => [.. _errors];

    /// <summary>Goes to a view and waits for what shows that it is there.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path);
        await Page.Locator("#content > *").First.WaitForAsync();
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
