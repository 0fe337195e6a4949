using Spectre.Console;

namespace Baton.Cli.Commands;

/// <summary>Consoles for what is shown to people.</summary>
internal static class Consoles
{
    private const int UnwrappedWidth = 10_000;

    /// <summary>Standard output. In a file or a pipe there are no colours, and lines are not wrapped.</summary>
    public static IAnsiConsole Output()
    {
        var console = Create(Console.Out, Console.IsOutputRedirected);
        if (Console.IsOutputRedirected) console.Profile.Width = UnwrappedWidth;
        return console;
    }

    /// <summary>Standard error, for what should not be among the results.</summary>
    public static IAnsiConsole Error() => Create(Console.Error, Console.IsErrorRedirected);

    private static IAnsiConsole Create(TextWriter writer, bool redirected) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(writer),
        Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
    });
}
