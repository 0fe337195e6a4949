using Baton.Chaos;

try
{
    return await ChaosCommand.RunAsync(ChaosOptions.Parse(args), Console.Out, CancellationToken.None);
}
catch (ArgumentException exception)
{
    Console.Error.WriteLine($"{exception.Message}\n{ChaosOptions.Usage}");
    return 2;
}
