using Microsoft.Playwright;

namespace Baton.ConsoleTests.Fixtures;

/// <summary>A page of the console and what went wrong in it.</summary>
public sealed class ConsolePage : IAsyncDisposable
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("BATON_SCREENSHOTS");
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

    /// <summary>Takes a picture for the documents, where BATON_SCREENSHOTS names a folder for them.</summary>
    public async Task PictureAsync(string name)
    {
        if (Pictures is not null) await Page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"console-{name}.png") });
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
