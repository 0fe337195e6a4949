using Spectre.Console;

namespace Baton.Cli.Commands;

/// <summary>Consoles for what is shown to people.</summary>
internal static class Consoles
{
    private const int UnwrappedWidth = 10_000;

    /// <summary>Standard output. Lines are not wrapped where it is a file or a pipe.</summary>
    public static IAnsiConsole Output()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected) console.Profile.Width = UnwrappedWidth;
        return console;
    }

    /// <summary>Standard error, for what should not be among the results.</summary>
    public static IAnsiConsole Error() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
}
