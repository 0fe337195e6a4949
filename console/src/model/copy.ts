import type { RunFold } from './journal/run'

interface Source {
  runId: string
  assistant: string
  thread?: string | null
  fold: RunFold
  origin: string
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
function csharp(value: unknown): string {
  const text = JSON.stringify(value ?? null, null, 2)
  return text.includes('\n') ? `"""\n${text}\n"""` : `"""${text}"""`
}

/** The request that starts such a run. */
export function asCurl({ assistant, thread, fold, origin }: Source): string {
  const body = JSON.stringify({ assistant_id: assistant, input: fold.input ?? null, ...(thread ? { if_not_exists: 'create' } : {}) })
  const path = thread ? `/threads/${encodeURIComponent(thread)}/runs/wait` : '/runs/wait'
  return `curl -X POST ${quoted(origin + path)} -H 'Content-Type: application/json' -d ${quoted(body)}`
}

/** The same from a .NET program. */
export function asCsharp({ assistant, thread, fold }: Source): string {
  return [
    'var started = await runs.StartAsync(',
    `    new RunRequest(${JSON.stringify(assistant)})`,
    '    {',
    `        Input = JsonElement.Parse(${csharp(fold.input)}),`,
    ...(thread ? [`        Thread = ${JSON.stringify(thread)},`, '        CreateThread = true,'] : []),
    '    },',
    '    cancellationToken);',
    'var result = await runs.WaitAsync("default", started.Run.Id, cancellationToken);',
  ].join('\n')
}

/** A test that replays what happened: the run's history stands in it, and today's graph must come to the same. */
export function asReplayTest({ runId, fold }: Source, history: string): string {
  return [
    '// using Baton.Engine.Replay; using Baton.Engine.Testing; using Microsoft.Extensions.DependencyInjection;',
    '[Fact]',
    `public async Task Run_${runId.replaceAll('-', '').slice(-8)}_replays_as_it_was()`,
    '{',
    `    await using var host = await BatonTestHost.StartAsync(${pascal(fold.graph)}.Define());`,
    '    var replay = host.Services.GetRequiredService<JournalReplay>();',
    '    var report = await replay.ReplayAsync(RunHistory.Parse(History), TestContext.Current.CancellationToken);',
    '    Assert.Empty(report.Differences);',
    '}',
    '',
    'private const string History =',
    '    """',
    ...history
      .trimEnd()
      .split('\n')
      .map((line) => `    ${line}`),
    '    """;',
  ].join('\n')
}

const pascal = (name: string) =>
  name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
