using Baton.Sqlite;

namespace Baton.Server.Tests.Cli;

public sealed class ChatTests : IDisposable
{
    private readonly TemporaryData _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_chat_without_a_server_starts_one_and_ends_it()
    {
        var chat = await BatonProcess.RunAsync(["chat", "--data", _files.Data], "cancel order 00123842\n/quit\n");

        Assert.True(chat.ExitCode == 0, chat.Error);
        Assert.Contains("general (offline rehearsal): To cancel order 00123842", chat.Output);
        Assert.Contains("category general · priority medium · status resolved", chat.Output);
        Assert.Null(StoreLock.TryRead(_files.Data));
    }

    [Fact]
    public async Task A_chat_talks_to_the_server_that_holds_the_data()
    {
        var (process, url) = await BatonProcess.ServeAsync(_files.Data);
        await using var _ = process;

        var chat = await BatonProcess.RunAsync(
            ["chat", "support_desk", "--data", _files.Data],
            "My payment failed\nI need this fixed immediately, I have a deadline!\n/status\n/history\n/new\n/history\n/what\n");

        Assert.True(chat.ExitCode == 0, chat.Error);
        Assert.Contains(url, chat.Output);
        Assert.Contains("agent escalation · category billing · priority critical · status escalated", chat.Output);
        Assert.Matches(@"conversation_turns\s+2", chat.Output);
        Assert.Contains("you: My payment failed", chat.Output);
        Assert.Contains("Nothing has been said yet.", chat.Output);
        Assert.Contains("The commands are", chat.Output);
    }

    [Fact]
    public async Task A_named_server_that_does_not_answer_is_an_error()
    {
        var chat = await BatonProcess.RunAsync(["chat", "--data", _files.Data, "--url", "http://127.0.0.1:1"], "hi\n");

        Assert.Equal(1, chat.ExitCode);
        Assert.Contains("BTN8002", chat.Error);
    }

    [Fact]
    public async Task An_unknown_assistant_is_an_error_before_any_greeting()
    {
        var chat = await BatonProcess.RunAsync(["chat", "nobody", "--data", _files.Data], "hi\n/status\n");

        Assert.Equal(1, chat.ExitCode);
        Assert.Contains("BTN1102", chat.Error);
        Assert.Contains("nobody", chat.Error);
        Assert.Empty(chat.Output);
    }
}
