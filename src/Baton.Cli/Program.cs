using Baton.Cli.Commands;

return await BatonCommandLine.RunAsync(args);
