using System.CommandLine;
using Baton.Cli.Hosting;

namespace Baton.Cli.Commands;

/// <summary><c>baton serve</c>, the command without a name: runs the server until it is stopped.</summary>
internal static class ServeCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global, ServeOptions options)
    {
        var command = new Command("serve", "Runs the server (the default command).");
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, global, options, cancellationToken));
        return command;
    }

    /// <summary>Serves until the process is asked to stop.</summary>
    public static async Task<int> RunAsync(ParseResult parsed, GlobalOptions global, ServeOptions options, CancellationToken cancellationToken)
    {
        await using var host = BatonHost.Build(global.Read(parsed, parsed.GetValue(options.Urls), parsed.GetValue(options.Pools)));
        if (parsed.GetValue(options.StopWithInput)) StopWithInput(host.Services.GetRequiredService<IHostApplicationLifetime>());
        await BatonHost.StartAsync(host, cancellationToken);
        await host.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    // Standard input ends when the process that started this one does, however it ends.
    private static void StopWithInput(IHostApplicationLifetime lifetime) => _ = Task.Run(async () =>
    {
        await Console.OpenStandardInput().CopyToAsync(Stream.Null);
        lifetime.StopApplication();
    });
}

/// <summary>The options of <c>serve</c>.</summary>
internal sealed class ServeOptions
{
    /// <summary>Where to listen.</summary>
    public Option<string?> Urls { get; } = new("--urls") { Description = "Where to listen (default http://127.0.0.1:7070)." };

    /// <summary>Which pools to serve.</summary>
    public Option<string?> Pools { get; } = new("--pools") { Description = "The pools whose runs to execute, like email,classification (default: all)." };

    /// <summary>Ends the server with its standard input; for commands that start one.</summary>
    public Option<bool> StopWithInput { get; } = new("--stop-with-input") { Hidden = true };

    public void AddTo(Command command)
    {
        command.Add(Urls);
        command.Add(Pools);
        command.Add(StopWithInput);
    }
}
