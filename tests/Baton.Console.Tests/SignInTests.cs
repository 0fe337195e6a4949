using System.Security.Cryptography;
using System.Text;
using Baton.ConsoleTests.Fixtures;
using Microsoft.Playwright;

namespace Baton.ConsoleTests;

public sealed class SignInTests(Browser browser) : IClassFixture<Browser>
{
    private const string Key = "a key of a test";

    [Fact]
    public async Task A_server_with_keys_asks_for_one_and_keeps_it_out_of_reach_of_scripts()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)));
        await using var server = await ServerProcess.StartAsync(
            "--Baton:ApiKeys:0:Name", "anna", "--Baton:ApiKeys:0:Roles:0", "operator", "--Baton:ApiKeys:0:Sha256", hash);
        await using var console = await browser.OpenAsync(server.Address);
        await console.Page.GotoAsync("/console/cost");
        await console.Page.GetByLabel("API key").FillAsync("wrong");
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await console.Page.GetByText("BTN6441").WaitForAsync();
        await console.Page.GetByLabel("API key").FillAsync(Key);
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await console.Page.GetByText("The kill switch needs the role admin.").WaitForAsync();
        Assert.Equal("", await console.Page.EvaluateAsync<string>("() => document.cookie"));
        await console.Page.ReloadAsync();
        await console.Page.GetByText("The kill switch needs the role admin.").WaitForAsync();
    }
}
