using Microsoft.Playwright;

namespace Baton.ConsoleTests.Fixtures;

/// <summary>The browser that all tests share; absent where the machine has none.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public static string Program => Environment.GetEnvironmentVariable("BATON_CHROMIUM") ?? "/usr/bin/chromium";

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Program)) return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Headless = true, Args = Arguments, Timeout = Waiting.Milliseconds });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>A page of its own, as somebody's first visit. What goes wrong in it is noted.</summary>
    public async Task<ConsolePage> OpenAsync(string address, ColorScheme theme = ColorScheme.Light, int width = 1280, int height = 800)
    {
        Assert.SkipWhen(_browser is null, $"There is no browser at {Program}. Install chromium, or name another one in BATON_CHROMIUM.");
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = address,
            ColorScheme = theme,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = width, Height = height },
        });
        context.SetDefaultTimeout(Waiting.Milliseconds);
        return new ConsolePage(context, await context.NewPageAsync());
    }
}
