using System.Text.Json;
using Baton.ConsoleTests.Fixtures;
using Microsoft.Playwright;

namespace Baton.ConsoleTests;

public sealed class ManyTests(Browser browser, ITestOutputHelper output) : IClassFixture<Browser>
{
    private const int Runs = 100_000;

    [Fact]
    public async Task A_run_of_ten_thousand_entries_opens()
    {
        await using var server = await ServerProcess.StartAsync();
        var run = await server.StartAsync("long_run", new { steps = 2_100 });
        await server.UntilAsync(run, "success");
        Assert.True((await server.RunAsync(run)).GetProperty("seq").GetInt32() >= 10_000);
        await using var console = await browser.OpenAsync(server.Address);
        await console.GoAsync("/console/health");
        await console.GoAsync($"/console/runs/{run}?view=timeline");
        await console.Page.GetByTestId("timeline").GetByText("step", new() { Exact = true }).First.WaitForAsync();
        var opened = await console.Page.EvaluateAsync<double>("() => performance.now()");
        output.WriteLine($"A run of 10,000 entries was open {opened:F0} ms after the page was asked for.");
        await console.Page.GetByText("Graph", new() { Exact = true }).ClickAsync();
        await console.Page.Locator("[data-node='step'][data-status='success']").WaitForAsync();
        Assert.Empty(console.Errors);
    }

    [Fact]
    public async Task The_first_page_shows_its_figures_before_its_charts()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var console = await browser.OpenAsync(server.Address);
        // Charts that never come hold up nothing else.
        await console.Page.RouteAsync("**/assets/*Chart*.js", static _ => Task.CompletedTask);
        await console.GoAsync("/");
        await console.Page.Locator(".figure").First.WaitForAsync();
        var painted = await console.Page.EvaluateAsync<double>("() => performance.getEntriesByName('first-contentful-paint')[0].startTime");
        var bytes = await console.Page.EvaluateAsync<double>(
            "() => performance.getEntriesByType('resource').filter((one) => one.initiatorType === 'script' || one.name.endsWith('.js')).reduce((sum, one) => sum + one.encodedBodySize, 0)");
        output.WriteLine($"Home was painted {painted:F0} ms after it was asked for, with {bytes / 1_000:F0} kB of JavaScript.");
        Assert.True(bytes < 300_000, $"{bytes} bytes of JavaScript came with the first page.");
    }

    [Fact]
    public async Task A_list_of_a_hundred_thousand_runs_scrolls_with_few_rows_on_the_page()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var console = await browser.OpenAsync(server.Address);
        await console.Page.RouteAsync("**/ops/runs?*", FulfillAsync);
        await console.GoAsync("/console/runs");
        await console.Page.Locator(".row").First.WaitForAsync();
        // What the browser itself says of frames that took long: what ran in them, and for how long.
        await console.Page.EvaluateAsync(
            """
            () => {
              window.slow = []
              new PerformanceObserver((list) => {
                for (const frame of list.getEntries())
                  window.slow.push(`${Math.round(frame.duration)} ms, of it scripts ${Math.round(frame.scripts.reduce((sum, one) => sum + one.duration, 0))} (${frame.scripts.map((one) => `${one.invoker.slice(0, 60)} ${Math.round(one.duration)}, layout ${Math.round(one.forcedStyleAndLayoutDuration)}`).join('; ')}), drawing ${Math.round(frame.startTime + frame.duration - frame.styleAndLayoutStart)}`)
              }).observe({ type: 'long-animation-frame', buffered: false })
            }
            """);
        var frames = await console.Page.EvaluateAsync<double[]>(
            """
            async () => {
              const box = document.querySelector('[data-testid=runs]')
              const frames = []
              let before = performance.now()
              let still = 0
              while (still < 400) {
                const top = box.scrollTop
                box.scrollTop += 4000
                await new Promise(requestAnimationFrame)
                const now = performance.now()
                frames.push(now - before)
                before = now
                still = box.scrollTop === top ? still + 1 : 0
              }
              return [box.scrollHeight, document.querySelectorAll('.row').length, frames.length, Math.max(...frames), frames.filter((ms) => ms > 50).length, frames.sort((a, b) => a - b)[Math.floor(frames.length * 0.99)], frames[Math.floor(frames.length / 2)]]
            }
            """);
        output.WriteLine($"{frames[2]} frames over {Runs} rows: longest {frames[3]:F0} ms, p99 {frames[5]:F0} ms, median {frames[6]:F0} ms, {frames[4]} over 50 ms.");
        foreach (var frame in await console.Page.EvaluateAsync<string[]>("() => window.slow.sort((a, b) => parseInt(b) - parseInt(a)).slice(0, 12)")) output.WriteLine($"A long frame: {frame}");
        output.WriteLine($"{await console.Page.EvaluateAsync<int>("() => window.slow.length")} frames kept the page's own thread for more than 50 ms.");
        Assert.True(frames[0] > Runs * 30, $"The list ended at {frames[0]} pixels.");
        Assert.InRange(frames[1], 1, 120);
        // The frame in the middle, not the longest: what else the machine does falls into some of them.
        Assert.True(frames[6] <= 50, $"The median frame took {frames[6]:F0} ms.");
        Assert.Empty(console.Errors);
    }

    // The browser is what is measured here; the store's part has benchmarks of its own.
    private static Task FulfillAsync(IRoute route)
    {
        var query = System.Web.HttpUtility.ParseQueryString(new Uri(route.Request.Url).Query);
        var first = query["after"] is { } after ? int.Parse(after[24..], System.Globalization.CultureInfo.InvariantCulture) + 1 : 0;
        var limit = Math.Min(int.Parse(query["limit"]!, System.Globalization.CultureInfo.InvariantCulture), Runs - first);
        var page = Enumerable.Range(first, limit).Select(index => new
        {
            run_id = $"00000000-0000-0000-0000-{index:D12}",
            graph = "support_desk",
            version = 2,
            pool = "support",
            status = index % 9 == 0 ? "error" : "success",
            thread_id = $"customer-{index % 997}",
            assistant = "support_desk",
            seq = 15,
            error_code = index % 9 == 0 ? "BTN2001" : null,
            created_at = DateTimeOffset.UnixEpoch.AddSeconds(1_790_000_000 - index),
            updated_at = DateTimeOffset.UnixEpoch.AddSeconds(1_790_000_001 - index),
        }).ToList();
        var headers = new Dictionary<string, string> { ["content-type"] = "application/json" };
        if (first + limit < Runs) headers["X-Pagination-Next"] = page[^1].run_id;
        return route.FulfillAsync(new() { Body = JsonSerializer.Serialize(page), Headers = headers });
    }
}
