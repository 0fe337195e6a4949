import type { RunFold } from './journal/run'

interface Source {
  runId: string
  assistant: string
  thread?: string | null
  fold: RunFold
  origin: string
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
const csharp = (value: unknown) =>
  `"""${JSON.stringify(value ?? null, null, 2).includes('\n') ? '\n' : ''}${JSON.stringify(value ?? null, null, 2)}${JSON.stringify(value ?? null, null, 2).includes('\n') ? '\n' : ''}"""`

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

/** A test that starts such a run and expects its end; answers of people are given as they were. */
export function asTest(source: Source): string {
  const { runId, fold } = source
  return [
    '[Fact]',
    `public async Task Run_${runId.replaceAll('-', '').slice(-8)}_ends_as_it_did()`,
    '{',
    '    var cancellationToken = TestContext.Current.CancellationToken;',
    ...asCsharp({ ...source, thread: undefined })
      .split('\n')
      .map((line) => `    ${line}`),
    `    Assert.Equal("${fold.status ?? 'success'}", result.Run.Status.ToString(), ignoreCase: true);`,
    ...(fold.output === undefined || fold.output === null
      ? []
      : [`    Assert.True(JsonElement.DeepEquals(JsonElement.Parse(${csharp(fold.output)}), result.Output!.Value));`]),
    '}',
  ].join('\n')
}
