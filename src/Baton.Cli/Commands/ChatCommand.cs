using System.CommandLine;
using Baton.Cli.Chat;
using Baton.Cli.Client;
using Baton.Cli.Hosting;

namespace Baton.Cli.Commands;

/// <summary><c>baton chat</c>: a conversation with an assistant in the terminal, always over HTTP.</summary>
internal static class ChatCommand
{
    private const string DefaultAssistant = "support_desk";

    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var assistant = new Argument<string>("assistant")
        {
            Description = "The assistant to talk to.",
            DefaultValueFactory = _ => DefaultAssistant,
        };
        var command = new Command("chat", "Talks to an assistant in the terminal; starts a server where none runs.") { assistant };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetRequiredValue(assistant), global.Read(parsed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string assistant, CliSettings settings, CancellationToken cancellationToken)
    {
        ChildServer? child = null;
        var client = await ServerFinder.FindAsync(settings, cancellationToken);
        if (client is null) (child, client) = await ChildServer.StartAsync(settings, cancellationToken);
        try
        {
            var session = new ChatSession(client, assistant);
            await session.CheckAsync(cancellationToken);
            var screen = new ChatScreen(Consoles.Output());
            screen.Welcome(assistant, client.Url);
            await new ChatLoop(session, screen, Console.In, prompt: !Console.IsInputRedirected).RunAsync(cancellationToken);
            return 0;
        }
        finally
        {
            client.Dispose();
            if (child is not null) await child.DisposeAsync();
        }
    }
}
