using Baton.Errors;

namespace Baton.Cli.Chat;

/// <summary>Reads lines and does what they say until there are no more.</summary>
internal sealed class ChatLoop(ChatSession session, ChatScreen screen, TextReader input, bool prompt)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (prompt) screen.Prompt();
            var line = (await input.ReadLineAsync(cancellationToken))?.Trim();
            if (line is null or "/quit" or "/exit") return;
            if (line.Length == 0) continue;
            try
            {
                await DoAsync(line, cancellationToken);
            }
            catch (BatonException error)
            {
                screen.EndSpeech();
                screen.Fail($"{error.Code}: {error.Message}");
            }
        }
    }

    private async Task DoAsync(string line, CancellationToken cancellationToken)
    {
        switch (line)
        {
            case "/new":
                session.Forget();
                screen.Note("A new conversation begins with your next message.");
                break;
            case "/status":
                screen.ShowStatus(session.Thread, session.Last);
                break;
            case "/history":
                screen.ShowHistory(await session.HistoryAsync(cancellationToken));
                break;
            case ['/', ..]:
                screen.Note("The commands are /new, /status, /history and /quit.");
                break;
            default:
                await session.SendAsync(line, screen, cancellationToken);
                break;
        }
    }
}
