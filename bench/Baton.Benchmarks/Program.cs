using Baton.Benchmarks;

if (args.Length == 0)
{
    Console.Error.WriteLine("usage: engine [--store sqlite|memory] [--runs 64] [--seconds 10] [--json]");
    return 2;
}

var options = new BenchOptions(args[1..]);
switch (args[0])
{
    case "engine":
        await EngineBench.RunAsync(options);
        return 0;
    default:
        Console.Error.WriteLine($"Unknown benchmark '{args[0]}'.");
        return 2;
}
