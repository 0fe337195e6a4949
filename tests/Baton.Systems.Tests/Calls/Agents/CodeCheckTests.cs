using Baton.Calls.Agents.Identity;

namespace Baton.Systems.Tests.Calls.Agents;

public sealed class CodeCheckTests
{
    [Theory]
    [InlineData("ACC-1001", "my PIN is 4711", "verified")]
    [InlineData("ACC-1001", "4 7 1 1", "verified")]
    [InlineData("ACC-1001", "account 1001, code 4711", "verified")]
    [InlineData("ACC-1001", "my PIN is 4712", "refused")]
    [InlineData("ACC-1001", "I am calling from account 1001", "code_missing")]
    [InlineData("CUST-77", "the code was 482910", "verified")]
    [InlineData("CUST-77", "the code was 000000", "refused")]
    [InlineData("CUST-77", "I do not have one", "code_missing")]
    public async Task A_code_is_checked_against_the_account(string account, string said, string verdict)
    {
        await using var host = await CallAgentsHost.StartAsync();

        var reply = await host.SayAsync("auth", said, "otp_verify", "AUTHENTICATION", account);

        Assert.Equal(verdict, reply.Outcome);
        Assert.Equal(CodeVerdicts.LetOn(verdict), reply.Accepted);
        Assert.NotEmpty(reply.Response);
    }

    [Fact]
    public async Task After_three_wrong_codes_the_right_one_is_refused_too()
    {
        await using var host = await CallAgentsHost.StartAsync();
        List<string> outcomes = [];

        foreach (var code in (string[])["1000", "2000", "3000", "4711"]) outcomes.Add((await host.SayAsync("auth", code, "authenticate", "AUTHENTICATION")).Outcome);

        Assert.Equal(["refused", "refused", "locked", "locked"], outcomes);
    }

    [Fact]
    public async Task Who_only_says_who_they_are_is_found_by_their_account()
    {
        await using var host = await CallAgentsHost.StartAsync();

        var reply = await host.SayAsync("auth", "this is Mara", "verify_identity", "AUTHENTICATION");

        Assert.Equal(CodeVerdicts.Identified, reply.Outcome);
        Assert.True(reply.Accepted);
    }

    [Fact]
    public async Task Nobody_is_let_on_without_an_account()
    {
        await using var host = await CallAgentsHost.StartAsync();

        var reply = await host.SayAsync("auth", "my PIN is 4711", "authenticate", "AUTHENTICATION", account: null);

        Assert.Equal(CodeVerdicts.NoAccount, reply.Outcome);
        Assert.False(reply.Accepted);
    }
}
