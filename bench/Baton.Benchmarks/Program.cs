using Baton.Benchmarks;

const string Usage = """
    usage: Baton.Benchmarks <benchmark> [--json]
      engine  [--store sqlite|memory|postgres] [--runs 64] [--seconds 10]   durable steps per second against raw appends
              with sqlite also [--messages no|noted|kept]          runs noted for the message log; with the log kept beside
              with postgres also [--servers 1] [--threads yes] [--writers 1] [--warmup 15] [--connection <string>]
      timers  [--store postgres|sqlite] [--count 1000000] [--rate 15000] [--seconds 60] [--insert-seconds n] [--places 256]   sleeping runs
      takeover [--tries 20] [--lease 10] [--connection <string>]   kill -9 until another server goes on
      thread  [--turns 200] [--message-bytes 600]                  stored bytes of a conversation against its content
      context [--turns 200] [--message-bytes 600] [--window 4000]  tokens sent and facts kept, with a window and without
      agent   [--store sqlite|memory|postgres] [--count 2000]      what a run and its checks add to one model call
      http    [--clients 64] [--seconds 10]                        runs per second through POST /runs/wait
      desk    [--store sqlite|postgres] [--clients 64] [--seconds 20]   requests to the support desk per second, models offline
      calls   [--part all|turns|sessions|redis] [--store sqlite|postgres] [--clients 64] [--seconds 20] [--sessions 100000] [--redis <redis-server>]   service calls
      knowledge --data <folder> [--copies 1] [--rounds 5] [--sweep yes]   indexing, questions and recall of documents
      search  [--store sqlite|postgres] [--count 1000000] [--texts <csv>] [--rounds 100]   the message log: rate, size, searches
      safety  --data <folder> [--show pii|injection]               what the guardrails find, miss and take
      intents --train <file> --test <file> [--validation <file>]   the intent classifier: CSV text,category or CLINC JSON
      telemetry [--store sqlite|memory] [--runs 64] [--seconds 0.4] [--rounds 60] [--variants 1,tail]   overhead of listening; with --before <Baton.Benchmarks.dll> of silence
      case [--store sqlite|postgres] [--runs 64] [--seconds 0.4] [--rounds 40]   what a graph pays for a case
      analytics [--store sqlite,postgres] [--count 1000000] [--rounds 20]   analytics over many cases, from their rollups
      start   --baton <path> [--launches 7]                        launch to first /health answer, idle memory
    """;

if (args.Length == 0)
{
    Console.Error.WriteLine(Usage);
    return 2;
}

var options = new BenchOptions(args[1..]);
var benchmark = args[0] switch
{
    "engine" => EngineBench.RunAsync(options),
    "thread" => ThreadBench.RunAsync(options),
    "context" => ContextBench.RunAsync(options),
    "agent" => AgentBench.RunAsync(options),
    "http" => HttpBench.RunAsync(options),
    "desk" => DeskBench.RunAsync(options),
    DeskBench.ServerVerb => DeskBench.ServeAsync(options),
    "calls" => CallsBench.RunAsync(options),
    CallsServer.Verb => CallsServer.ServeAsync(options),
    "knowledge" => KnowledgeBench.RunAsync(options),
    "search" => SearchBench.RunAsync(options),
    "safety" => SafetyBench.RunAsync(options),
    "intents" => IntentsBench.RunAsync(options),
    "telemetry" when options.Text("before", "").Length > 0 => TelemetryBench.CompareAsync(options),
    "telemetry" => TelemetryBench.RunAsync(options),
    "case" => CaseBench.RunAsync(options),
    "analytics" => AnalyticsBench.RunAsync(options),
    "start" => StartBench.RunAsync(options),
    "timers" => TimersBench.RunAsync(options),
    "takeover" => TakeoverBench.RunAsync(options),
    ClusterWorker.Verb => ClusterWorker.ServeAsync(options),
    TakeoverBench.ServerVerb => TakeoverBench.ServeAsync(options),
    TimersBench.InsertVerb => TimersBench.InsertAsync(options),
    HttpBench.ServerVerb => HttpBench.ServeAsync(options),
    _ => null,
};
if (benchmark is null)
{
    Console.Error.WriteLine($"Unknown benchmark '{args[0]}'.\n{Usage}");
    return 2;
}

await benchmark;
return 0;
